using System.Globalization;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class DuplicateFilterTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-11-02T12:00:00Z", CultureInfo.InvariantCulture);

    [Test]
    public void Add_RandomIdsWithRestoresMidway_AgreesWithBruteForce([Values(1, 2, 3)] int seed, [Values(20, 300, 5_000)] int capacity)
    {
        var random = new Random(seed);
        var filter = new DuplicateFilter(capacity);
        var (order, held) = (new Queue<string>(), new HashSet<string>());
        for (var step = 0; step < 40_000; step++)
        {
            // Around a moving centre: repeats of what is held and of what was forgotten, and new ids.
            var id = $"s{(step / 2) + random.Next(-2 * capacity, 100)}";
            var isNew = held.Add(id);
            filter.Add(id).ShouldBe(isNew, $"seed {seed}, step {step}, id {id}");
            if (isNew) order.Enqueue(id);
            for (; order.Count > filter.Count; held.Remove(order.Dequeue())) order.Count.ShouldBeGreaterThan(capacity);
            if (step % 7_001 == 7_000) filter = Restored(filter, capacity);
        }

        filter.Forgotten.ShouldBeGreaterThan(0);
        filter.Count.ShouldBeLessThan(capacity + (2 * Math.Max(16, capacity / 16)));
    }

    [Test]
    public void Add_BeyondCapacity_ForgetsTheOldestGenerationAndCountsIt()
    {
        var filter = new DuplicateFilter(1_000);
        for (var i = 0; i < 10_000; i++) filter.Add($"s{i}").ShouldBeTrue();
        filter.Count.ShouldBeInRange(1_000, 1_064);
        filter.Forgotten.ShouldBe(10_000 - filter.Count);
        for (var i = 9_000; i < 10_000; i++) filter.Contains($"s{i}").ShouldBeTrue();
        filter.Contains("s100").ShouldBeFalse();
    }

    [Test]
    public void ForgetBefore_Horizon_DropsOnlyGenerationsThatEndedBefore()
    {
        var filter = new DuplicateFilter(1_000);
        for (var i = 0; i < 600; i++) filter.Add($"s{i}", Noon.AddSeconds(i));
        filter.ForgetBefore(Noon.AddSeconds(300));
        filter.Contains("s300").ShouldBeTrue();
        filter.Contains("s200").ShouldBeFalse();
        var left = filter.Count;
        filter = Restored(filter, 1_000);
        filter.ForgetBefore(Noon.AddSeconds(500));
        filter.Count.ShouldBeLessThan(left, "times survive a restore");
        filter.Contains("s500").ShouldBeTrue();
        filter.ForgetBefore(Noon.AddDays(1));
        filter.Contains("s599").ShouldBeTrue("the newest generation stays");
        filter.Forgotten.ShouldBe(600 - filter.Count);
    }

    [Test]
    public void ForgetBefore_IdsWithoutTime_Stay()
    {
        var filter = new DuplicateFilter(1_000);
        for (var i = 0; i < 600; i++) filter.Add($"s{i}");
        filter.ForgetBefore(Noon);
        filter.Count.ShouldBe(600);
    }

    [Test]
    public void Snapshot_FullGenerations_AreWrittenOnceAndNeverChange()
    {
        var filter = new DuplicateFilter(100_000);
        for (var i = 0; i < 10_000; i++) filter.Add($"s{i}");
        var first = Slots(filter);
        var copies = first.ToDictionary(slot => slot.Key, slot => slot.Value.ToArray());
        for (var i = 10_000; i < 11_000; i++) filter.Add($"s{i}");
        var second = Slots(filter);
        first.Keys.ShouldBe(["ids", "ids/000000", "ids/000001", "ids/000002"], ignoreOrder: true);
        second["ids/000000"].Equals(first["ids/000000"]).ShouldBeTrue();
        second["ids/000001"].Equals(first["ids/000001"]).ShouldBeTrue();
        second["ids/000002"].Equals(first["ids/000002"]).ShouldBeFalse();
        first.All(slot => slot.Value.Span.SequenceEqual(copies[slot.Key])).ShouldBeTrue("slots handed out never change");
        var restored = Slots(DuplicateFilter.Restore(100_000, "ids", second));
        second.All(slot => slot.Key == "ids" || restored[slot.Key].Equals(slot.Value))
            .ShouldBeTrue("restoring gives no reason to write anew");
    }

    [TestCase(500)]
    [TestCase(2_000)]
    [TestCase(100_000)]
    public void Restore_OtherCapacity_KeepsTheNewestIds(int capacity)
    {
        var filter = new DuplicateFilter(2_000);
        for (var i = 0; i < 2_000; i++) filter.Add($"s{i}");
        var restored = DuplicateFilter.Restore(capacity, "ids", Slots(filter));
        for (var i = 2_000 - Math.Min(capacity, 2_000); i < 2_000; i++) restored.Add($"s{i}").ShouldBeFalse();
        (restored.Count + restored.Forgotten).ShouldBe(2_000);
    }

    [Test]
    public void Restore_MissingGeneration_SaysWhich()
    {
        var filter = new DuplicateFilter(100_000);
        for (var i = 0; i < 10_000; i++) filter.Add($"s{i}");
        var slots = Slots(filter);
        slots.Remove("ids/000001");
        Should.Throw<InvalidDataException>(() => DuplicateFilter.Restore(100_000, "ids", slots))
            .Message.ShouldContain("expected block 1, found 2");
    }

    [Test]
    public void Restore_CutSlot_NamesIt()
    {
        var filter = new DuplicateFilter(100);
        filter.Add("s1");
        var slots = Slots(filter);
        slots["ids/000000"] = slots["ids/000000"][..^1];
        Should.Throw<InvalidDataException>(() => DuplicateFilter.Restore(100, "ids", slots))
            .Message.ShouldContain("ids/000000");
    }

    [TestCase(0)]
    [TestCase(400_000_001)]
    public void Constructor_OutOfRange_Throws(long capacity) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DuplicateFilter(capacity));

    private static DuplicateFilter Restored(DuplicateFilter filter, long capacity) =>
        DuplicateFilter.Restore(capacity, "ids", Slots(filter));

    private static Dictionary<string, ReadOnlyMemory<byte>> Slots(DuplicateFilter filter)
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        filter.Snapshot("ids", slots);
        return slots;
    }
}
