using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class InProcessItemHashTests
{
    /// <summary>
    /// Stored filters rest on these, so a change of the hash must not go unnoticed; computed by a second program from the formula.
    /// </summary>
    [TestCase("", 0x11816431cae3ce29UL, 0xf8837e845b79179aUL)]
    [TestCase("u1", 0x7c585ef1947391d3UL, 0xe8da63ecbbaf52acUL)]
    [TestCase("u123456", 0x13c967e4613f2aa4UL, 0x38504bab6aeaa773UL)]
    [TestCase("3f2504e0-4f89-11d3-9a0c-0305e82c3301", 0xfce34061bca85270UL, 0x36518681d4194dd8UL)]
    public void Of_KnownTexts_StaysTheSame(string text, ulong low, ulong high) => ItemHash.Of(text).ShouldBe(new ItemHash(low, high));

    [Test]
    public void Of_FlippedBit_FlipsHalfOfTheBits([Values(2, 4, 7, 8, 12, 16, 17, 33, 72)] int length)
    {
        var random = new Random(length);
        var data = new byte[length];
        var flips = new int[128];
        const int Rounds = 4_000;
        for (var round = 0; round < Rounds; round++)
        {
            random.NextBytes(data);
            var before = ItemHash.OfBytes(data);
            data[random.Next(length)] ^= (byte)(1 << random.Next(8));
            var after = ItemHash.OfBytes(data);
            for (var bit = 0; bit < 64; bit++)
            {
                flips[bit] += (int)(((before.Low ^ after.Low) >> bit) & 1);
                flips[bit + 64] += (int)(((before.High ^ after.High) >> bit) & 1);
            }
        }

        // Five standard deviations of a fair coin.
        flips.All(count => Math.Abs(count - (Rounds / 2)) < 5 * Math.Sqrt(Rounds) / 2).ShouldBeTrue();
    }

    [Test]
    public void Of_ConsecutiveIds_SpreadEvenlyInEveryByte()
    {
        const int Ids = 256 * 400;
        var counts = new int[16, 256];
        Span<byte> bytes = stackalloc byte[ItemHash.Size];
        for (var i = 0; i < Ids; i++)
        {
            ItemHash.Of($"u{i}").WriteTo(bytes);
            for (var position = 0; position < bytes.Length; position++) counts[position, bytes[position]]++;
        }

        for (var position = 0; position < 16; position++)
        {
            var chiSquare = Enumerable.Range(0, 256).Sum(value => Math.Pow(counts[position, value] - 400, 2) / 400);
            chiSquare.ShouldBeInRange(255 - (5 * Math.Sqrt(510)), 255 + (5 * Math.Sqrt(510)), $"byte {position}");
        }
    }

    [Test]
    public void Of_SimilarTexts_HaveDistinctWords()
    {
        var lows = new HashSet<ulong>();
        var highs = new HashSet<ulong>();
        var texts = Enumerable.Range(0, 200_000).Select(i => $"u{i}")
            .Concat(Enumerable.Range(0, 200).Select(length => new string('\0', length)))
            .Concat(Enumerable.Range(1, 200).Select(length => new string('a', length)))
            .Concat(Enumerable.Range(0, 100_000).Select(i => $"00000000-0000-0000-0000-{i:x12}"));
        foreach (var text in texts)
        {
            var hash = ItemHash.Of(text);
            lows.Add(hash.Low).ShouldBeTrue(text);
            highs.Add(hash.High).ShouldBeTrue(text);
        }
    }

    [Test]
    public void Of_Numbers_DifferInHalfOfTheBits()
    {
        var bits = Enumerable.Range(0, 10_000).Select(i => (ItemHash.Of((ulong)i), ItemHash.Of((ulong)i + 1)))
            .Average(pair => BitsIn(pair.Item1.Low ^ pair.Item2.Low) + BitsIn(pair.Item1.High ^ pair.Item2.High));
        bits.ShouldBeInRange(63.7, 64.3);
    }

    [Test]
    public void OfBytes_Utf16Bytes_EqualsTheTextsHash() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            ItemHash.OfBytes(MemoryMarshal.AsBytes(text.Get.AsSpan())) == ItemHash.Of(text.Get)
            && (text.Get.Length == 0 || ItemHash.OfBytes(Encoding.UTF8.GetBytes(text.Get)) != ItemHash.Of(text.Get)))
            .QuickCheckThrowOnFailure();

    [Test]
    public void Read_WrittenHash_IsTheSame()
    {
        Span<byte> bytes = stackalloc byte[ItemHash.Size];
        var hash = ItemHash.Of("u1");
        hash.WriteTo(bytes);
        ItemHash.Read(bytes).ShouldBe(hash);
    }

    private static int BitsIn(ulong word) => BitOperations.PopCount(word);
}
