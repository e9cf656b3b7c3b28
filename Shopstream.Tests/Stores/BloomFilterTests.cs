using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class BloomFilterTests
{
    [Test]
    public void Contains_UnknownItemsAtCapacity_StaysWithinThePromisedError(
        [Values(1, 2, 3)] int seed, [Values(0.1, 0.01, 0.001)] double error)
    {
        const int Capacity = 50_000;
        var filter = new BloomFilter(Capacity, error);
        for (var i = 0; i < Capacity; i++) filter.Add($"u{seed}-{i}");
        ShareOf(item => filter.Contains(item), 200_000, seed).ShouldBeInRange(error * 0.7, error * 1.2, $"seed {seed}");
    }

    [Test]
    public void Constructor_OnePercent_TakesAboutTheBitsOfTheFormula()
    {
        var formula = -Math.Log(0.01) / Math.Pow(Math.Log(2), 2);
        (new BloomFilter(1_000_000, 0.01).SizeInBytes * 8 / 1e6).ShouldBeInRange(formula, formula * 1.2);
    }

    [Test]
    public void Contains_AddedItems_AlwaysKnowsThem() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (items, capacity) =>
        {
            var filter = new BloomFilter(capacity.Get, 0.02);
            foreach (var item in items) filter.Add(item);
            return items.All(item => filter.Contains(item) && filter.Add(item));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Add_NewThenKnownItem_SaysSo()
    {
        var filter = new BloomFilter(100, 0.01);
        filter.Add("u1").ShouldBeFalse();
        filter.Add("u1").ShouldBeTrue();
        filter.Contains("u2").ShouldBeFalse();
        filter.Count.ShouldBe(1);
    }

    [TestCase(0, 0.01)]
    [TestCase(10, 0)]
    [TestCase(10, 0.6)]
    [TestCase(10, double.NaN)]
    public void Constructor_OutOfRange_Throws(long capacity, double error) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BloomFilter(capacity, error));

    [Test]
    public void Restore_Snapshot_AnswersAlike()
    {
        var filter = new BloomFilter(200_000, 0.001);
        for (var i = 0; i < 150_000; i++) filter.Add($"u{i}");
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("b", slots);
        var restored = BloomFilter.Restore("b", slots);
        (restored.Count, restored.Capacity, restored.Error, restored.Probes)
            .ShouldBe((filter.Count, filter.Capacity, filter.Error, filter.Probes));
        Enumerable.Range(0, 200_000).All(i => restored.Contains($"u{i}") == filter.Contains($"u{i}")).ShouldBeTrue();
    }

    [Test]
    public void Snapshot_OneMoreItem_RewritesOneSlotOfBits()
    {
        var filter = new BloomFilter(1_000_000, 0.01);
        for (var i = 0; i < 1_000; i++) filter.Add($"u{i}");
        var before = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("b", before);
        var copies = before.ToDictionary(slot => slot.Key, slot => slot.Value.ToArray());
        filter.Add("another").ShouldBeFalse();
        var after = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("b", after);
        before.Keys.Count(name => name != "b" && !after[name].Equals(before[name])).ShouldBe(1);
        before.All(slot => slot.Value.Span.SequenceEqual(copies[slot.Key])).ShouldBeTrue("slots handed out never change");
    }

    [Test]
    public void Restore_MissingSlot_NamesIt()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        new BloomFilter(1_000, 0.01).Snapshot("b", slots);
        slots.Remove("b/000000");
        Should.Throw<InvalidDataException>(() => BloomFilter.Restore("b", slots)).Message.ShouldContain("b/000000");
    }

    /// <summary>Share of items that were never added but are believed to be known.</summary>
    internal static double ShareOf(Func<string, bool> contains, int tries, int seed)
    {
        var found = 0;
        for (var i = 0; i < tries; i++) found += contains($"unknown{seed}-{i}") ? 1 : 0;
        return found / (double)tries;
    }
}
