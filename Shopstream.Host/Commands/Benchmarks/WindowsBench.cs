using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.InteropServices;
using Shopstream.Modules.Streaming;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// One-minute tumbling counts by key on one thread, fed directly and through the Rx operators, beside the same keys counted
/// in a plain dictionary, which is what the windows cost on top of.
/// </summary>
internal static class WindowsBench
{
    private const int Seed = 20_260_701;
    private const int Keys = 100_000;
    private const int Events = 16_000_000;
    private const int EventsPerSimulatedSecond = 200_000;
    private const int JitterMs = 2_000;
    private const int Pattern = 1 << 22;
    private static readonly TimeSpan OutOfOrderness = TimeSpan.FromMilliseconds(JitterMs);
    private static readonly TumblingWindow Minute = new(TimeSpan.FromMinutes(1));

    /// <summary>Measures.</summary>
    /// <param name="runs">How often each figure is taken; at least 1.</param>
    /// <param name="progress">Told what happens.</param>
    /// <exception cref="InvalidOperationException">The windows did not count every event exactly once.</exception>
    public static BenchReport Run(int runs, Action<string> progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var input = CreateInput();
        // Once unmeasured, so that the compiler has seen the hot loops.
        CountPlainly(input);
        CountInWindows(input);
        CountThroughRx(input);
        double[] windows = new double[runs], rx = new double[runs], plain = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            plain[run] = Measure(CountPlainly, input);
            windows[run] = Measure(CountInWindows, input);
            rx[run] = Measure(CountThroughRx, input);
            progress($"run {run + 1} of {runs}: windows {windows[run]:N0}, Rx {rx[run]:N0}, dictionary {plain[run]:N0} events/s");
        }

        return new(
            "windows",
            BenchReport.DescribeMachine(),
            $"{Events:N0} events over {Keys:N0} uniformly random keys, one-minute tumbling counts on one thread, "
                + $"{EventsPerSimulatedSecond:N0} events a simulated second, jitter up to {JitterMs} ms, "
                + $"early results of all changed keys drained each simulated second, seed {Seed}",
            [
                BenchResult.Of("events_per_second", "events/s", windows, "dictionary_increment", plain),
                BenchResult.Of("rx_events_per_second", "events/s", rx, "dictionary_increment", plain),
            ]);
    }

    private static double Measure(Func<Input, long> count, Input input)
    {
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        var counted = count(input);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (counted != Events) throw new InvalidOperationException($"expected {Events} events in the final results, found {counted}");
        return Events / seconds;
    }

    private static long CountPlainly(Input input)
    {
        var counts = new Dictionary<int, long>(Keys);
        for (var i = 0; i < Events; i++) CollectionsMarshal.GetValueRefOrAddDefault(counts, input.Keys[i & (Pattern - 1)], out _)++;
        return counts.Values.Sum();
    }

    private static long CountInWindows(Input input)
    {
        var (final, early) = (0L, 0L);
        var windows = new WindowedAggregation<int, int, long>(Minute, TimeSpan.Zero, () => 0L, (count, _) => count + 1, result =>
        {
            if (result.Kind == ResultKind.Early) early++;
            else final += result.Acc;
        });
        var watermark = new WatermarkTracker(OutOfOrderness);
        for (var i = 0; i < Events; i++)
        {
            var time = input.TimeOf(i);
            windows.Add(input.Keys[i & (Pattern - 1)], time, 1);
            windows.AdvanceWatermark(watermark.Observe(time));
            if (i % EventsPerSimulatedSecond == 0) windows.EmitEarly();
        }

        windows.AdvanceWatermark(long.MaxValue);
        return early > 0 ? final : throw new InvalidOperationException("expected early results, found none");
    }

    private static long CountThroughRx(Input input)
    {
        var (final, late) = (0L, 0L);
        using var lateOutput = new Subject<StreamElement<(int Key, long Time)>>();
        using var lateCount = lateOutput.Subscribe(_ => late++);
        var clock = new HistoricalScheduler();
        var source = Observable.Create<(int Key, long Time)>(observer =>
        {
            for (var i = 0; i < Events; i++)
            {
                observer.OnNext((input.Keys[i & (Pattern - 1)], input.TimeOf(i)));
                if (i % EventsPerSimulatedSecond == 0) clock.AdvanceBy(TimeSpan.FromSeconds(1));
            }

            observer.OnCompleted();
            return Disposable.Empty;
        });
        using var results = source.AssignTimestampsAndWatermarks(e => e.Time, OutOfOrderness)
            .WithTicks(TimeSpan.FromSeconds(1), clock)
            .WindowAggregate(e => e.Key, Minute, TimeSpan.Zero, () => 0L, (count, _) => count + 1, lateOutput)
            .Subscribe(result => final += result.Kind == ResultKind.Early ? 0 : result.Acc);
        return final + late;
    }

    private static Input CreateInput()
    {
        var random = new Random(Seed);
        var (keys, jitter) = (new int[Pattern], new short[Pattern]);
        for (var i = 0; i < Pattern; i++) (keys[i], jitter[i]) = (random.Next(Keys), (short)random.Next(JitterMs));
        return new(keys, jitter);
    }

    /// <summary>A pattern of keys and lags that repeats, so that the input stays small beside what is measured.</summary>
    private sealed record Input(int[] Keys, short[] Jitter)
    {
        public long TimeOf(int i) => 1_700_000_000_000 + i / (EventsPerSimulatedSecond / 1_000) - Jitter[i & (Pattern - 1)];
    }
}
