using Shopstream.Modules.Streaming;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming;

public sealed class WindowedAggregationTests
{
    [Test]
    public void AdvanceWatermark_PassesTheEnd_GivesFinalResultsOnce()
    {
        var driver = Driver(lateness: 0);
        driver.Push("a", 0, 1);
        driver.Push("a", 9, 2);
        driver.Push("b", 5, 7);
        driver.Push("a", 10, 100);
        driver.Watermark(9);
        driver.TakeResults().ShouldBeEmpty();
        driver.Watermark(10);
        driver.TakeResults().ShouldBe([Result(0, "a", 2, 3, ResultKind.Final), Result(0, "b", 1, 7, ResultKind.Final)]);
        driver.Watermark(19);
        driver.TakeResults().ShouldBeEmpty();
        driver.Watermark(long.MaxValue);
        driver.TakeResults().ShouldBe([Result(10, "a", 1, 100, ResultKind.Final)]);
    }

    [Test]
    public void Add_NegativeTimestamps_FallIntoTheWindowBelow()
    {
        var driver = Driver(lateness: 0);
        driver.Push("a", -1, 1);
        driver.Push("a", -10, 1);
        driver.Push("a", -11, 5);
        driver.Watermark(0);
        driver.TakeResults().ShouldBe([Result(-20, "a", 1, 5, ResultKind.Final), Result(-10, "a", 2, 2, ResultKind.Final)]);
    }

    [Test]
    public void Add_LateWithinTheLateness_UpdatesInPlace()
    {
        var driver = Driver(lateness: 5);
        driver.Push("a", 3, 1);
        driver.Push("b", 3, 1);
        driver.Watermark(14);
        driver.TakeResults().Count.ShouldBe(2);
        driver.Push("a", 4, 10).ShouldBeTrue();
        driver.TakeResults().ShouldBe([Result(0, "a", 2, 11, ResultKind.Update)]);
        driver.Push("c", 4, 10).ShouldBeTrue();
        driver.TakeResults().ShouldBe([Result(0, "c", 1, 10, ResultKind.Update)]);
        driver.Tick();
        driver.Watermark(100);
        driver.TakeResults().ShouldBeEmpty("every change is out already");
        driver.Table.Count.ShouldBe(3);
        driver.Table[(0, "a")].Acc.ShouldBe(new Tally(2, 11));
    }

    [Test]
    public void Add_LateForAWindowNeverSeen_UpdatesWithinTheLateness()
    {
        var driver = Driver(lateness: 5);
        driver.Watermark(12);
        driver.Push("a", 3, 1).ShouldBeTrue();
        driver.TakeResults().ShouldBe([Result(0, "a", 1, 1, ResultKind.Update)]);
    }

    [Test]
    public void Add_LateBeyondTheLateness_GoesToTheLateOutput()
    {
        var driver = Driver(lateness: 5);
        driver.Push("a", 3, 1);
        driver.Watermark(15);
        driver.TakeResults();
        driver.Push("a", 9, 10).ShouldBeFalse();
        driver.Push("a", 10, 10).ShouldBeTrue();
        driver.TakeResults().ShouldBeEmpty();
        driver.Late.Values.ShouldHaveSingleItem().TimestampMs.ShouldBe(9);
        driver.Table[(0, "a")].Acc.ShouldBe(new Tally(1, 1));
    }

