using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Streaming;

public sealed class WatermarkTests
{
    [Test]
    public void Observe_RecordsOutOfOrder_TrailsTheLargestAndNeverGoesBack()
    {
        var tracker = new WatermarkTracker(TimeSpan.FromMilliseconds(10));
        tracker.Current.ShouldBe(long.MinValue);
        tracker.Observe(-5).ShouldBe(-15);
        tracker.Observe(100).ShouldBe(90);
        tracker.Observe(50).ShouldBe(90);
        tracker.AdvanceTo(80).ShouldBe(90);
        tracker.AdvanceTo(120).ShouldBe(120);
        tracker.Observe(125).ShouldBe(120);
    }

    [Test]
    public void Observe_SmallestTimestamp_DoesNotWrapRound() =>
        new WatermarkTracker(TimeSpan.FromMilliseconds(10)).Observe(long.MinValue + 3).ShouldBe(long.MinValue);

    [Test]
    public void Combined_SeveralPartitions_IsThatOfTheSlowest()
    {
        var watermarks = new PartitionWatermarks(TimeSpan.FromMilliseconds(10));
        watermarks.MarkActive("a");
        watermarks.MarkActive("b");
        watermarks.Observe("a", 1_000).ShouldBe(long.MinValue);
        watermarks.Observe("b", 500).ShouldBe(490);
        watermarks.Observe("a", 2_000).ShouldBe(490);
        watermarks.Observe("b", 1_500).ShouldBe(1_490);
        watermarks.Of("a").ShouldBe(1_990);
    }

    [Test]
    public void MarkIdle_SlowestPartition_LetsTheOthersMoveOn()
    {
        var watermarks = new PartitionWatermarks(TimeSpan.Zero);
        watermarks.Observe("a", 1_000);
        watermarks.MarkActive("b");
        watermarks.Observe("a", 2_000).ShouldBe(1_000);
        watermarks.MarkIdle("b").ShouldBe(2_000);
        watermarks.Observe("a", 3_000).ShouldBe(3_000);
        watermarks.Observe("b", 10).ShouldBe(3_000, "it woke up behind, and the combined watermark never goes back");
        watermarks.IsIdle("b").ShouldBeFalse();
        watermarks.Observe("a", 9_000).ShouldBe(3_000);
        watermarks.Observe("b", 8_000).ShouldBe(8_000);
    }

    [Test]
    public void MarkIdle_All_StaysWhereItIs()
    {
        var watermarks = new PartitionWatermarks(TimeSpan.Zero);
        watermarks.MarkActive("b");
        watermarks.Observe("a", 1_000);
        watermarks.Observe("b", 700).ShouldBe(700);
        watermarks.MarkIdle(["b", "a"]).ShouldBe(700);
        watermarks.MarkActive("a").ShouldBe(1_000);
    }

    [Test]
    public void Remove_SlowestPartition_LetsTheOthersMoveOn()
    {
        var watermarks = new PartitionWatermarks(TimeSpan.Zero);
        watermarks.MarkActive("b");
        watermarks.Observe("a", 1_000).ShouldBe(long.MinValue);
        watermarks.Remove("b").ShouldBe(1_000);
        watermarks.Remove("a").ShouldBe(1_000);
    }

    [Test]
    public void Restore_AfterPartitionsCameAndWent_GivesTheSameState()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var watermarks = new PartitionWatermarks(TimeSpan.FromMilliseconds(5));
        watermarks.Observe("orders/1", 100);
        watermarks.Observe("orders/2", 90);
        watermarks.Observe("gone", 200);
        Save();
        watermarks.MarkIdle("orders/2");
        watermarks.Remove("gone");
        watermarks.Remove("orders/1");
        watermarks.MarkActive("orders/1");
        Save();

        var restored = new PartitionWatermarks(TimeSpan.FromMilliseconds(5));
        restored.Restore(new StateReader(slots));
        restored.Combined.ShouldBe(watermarks.Combined);
        restored.Partitions.ShouldBe(["orders/1", "orders/2"], ignoreOrder: true);
        restored.IsIdle("orders/2").ShouldBeTrue();
        restored.Of("orders/1").ShouldBe(long.MinValue);
        restored.Of("orders/2").ShouldBe(85);
        var writer = new StateWriter();
        restored.Snapshot(writer);
        writer.Changes.ShouldBeEmpty("nothing changed since the restore");

        void Save()
        {
            var changes = new StateWriter();
            watermarks.Snapshot(changes);
            changes.ApplyTo(slots);
        }
    }
}
