using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class HyperLogLogTests
{
    private static readonly int[] Sizes = [10, 100, 1_000, 5_000, 20_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000];

    private static Arbitrary<ulong[]> Items => ArbMap.Default.ArbFor<ulong[]>();

    [Test]
    public void Estimate_TenToFiveMillion_LiesWithinThreeStandardErrors([Values(1, 2, 3, 4, 5)] int seed, [Values(12, 14)] int precision)
    {
        var sketch = new HyperLogLog(precision);
        var standardError = 1.04 / Math.Sqrt(1 << precision);
        var added = 0UL;
        foreach (var size in Sizes)
        {
            for (; added < (ulong)size; added++) sketch.Add(ItemHash.Of(((ulong)seed << 32) + added).Low);
            ((sketch.Estimate() - size) / size).ShouldBeInRange(-3 * standardError, 3 * standardError, $"{size} items, seed {seed}");
        }
    }

    [Test]
    public void Estimate_ManySketchesOfTexts_IsUnbiasedWithThePromisedError([Values(300, 3_000, 30_000)] int size)
    {
        const int Sketches = 60;
        var standardError = 1.04 / Math.Sqrt(1 << 10);
        var (sum, squares) = (0.0, 0.0);
        for (var number = 0; number < Sketches; number++)
        {
            var sketch = new HyperLogLog(10);
            for (var i = 0; i < size; i++) sketch.Add($"s{number}u{i}");
            var error = (sketch.Estimate() / size) - 1;
            (sum, squares) = (sum + error, squares + (error * error));
        }

        Math.Sqrt(squares / Sketches).ShouldBeLessThan(1.3 * standardError);
        (sum / Sketches).ShouldBeInRange(-3 * standardError / Math.Sqrt(Sketches), 3 * standardError / Math.Sqrt(Sketches));
    }

    [Test]
    public void Estimate_AcrossTheTransition_EqualsADenseOnlyRun()
    {
        var sparse = new HyperLogLog();
        var dense = new HyperLogLog();
        dense.Densify();
        var turnedAt = 0;
        for (var i = 0; i < 4_000; i++)
        {
            sparse.Add($"u{i}").ShouldBe(dense.Add($"u{i}"));
            if (turnedAt == 0 && sparse.IsDense) turnedAt = i;
            if (i % 50 == 0 || turnedAt == i) sparse.Estimate().ShouldBe(dense.Estimate());
        }

        turnedAt.ShouldBeInRange(1_000, 3_000);
        sparse.ToBytes().ShouldBe(dense.ToBytes());
    }

    [Test]
    public void Merge_TwoSketches_IsTheSketchOfTheUnion([Values(0, 20, 2_000, 40_000)] int left, [Values(0, 30, 30_000)] int right)
    {
        var (union, first, second) = (new HyperLogLog(), new HyperLogLog(), new HyperLogLog());
        for (var i = 0; i < left; i++) _ = (first.Add($"u{i}"), union.Add($"u{i}"));
        for (var i = 0; i < right; i++) _ = (second.Add($"u{(left / 2) + i}"), union.Add($"u{(left / 2) + i}"));
        first.Merge(second);
        first.Estimate().ShouldBe(union.Estimate());
        HyperLogLog.FromBytes(first.ToBytes()).WithPrecision(8).ToBytes().ShouldBe(union.WithPrecision(8).ToBytes());
    }

    [Test]
    public void Merge_OtherPrecision_Throws() =>
        Should.Throw<ArgumentException>(() => new HyperLogLog(12).Merge(new HyperLogLog(14)));

    [Test]
    public void WithPrecision_Lower_EqualsASketchOfThatPrecision([Values(5, 900, 50_000)] int size)
    {
        var (high, low) = (new HyperLogLog(14), new HyperLogLog(9));
        for (var i = 0; i < size; i++) _ = (high.Add($"u{i}"), low.Add($"u{i}"));
        high.WithPrecision(9).ToBytes().ShouldBe(low.WithPrecision(9).ToBytes());
        high.WithPrecision(9).Estimate().ShouldBe(low.Estimate());
    }

    [Test]
    public void FromBytes_ToBytes_GivesTheSameSketchAndContinues() =>
        Prop.ForAll(Items, Gen.Choose(4, 18).ToArbitrary(), Gen.Elements(0, 1, 50, 10_000).ToArbitrary(), (items, precision, more) =>
        {
            var sketch = new HyperLogLog(precision);
            foreach (var item in items) sketch.Add(ItemHash.Of(item).Low);
            for (var i = 0; i < more; i++) sketch.Add($"u{i}");
            var copy = HyperLogLog.FromBytes(sketch.ToBytes());
            var same = copy.Estimate().Equals(sketch.Estimate()) && copy.Precision == precision;
            foreach (var each in new[] { sketch, copy }) each.Add("one more");
            return same && copy.ToBytes().AsSpan().SequenceEqual(sketch.ToBytes());
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ToBytes_FewItems_AreCompact()
    {
        var sketch = new HyperLogLog();
        sketch.ToBytes().Length.ShouldBe(3);
        for (var i = 0; i < 20; i++) sketch.Add($"u{i}");
        sketch.ToBytes().Length.ShouldBeLessThanOrEqualTo(3 + (20 * 3));
        for (var i = 0; i < 100_000; i++) sketch.Add($"u{i}");
        sketch.ToBytes().Length.ShouldBe(3 + (16_384 * 6 / 8));
    }

    [Test]
    public void Constructor_ManySmallSketches_TakeLittleMemory()
    {
        const int Sketches = 10_000;
        var sketches = new HyperLogLog[Sketches];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Sketches; i++)
        {
            sketches[i] = new HyperLogLog();
            sketches[i].Add("u1");
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Sketches).ShouldBeLessThanOrEqualTo(96);
    }

    [Test]
    public void Estimate_Empty_IsZero() => new HyperLogLog().Estimate().ShouldBe(0);

    [TestCase(3)]
    [TestCase(19)]
    public void Constructor_PrecisionOutOfRange_Throws(int precision) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new HyperLogLog(precision));

    [TestCase(new byte[] { })]
    [TestCase(new byte[] { 2, 14, 0 }, TestName = "FromBytes_OtherVersion_Throws")]
    [TestCase(new byte[] { 1, 3, 0 }, TestName = "FromBytes_PrecisionOutOfRange_Throws")]
    [TestCase(new byte[] { 1, 14, 1, 0 }, TestName = "FromBytes_TooFewRegisters_Throws")]
    [TestCase(new byte[] { 1, 14, 0, 0x80 }, TestName = "FromBytes_CutNumber_Throws")]
    [TestCase(new byte[] { 1, 4, 0, 0x81, 0x10 }, TestName = "FromBytes_IndexTooHigh_Throws")]
    [TestCase(new byte[] { 1, 14, 0, 0x40 }, TestName = "FromBytes_RankZero_Throws")]
    public void FromBytes_Damaged_Throws(byte[] bytes) => Should.Throw<InvalidDataException>(() => HyperLogLog.FromBytes(bytes));
}
