using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class BloomScalingTests
{
    [Test]
    public void Contains_TenTimesTheCapacity_KeepsTheCompoundError(
        [Values(1, 2, 3)] int seed, [Values(0.5, 0.85)] double tightening)
    {
        const int Capacity = 10_000;
        var filter = new ScalableBloomFilter(Capacity, 0.01, tightening);
        for (var i = 0; i < 10 * Capacity; i++) filter.Add($"u{seed}-{i}");
        filter.Slices.ShouldBe(4);
        BloomFilterTests.ShareOf(item => filter.Contains(item), 200_000, seed).ShouldBeInRange(0.001, 0.01, $"seed {seed}");
        Enumerable.Range(0, 10 * Capacity).All(i => filter.Contains($"u{seed}-{i}")).ShouldBeTrue("no false negatives");
    }

    [Test]
    public void Add_KnownItemsOnFullSlice_DoesNotGrow()
    {
        var filter = new ScalableBloomFilter(1_000, 0.01);
        for (var i = 0; filter.Count < 1_000; i++) filter.Add($"u{i}");
        for (var i = 0; i < 500; i++) filter.Add($"u{i}").ShouldBeTrue();
        filter.Slices.ShouldBe(1);
        while (filter.Add($"v{filter.Count}")) filter.Count.ShouldBe(1_000);
        filter.Slices.ShouldBe(2);
    }

    [Test]
    public void Snapshot_FullSlices_AreTheSameMemoryAgain()
    {
        var filter = new ScalableBloomFilter(1_000, 0.01);
        for (var i = 0; i < 2_000; i++) filter.Add($"u{i}");
        var before = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("s", before);
        for (var i = 2_000; i < 2_500; i++) filter.Add($"u{i}");
        var after = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("s", after);
        after["s/000000/000000"].Equals(before["s/000000/000000"]).ShouldBeTrue();
        after["s/000001/000000"].Equals(before["s/000001/000000"]).ShouldBeFalse();
    }

    [Test]
    public void Restore_MidwaySnapshot_ContinuesAlike()
    {
        var filter = new ScalableBloomFilter(1_000, 0.01, 0.8);
        for (var i = 0; i < 2_500; i++) filter.Add($"u{i}");
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("s", slots);
        var restored = ScalableBloomFilter.Restore("s", slots);
        for (var i = 2_000; i < 9_000; i++) restored.Add($"u{i}").ShouldBe(filter.Add($"u{i}"));
        (restored.Slices, restored.Count, restored.Tightening, restored.SizeInBytes)
            .ShouldBe((filter.Slices, filter.Count, filter.Tightening, filter.SizeInBytes));
    }

    [TestCase(0, 0.01, 0.5)]
    [TestCase(10, 0, 0.5)]
    [TestCase(10, 0.01, 0.4)]
    [TestCase(10, 0.01, 0.95)]
    public void Constructor_OutOfRange_Throws(long capacity, double error, double tightening) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ScalableBloomFilter(capacity, error, tightening));
}
