using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Streaming;

public sealed class WindowPanesTests
{
    private readonly List<Pane> _panes = [];
    private readonly List<string> _log = [];

    [Test]
    public void TryCollect_RecordsOnBothSidesOfABoundary_GetDifferentPanes()
    {
        var panes = Tumbling(lateness: 0);
        Collect(panes, 0, 0).ShouldBe("[0, 10)");
        Collect(panes, 9, 0).ShouldBe("[0, 10)");
        Collect(panes, 10, 0).ShouldBe("[10, 20)");
        Collect(panes, -1, long.MinValue).ShouldBe("[-10, 0)");
        panes.Open.Select(pair => pair.Key.StartMs).ShouldBe([-10, 0, 10]);
        panes.Open.Select(pair => pair.Value.Records).ShouldBe([1, 2, 1]);
    }

    [TestCase(0, 9, true)]
    [TestCase(0, 10, false)]
    [TestCase(5, 14, true)]
    [TestCase(5, 15, false)]
    public void TryCollect_WatermarkAroundTheClose_TakesUntilEndPlusLateness(int lateness, long watermark, bool taken)
    {
        var panes = Tumbling(lateness);
        panes.TryCollect(3, watermark, _panes, out var late).ShouldBe(taken);
        late.ShouldBe(taken ? 0 : 1);
        // The same through the pane that was found last.
        panes = Tumbling(lateness);
        panes.TryCollect(3, 0, _panes, out _).ShouldBeTrue();
        panes.TryCollect(3, watermark, _panes, out late).ShouldBe(taken);
        late.ShouldBe(taken ? 0 : 1);
        _panes.Count.ShouldBe(taken ? 1 : 0);
    }

    [Test]
    public void TryCollect_SlidingRecordLateForSomeWindows_CountsThem()
    {
        var panes = new WindowPanes<Pane>(
            new SlidingWindow(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)), TimeSpan.Zero, window => new(window));
        panes.TryCollect(7, 10, _panes, out var late).ShouldBeTrue();
        late.ShouldBe(1);
        _panes.ShouldHaveSingleItem().Window.ShouldBe(new TimeWindow(5, 15));
        panes.TryCollect(7, 15, _panes, out late).ShouldBeFalse();
        late.ShouldBe(2);
    }

    [Test]
    public void TryCollect_WatermarkBelowTheOneAdvancedTo_DoesNotReopenAClosedWindow()
    {
        var panes = Tumbling(lateness: 0);
        Collect(panes, 3, 0);
        panes.Advance(10, Log);
        panes.TryCollect(3, 0, _panes, out _).ShouldBeFalse();
    }

    [Test]
    public void Advance_SeveralWindowsClose_ComeOrderedByStartAndOnce()
    {
        var panes = Tumbling(lateness: 5);
        foreach (var time in new[] { 25, 1, 11, 38 }) Collect(panes, time, 0);
        panes.Advance(14, Log, Ended);
        panes.Advance(30, Log, Ended);
        panes.Advance(29, Log, Ended);
        _log.ShouldBe(["ended [0, 10)", "closed [0, 10)", "ended [10, 20)", "closed [10, 20)", "ended [20, 30)"]
            , "the window from 0 ended at 14 already");
    }

    [Test]
    public void DrainChanged_AfterMoreRecords_GivesEachTouchedPaneOnce()
    {
        var panes = Tumbling(lateness: 0);
        foreach (var time in new[] { 11, 1, 12, 25 }) Collect(panes, time, 0);
        Drain(panes).ShouldBe(["[0, 10)", "[10, 20)", "[20, 30)"]);
        Drain(panes).ShouldBeEmpty();
        Collect(panes, 15, 0);
        Drain(panes).ShouldBe(["[10, 20)"]);
        panes.MarkChanged(new(0, 10));
        Drain(panes).ShouldBe(["[0, 10)"]);
        Should.Throw<ArgumentException>(() => panes.MarkChanged(new(0, 11)));
    }

    [Test]
    public void Snapshot_Repeated_WritesOnlyWhatChangedAndRemovesWhatClosed()
    {
        var panes = Tumbling(lateness: 0);
        foreach (var time in new[] { 1, 11, 21 }) Collect(panes, time, 0);
        Changes(panes).ShouldBe(["+window/0/10", "+window/10/20", "+window/20/30"]);
        Changes(panes).ShouldBeEmpty();
        Collect(panes, 12, 0);
        Changes(panes).ShouldBe(["+window/10/20"]);
        Collect(panes, 35, 0);
        panes.Advance(40, Log);
        Changes(panes).ShouldBe(["+watermark", "-window/0/10", "-window/10/20", "-window/20/30"], "the window from 30 never was in a snapshot");
    }

    [Test]
    public void Restore_FromSlots_ContinuesWithoutMarkingChanges()
    {
        var panes = Tumbling(lateness: 5);
        foreach (var time in new[] { 1, 11, 12, 21 }) Collect(panes, time, 0);
        panes.Advance(12, Log);
        var (writer, slots) = (new StateWriter(), new Dictionary<string, ReadOnlyMemory<byte>>());
        panes.Snapshot(writer, pane => new[] { (byte)pane.Records });
        writer.ApplyTo(slots);

        var restored = Tumbling(lateness: 5);
        Collect(restored, 77, 0);
        restored.Restore(new StateReader(slots), (window, content) => new Pane(window) { Records = content.Span[0] });
        restored.Open.Select(pair => (pair.Key.StartMs, pair.Value.Records)).ShouldBe([(0, 1), (10, 2), (20, 1)]);
        Drain(restored).ShouldBeEmpty();
        Changes(restored).ShouldBeEmpty();
        restored.Advance(20, Log, Ended);
        _log.ShouldBe(["closed [0, 10)", "ended [10, 20)"], "the window from 0 had ended before the checkpoint");
        Should.Throw<ArgumentException>(() => restored.Restore(new TimeWindow(10, 20), new Pane(new(10, 20))));
    }

    [Test]
    public void TryCollect_ManyRecords_AllocatesNothingPerRecord()
    {
        var panes = Tumbling(lateness: 0);
        Collect(panes, 5, 0);
        Collect(panes, 15, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) panes.TryCollect(i % 20, 0, _panes, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    private static WindowPanes<Pane> Tumbling(int lateness) =>
        new(new TumblingWindow(TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(lateness), window => new(window));

    private string Collect(WindowPanes<Pane> panes, long timestamp, long watermark)
    {
        panes.TryCollect(timestamp, watermark, _panes, out _).ShouldBeTrue();
        _panes.ShouldHaveSingleItem().Records++;
        return _panes[0].Window.ToString();
    }

    private static List<string> Drain(WindowPanes<Pane> panes)
    {
        var drained = new List<string>();
        panes.DrainChanged((window, pane) =>
        {
            pane.Window.ShouldBe(window);
            drained.Add(window.ToString());
        });
        return drained;
    }

    private static IEnumerable<string> Changes(WindowPanes<Pane> panes)
    {
        var writer = new StateWriter();
        panes.Snapshot(writer, pane => new[] { (byte)pane.Records });
        return writer.Changes.Select(change => (change.Value is null ? "-" : "+") + change.Key).Order(StringComparer.Ordinal);
    }

    private void Log(TimeWindow window, Pane pane) => _log.Add($"closed {window}");

    private void Ended(TimeWindow window, Pane pane) => _log.Add($"ended {window}");

    [SetUp]
    public void Clear() => _log.Clear();

    private sealed class Pane(TimeWindow window)
    {
        public TimeWindow Window { get; } = window;
        public int Records { get; set; }
    }
}
