using Shopstream.Modules.Streaming;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming;

public sealed class SessionWindowsTests
{
    private const long Never = long.MinValue;

    [TestCase(19, 1, 10, 29)]
    [TestCase(20, 2, 10, 20)]
    [TestCase(1, 1, 1, 20)]
    [TestCase(0, 2, 10, 20)]
    [TestCase(10, 1, 10, 20)]
    public void Add_SecondEventAroundTheGap_JoinsBelowItAndNotAtIt(long second, int sessions, long start, long end)
    {
        var windows = Create();
        Add(windows, 10);
        Add(windows, second);
        windows.Count.ShouldBe(sessions);
        windows.Open.ShouldContain(session => session.Window == new TimeWindow(start, end));
    }

    [Test]
    public void Add_EventThatReachesTwoSessions_MergesThem()
    {
        var windows = Create();
        Add(windows, 10, 1).Absorbed.ShouldBeNull();
        Add(windows, 25, 2).Absorbed.ShouldBeNull();
        Add(windows, 28, 4).Absorbed.ShouldBeNull();
        var change = Add(windows, 19, 8);
        change.IsLate.ShouldBeFalse();
        change.Session.Window.ShouldBe(new TimeWindow(10, 38));
        change.Session.LastMs.ShouldBe(28);
        change.Session.Acc.ShouldBe("1 2 4 8");
        change.Absorbed.ShouldBe(new TimeWindow(25, 38));
        windows.Open.ShouldHaveSingleItem().ShouldBeSameAs(change.Session);
    }

    [Test]
    public void Add_EventBeforeTheStart_MovesItAndNamesTheFormerExtent()
    {
        var windows = Create();
        Add(windows, 10);
        var change = Add(windows, 5);
        change.Session!.Window.ShouldBe(new TimeWindow(5, 20));
        change.Absorbed.ShouldBe(new TimeWindow(10, 20));
    }

    [Test]
    public void Add_KeysWithTheirOwnGaps_AreCutApart()
    {
        var windows = new SessionWindows<string, string>(
            TimeSpan.FromMilliseconds(10), TimeSpan.Zero, () => "", Merge, key => TimeSpan.FromMilliseconds(key == "slow" ? 100 : 10));
        foreach (var key in new[] { "slow", "quick" })
            foreach (var time in new[] { 0, 50 }) windows.Add(key, time, Never, acc => acc + time);
        windows.Open.Select(session => (session.Key, session.Window)).ShouldBe(
            [("slow", new TimeWindow(0, 150)), ("quick", new TimeWindow(0, 10)), ("quick", new TimeWindow(50, 60))]);
    }

    [Test]
    public void Advance_ReachesEndsAndLateness_EndsThenCloses()
    {
        var windows = Create(lateness: 5);
        var log = new List<string>();
        Add(windows, 0, key: "a");
        Add(windows, 3, key: "b");
        Add(windows, 8, key: "a");
        Advance(12);
        log.ShouldBeEmpty();
        Advance(13);
        log.ShouldBe(["ended b"]);
        Advance(17);
        Advance(18);
        log.ShouldBe(["ended b", "closed b", "ended a"], ignoreOrder: true);
        Add(windows, 12, key: "a").Session!.HasEnded.ShouldBeFalse("the late event moved the end to 22");
        Advance(21);
        log.Count.ShouldBe(3);
        Advance(22);
        log[^1].ShouldBe("ended a");
        Advance(26);
        log.Count.ShouldBe(4);
        Advance(27);
        log[^1].ShouldBe("closed a");
        windows.Count.ShouldBe(0);

        void Advance(long watermark) => windows.Advance(
            watermark, session => log.Add("closed " + session.Key), session => log.Add("ended " + session.Key));
    }

    [TestCase(14, false)]
    [TestCase(15, false)]
    [TestCase(16, true)]
    public void Add_AloneBehindTheWatermark_IsLateBeyondTheLateness(long watermark, bool late) =>
        Create(lateness: 5).Add("a", 10, watermark, acc => acc).IsLate.ShouldBe(late);

    [Test]
    public void Add_FarBehindButInsideAnOpenSession_Joins()
    {
        var windows = Create();
        foreach (var time in new[] { 0, 8, 16, 24 }) Add(windows, time);
        windows.Add("a", 3, 30, acc => acc + "!").Session!.Acc.ShouldEndWith("!");
        windows.Add("a", -1, 30, acc => acc).IsLate.ShouldBeTrue("it might have belonged to a session closed before");
        windows.Add("a", 3, 34, acc => acc).IsLate.ShouldBeTrue("the session closes at 34, advanced or not");
        windows.Advance(34, _ => { });
        windows.Add("a", 33, 0, acc => acc).IsLate.ShouldBeTrue("the watermark never goes back");
        windows.Add("a", 34, 0, acc => acc).IsLate.ShouldBeFalse();
    }