    [Test]
    public void Add_SlidingPartlyLate_CountsInTheWindowsStillOpen()
    {
        var driver = new StreamTestDriver<string, int, Tally>(emit => new WindowedAggregation<string, int, Tally>(
            new SlidingWindow(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)), TimeSpan.Zero, () => default, Tally.Add, emit));
        driver.Push("a", 7, 1);
        driver.Watermark(10);
        driver.Push("a", 8, 2).ShouldBeTrue();
        driver.Watermark(15);
        driver.TakeResults().ShouldBe([Result(0, "a", 1, 1, ResultKind.Final), Result(5, "a", 2, 3, ResultKind.Final)]);
        ((WindowedAggregation<string, int, Tally>)driver.Operator).PartlyLate.ShouldBe(1);
    }

    [Test]
    public void EmitEarly_BetweenTicks_GivesOnlyTheKeysThatChanged()
    {
        var driver = Driver(lateness: 0);
        foreach (var key in new[] { "a", "b", "c", "a" }) driver.Push(key, 1, 1);
        driver.Tick();
        driver.TakeResults().ShouldBe(
            [Result(0, "a", 2, 2, ResultKind.Early), Result(0, "b", 1, 1, ResultKind.Early), Result(0, "c", 1, 1, ResultKind.Early)]);
        driver.Tick();
        driver.TakeResults().ShouldBeEmpty();
        driver.Push("b", 2, 1);
        driver.Push("b", 12, 1);
        driver.Tick();
        driver.TakeResults().ShouldBe([Result(0, "b", 2, 2, ResultKind.Early), Result(10, "b", 1, 1, ResultKind.Early)]);
        driver.Watermark(10);
        driver.TakeResults().Count.ShouldBe(3, "final results come for every key, reported early or not");
    }

    [Test]
    public void Feed_OnePartitionIdle_DoesNotHoldWindowsOpen()
    {
        var driver = Driver(lateness: 0);
        driver.Feed(new("0", 0, "a", 5, 1));
        driver.Feed(new("1", 0, "a", 6, 1));
        driver.Feed(new("0", 1, "a", 25, 1));
        driver.TakeResults().ShouldBeEmpty("partition 1 stands at 6");
        driver.MarkIdle("1");
        driver.TakeResults().ShouldBe([Result(0, "a", 2, 2, ResultKind.Final)]);
        driver.Feed(new("1", 1, "a", 7, 1));
        driver.Late.Values.ShouldHaveSingleItem().Partition.ShouldBe("1", "it woke up behind what had closed");
        driver.Feed(new("0", 2, "a", 45, 1));
        driver.TakeResults().ShouldBeEmpty("partition 1 is back and stands at 7");
    }

    [Test]
    public void CrashAndRestore_MidWindow_GoesOnWithTheSameCounts()
    {
        var driver = Driver(lateness: 5);
        driver.Push("a", 3, 1);
        driver.Push("b", 12, 1);
        driver.Checkpoint();
        driver.ChangedSlots.ShouldBe(2);
        driver.Push("b", 13, 1);
        driver.Watermark(11);
        driver.Checkpoint();
        driver.ChangedSlots.ShouldBe(2, "the changed window and the watermark");
        driver.Push("b", 14, 1_000);
        driver.CrashAndRestore();
        driver.TakeResults();
        driver.Push("a", 4, 1);
        driver.TakeResults().ShouldBe([Result(0, "a", 2, 2, ResultKind.Update)], "the window had ended before the checkpoint");
        driver.Tick();
        driver.TakeResults().ShouldBe([Result(10, "b", 2, 2, ResultKind.Early)]);
        driver.Checkpoint();
        driver.ChangedSlots.ShouldBe(1, "a restore alone changes no slot");
        driver.Watermark(40);
        driver.TakeResults().ShouldBe([Result(10, "b", 2, 2, ResultKind.Final)]);
        driver.Checkpoint();
        driver.Slots.Where(slot => slot.Contains("window", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Test]
    public void Restore_DamagedSlot_NamesTheWindow()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>> { ["window/0/10"] = "[\"a\"]"u8.ToArray() };
        var driver = Driver(lateness: 0);
        Should.Throw<FormatException>(() => driver.Operator.Restore(new(slots))).Message.ShouldContain("[0, 10)");
        slots = new() { ["window/x"] = "[]"u8.ToArray() };
        Should.Throw<FormatException>(() => driver.Operator.Restore(new(slots))).Message.ShouldContain("window/x");
    }

    [Test]
    public void Snapshot_TupleAccumulator_KeepsItsFields()
    {
        var driver = new StreamTestDriver<(string, int), double, (long Count, double Smallest)>(
            emit => new WindowedAggregation<(string, int), double, (long Count, double Smallest)>(
                new TumblingWindow(TimeSpan.FromMilliseconds(10)), TimeSpan.Zero, () => (0, double.PositiveInfinity),
                (acc, value) => (acc.Count + 1, value < 0 ? acc.Smallest : Math.Min(acc.Smallest, value)), emit));
        driver.Push(("a", 1), 3, -1);
        driver.Checkpoint();
        driver.CrashAndRestore();
        driver.Push(("a", 1), 3, 0.25);
        driver.Push(("a", 2), 3, -1);
        driver.Watermark(10);
        driver.Table[(0, ("a", 1))].Acc.ShouldBe((2, 0.25));
        driver.Table[(0, ("a", 2))].Acc.ShouldBe((1, double.PositiveInfinity));
    }

    private static StreamTestDriver<string, int, Tally> Driver(int lateness) => new(emit => new WindowedAggregation<string, int, Tally>(
        new TumblingWindow(TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(lateness), () => default, Tally.Add, emit));

    private static WindowResult<string, Tally> Result(long start, string key, long count, long sum, ResultKind kind) =>
        new(new(start, start + 10), key, new(count, sum), kind);
}
