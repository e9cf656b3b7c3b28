using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Streaming;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming;

/// <summary>
/// Generated input: events of several partitions, shuffled within the allowance and some far behind it, partly delivered
/// twice, with checkpoints, early results, and a crash after which an earlier part is replayed.
/// </summary>
internal sealed record StreamScenario(StreamScenario.Event[] Events, int Lateness, int CheckpointAt, int CrashAfter, int ReplayBefore)
{
    public const int OutOfOrderness = 12;

    /// <param name="Partition">0 to 2.</param>
    /// <param name="Key">0 to 2.</param>
    /// <param name="Advance">How far the clock moved since the event before.</param>
    /// <param name="Lag">How far the event lies behind that clock.</param>
    /// <param name="Value">What it adds.</param>
    /// <param name="Redeliver">How many of the newest records are delivered again after it.</param>
    /// <param name="Tick">Whether early results are asked for after it.</param>
    public sealed record Event(int Partition, int Key, int Advance, int Lag, int Value, int Redeliver, bool Tick);

    public static Arbitrary<StreamScenario> Generate(bool withLate)
    {
        var inBounds = Gen.Choose(0, OutOfOrderness);
        var lag = withLate ? Gen.Frequency((6, inBounds), (1, Gen.Choose(OutOfOrderness, 120))) : inBounds;
        var events =
            from partition in Gen.Choose(0, 2)
            from key in Gen.Choose(0, 2)
            from advance in Gen.Frequency((8, Gen.Choose(0, 6)), (1, Gen.Choose(10, 40)))
            from behind in lag
            from value in Gen.Choose(-9, 9)
            from redeliver in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(1, 5)))
            from tick in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Event(partition, key, advance, behind, value, redeliver, tick);
        var scenarios =
            from count in Gen.Choose(0, 80)
            from list in Gen.ArrayOf(events, count)
            from lateness in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(1, 30)))
            from checkpointAt in Gen.Choose(0, 100)
            from crashAfter in Gen.Choose(0, 40)
            from replayBefore in Gen.Choose(0, 20)
            select new StreamScenario(list, lateness, checkpointAt, crashAfter, replayBefore);
        return Arb.From(scenarios, Shrink);
    }

    /// <summary>The records as they stand in their partitions, in the order of arrival.</summary>
    public List<PartitionRecord<int, int>> Log()
    {
        var offsets = new long[3];
        var clock = -70L;
        var log = new List<PartitionRecord<int, int>>();
        foreach (var e in Events)
        {
            clock += e.Advance;
            log.Add(new($"p{e.Partition}", offsets[e.Partition]++, e.Key, clock - e.Lag, e.Value));
        }

        return log;
    }

    /// <summary>Runs everything through an operator, to the end of the stream.</summary>
    public StreamTestDriver<int, int, Tally> Run(Func<Action<WindowResult<int, Tally>>, IKeyedAggregation<int, int, Tally>> create)
    {
        var driver = new StreamTestDriver<int, int, Tally>(create, TimeSpan.FromMilliseconds(OutOfOrderness));
        var log = Log();
        var checkpointAt = Math.Min(CheckpointAt, log.Count);
        var crashAt = Math.Min(checkpointAt + CrashAfter, log.Count);
        Deliver(0, checkpointAt / 2);
        driver.Checkpoint();
        Deliver(checkpointAt / 2, checkpointAt);
        driver.Checkpoint();
        Deliver(checkpointAt, crashAt);
        driver.CrashAndRestore();
        Deliver(Math.Max(0, checkpointAt - ReplayBefore), log.Count);
        driver.Watermark(long.MaxValue);
        return driver;

        void Deliver(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                driver.Feed(log[i]);
                for (var again = Math.Max(0, i + 1 - Events[i].Redeliver); again <= i && Events[i].Redeliver > 0; again++)
                    driver.Feed(log[again]).ShouldBeFalse("its offset was applied");
                if (Events[i].Tick) driver.Tick();
            }
        }
    }

    /// <summary>The watermark that each record of the log met, recomputed from all records before it.</summary>
    public static List<long> WatermarksBefore(List<PartitionRecord<int, int>> log)
    {
        var watermarks = new List<long>();
        var reached = long.MinValue;
        for (var i = 0; i < log.Count; i++)
        {
            watermarks.Add(reached);
            var slowest = log.Take(i + 1).GroupBy(r => r.Partition).Min(records => records.Max(r => r.TimestampMs)) - OutOfOrderness;
            reached = Math.Max(reached, slowest);
        }

        return watermarks;
    }

    private static IEnumerable<StreamScenario> Shrink(StreamScenario scenario)
    {
        for (var length = scenario.Events.Length / 2; length >= 1; length /= 2)
            for (var start = 0; start + length <= scenario.Events.Length; start += length)
                yield return scenario with { Events = [.. scenario.Events[..start], .. scenario.Events[(start + length)..]] };
        if (scenario.CrashAfter > 0) yield return scenario with { CrashAfter = scenario.CrashAfter / 2 };
        if (scenario.CheckpointAt > 0) yield return scenario with { CheckpointAt = scenario.CheckpointAt / 2 };
        if (scenario.ReplayBefore > 0) yield return scenario with { ReplayBefore = 0 };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"lateness {Lateness}, checkpoint at {CheckpointAt}, crash {CrashAfter} later, replay {ReplayBefore} before\n"
            + $"{string.Join("\n", Events.Zip(Log(), (e, r) => $"  {r} redeliver {e.Redeliver} tick {e.Tick}"))}";
}