    [Test]
    public void Advance_EventFarAheadOfAllOthers_ClosesOnlyWhatIsDue()
    {
        var windows = new SessionWindows<int, string>(TimeSpan.FromMilliseconds(10), TimeSpan.Zero, () => "", Merge);
        for (var key = 0; key < 1_000; key++) windows.Add(key, key * 100, Never, acc => acc);
        var closed = new List<int>();
        for (var watermark = 0; watermark <= 50_000; watermark += 70) windows.Advance(watermark, session => closed.Add(session.Key));
        closed.ShouldBe(Enumerable.Range(0, 500));
        windows.Count.ShouldBe(500);
    }

    [Test]
    public void DrainChanged_AfterMergesAndCloses_GivesOpenSessionsOnce()
    {
        var windows = Create();
        foreach (var time in new[] { 0, 15, 8, 100 }) Add(windows, time);
        Add(windows, -50, key: "gone");
        windows.Advance(-40, _ => { });
        Drain().ShouldBe([new(0, 25), new(100, 110)]);
        Drain().ShouldBeEmpty();
        Add(windows, 101);
        Drain().ShouldBe([new(100, 111)]);

        List<TimeWindow> Drain()
        {
            var drained = new List<TimeWindow>();
            windows.DrainChanged(session => drained.Add(session.Window));
            return drained;
        }
    }

    [Test]
    public void Snapshot_SessionsMoveMergeAndClose_KeepsTheSlotsInStep()
    {
        var windows = Create();
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        Add(windows, 10);
        Add(windows, 25);
        Add(windows, 70);
        Add(windows, 7, key: "b\"/b");
        Save().ShouldBe(4);
        Save().ShouldBe(0);
        Add(windows, 5);
        Save().ShouldBe(2, "moved: one slot gone, one new");
        Add(windows, 19);
        Save().ShouldBe(2, "merged: one slot gone, one changed");
        windows.Advance(20, _ => { });
        Save().ShouldBe(2, "one closed, and the watermark");

        var restored = Create();
        restored.Restore(new StateReader(slots));
        restored.Open.Select(session => (session.Key, session.Window, session.LastMs, session.Acc)).ShouldBe(
            windows.Open.Select(session => (session.Key, session.Window, session.LastMs, session.Acc)));
        restored.Count.ShouldBe(2);
        restored.Watermark.ShouldBe(20);
        var writer = new StateWriter();
        restored.Snapshot(writer);
        writer.Changes.ShouldBeEmpty();
        restored.DrainChanged(_ => Assert.Fail("a restored session has not changed"));
        Should.Throw<ArgumentException>(() => restored.Restore("a", 75, 76, ""));
        var closed = new List<long>();
        restored.Advance(80, session => closed.Add(session.StartMs));
        closed.ShouldBe([5, 70]);

        int Save()
        {
            var changes = new StateWriter();
            windows.Snapshot(changes);
            changes.ApplyTo(slots);
            return changes.Changes.Count;
        }
    }

    [Test]
    public void Aggregation_MergeAfterEarlyResults_RetractsTheLaterStart()
    {
        var driver = new StreamTestDriver<string, int, Tally>(emit => new SessionAggregation<string, int, Tally>(
            TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), () => default, Tally.Add, Tally.Merge, emit));
        driver.Push("a", 0, 1);
        driver.Push("a", 15, 2);
        driver.Tick();
        driver.TakeResults().Select(result => (result.Window, result.Kind)).ShouldBe(
            [(new(0, 10), ResultKind.Early), (new(15, 25), ResultKind.Early)]);
        driver.Push("a", 8, 4);
        driver.Watermark(25);
        driver.TakeResults().ShouldBe(
        [
            new(new(15, 25), "a", new(3, 7), ResultKind.Retracted), new(new(0, 25), "a", new(3, 7), ResultKind.Final),
        ]);
        driver.Push("a", 9, 8).ShouldBeTrue();
        driver.TakeResults().ShouldBe([new(new(0, 25), "a", new(4, 15), ResultKind.Update)]);
        driver.Table.Keys.ShouldBe([(0, "a")]);
    }

    private static SessionWindows<string, string> Create(int lateness = 0) =>
        new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(lateness), () => "", Merge);

    private static string Merge(string earlier, string later) => $"{earlier} {later}";

    private static SessionChange<string, string> Add(SessionWindows<string, string> windows, long time, int mark = 0, string key = "a") =>
        windows.Add(key, time, Never, acc => acc.Length == 0 ? $"{mark}" : $"{acc} {mark}");
}
