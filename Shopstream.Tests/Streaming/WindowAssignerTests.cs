using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Streaming;

public sealed class WindowAssignerTests
{
    private static readonly TumblingWindow Minute = new(TimeSpan.FromMinutes(1));

    [TestCase(0, 0)]
    [TestCase(59_999, 0)]
    [TestCase(60_000, 60_000)]
    [TestCase(-1, -60_000)]
    [TestCase(-60_000, -60_000)]
    [TestCase(-60_001, -120_000)]
    public void WindowOf_TimestampAtOrBesideABoundary_IsHalfOpen(long timestamp, long start) =>
        Minute.WindowOf(timestamp).ShouldBe(new TimeWindow(start, start + 60_000));

    [TestCase(0, -22)]
    [TestCase(2 * 3_600_000, 2)]
    [TestCase(2 * 3_600_000 - 1, -22)]
    public void WindowOf_WithOffset_ShiftsTheStart(long timestamp, int startHour) =>
        new TumblingWindow(TimeSpan.FromDays(1), TimeSpan.FromHours(2)).WindowOf(timestamp).StartMs.ShouldBe(startHour * 3_600_000L);

    [Test]
    public void WindowOf_WithNegativeOffset_MeansTheSameAsItsComplement()
    {
        var west = new TumblingWindow(TimeSpan.FromDays(1), TimeSpan.FromHours(-22));
        var east = new TumblingWindow(TimeSpan.FromDays(1), TimeSpan.FromHours(2));
        for (var hour = -50; hour < 50; hour++) west.WindowOf(hour * 3_600_000L).ShouldBe(east.WindowOf(hour * 3_600_000L));
    }

    [TestCase(10, 5, 0, new long[] { -5, 0 })]
    [TestCase(10, 5, 4, new long[] { -5, 0 })]
    [TestCase(10, 5, 5, new long[] { 0, 5 })]
    [TestCase(10, 4, 9, new long[] { 0, 4, 8 })]
    [TestCase(10, 4, 10, new long[] { 4, 8 })]
    [TestCase(10, 4, -1, new long[] { -8, -4 })]
    [TestCase(10, 10, 10, new long[] { 10 })]
    public void Assign_Sliding_GivesEveryWindowThatContainsTheTimestamp(int size, int hop, long timestamp, long[] starts)
    {
        var sliding = new SlidingWindow(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(hop));
        var windows = new TimeWindow[sliding.MaxWindowsPerRecord];
        var count = sliding.Assign(timestamp, windows);
        windows[..count].Select(window => window.StartMs).ShouldBe(starts);
    }

    [Test]
    public void Assign_AnySizeAndHop_EqualsTryingEveryStart() =>
        Prop.ForAll(
            Gen.Choose(1, 40).Zip(Gen.Choose(1, 40)).Zip(Gen.Choose(-500, 500)).ToArbitrary(),
            input =>
            {
                var ((a, b), timestamp) = input;
                var (size, hop) = (Math.Max(a, b), Math.Min(a, b));
                var sliding = new SlidingWindow(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(hop));
                var windows = new TimeWindow[sliding.MaxWindowsPerRecord];
                var count = sliding.Assign(timestamp, windows);
                var expected = Enumerable.Range(-600, 1200).Where(start => start % hop == 0 && start <= timestamp && timestamp < start + size);
                windows[..count].ShouldBe(expected.Select(start => new TimeWindow(start, start + size)));
            }).QuickCheckThrowOnFailure();

    [Test]
    public void Name_OfCommonSizes_IsShort()
    {
        Minute.Name.ShouldBe("1m");
        new TumblingWindow(TimeSpan.FromHours(1)).Name.ShouldBe("1h");
        new TumblingWindow(TimeSpan.FromDays(1)).Name.ShouldBe("1d");
        new TumblingWindow(TimeSpan.FromSeconds(90)).Name.ShouldBe("90s");
        new TumblingWindow(TimeSpan.FromDays(1), TimeSpan.FromHours(2)).Name.ShouldBe("1d@2h");
        new SlidingWindow(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)).Name.ShouldBe("10m/1m");
    }

    [Test]
    public void Constructor_SizeOrHopOutOfRange_Throws()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new TumblingWindow(TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => new TumblingWindow(TimeSpan.FromTicks(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new SlidingWindow(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        Should.Throw<ArgumentOutOfRangeException>(() => new SlidingWindow(TimeSpan.FromSeconds(1), TimeSpan.Zero));
    }
}
