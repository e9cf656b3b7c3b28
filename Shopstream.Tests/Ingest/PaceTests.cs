using Shopstream.Modules.Ingest;

namespace Shopstream.Tests.Ingest;

[TestFixture, CancelAfter(10_000)]
internal sealed class PaceTests
{
    [Test]
    public async Task Wait_AheadOfTheRate_WaitsTheDifference(CancellationToken cancel)
    {
        var clock = new JumpingClock();
        var pace = new Pace(100, clock);
        await pace.WaitAsync(50, cancel);
        clock.Waits.ShouldBe([TimeSpan.FromMilliseconds(500)]);
        await pace.WaitAsync(60, cancel);
        clock.Waits[1].ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Test]
    public async Task Wait_BehindTheRateOrWithoutOne_DoesNotWait(CancellationToken cancel)
    {
        var clock = new JumpingClock();
        var pace = new Pace(100, clock);
        clock.Now += TimeSpan.FromSeconds(10);
        await pace.WaitAsync(999, cancel);
        await pace.WaitAsync(1_000, cancel);
        await new Pace(null, clock).WaitAsync(1_000_000, cancel);
        clock.Waits.ShouldBeEmpty();
    }

    /// <summary>Writes down every wait and jumps to its end.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public List<TimeSpan> Waits { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            Now += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
