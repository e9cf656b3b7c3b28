using System.Diagnostics;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Measures the in-process sketches on one core: operations on texts such as <c>u123456</c> that are prepared beforehand and
/// come twice, so that half are new and half known; and what the answers are worth beside what is promised.
/// </summary>
internal static class SketchesBench
{
    private const int Users = 1_000_000;
    private const int BatchSize = 5_000;
    private const double Error = 0.01;
    private const int Precision = HyperLogLog.DefaultPrecision;
    private const int Seed = 20_260;
    private const int SketchesPerRun = 16;
    private const int ItemsPerSketch = 100_000;

    /// <summary>Measures the sketches that the settings choose.</summary>
    public static async Task<BenchReport> RunAsync(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken)
    {
        using var host = ShopstreamHost.CreateWorker(["--Logging:LogLevel:Default=Warning", .. settings]);
        var options = host.Services.GetRequiredService<IOptions<SketchesOptions>>().Value;
        return options.Provider == SketchesOptions.RedisProvider
            ? await new RedisSketchesBench(options.Redis, host.Services.GetRequiredService<ConnectionRegistry>()).RunAsync(runs, progress, cancellationToken)
            : Run(runs, progress);
    }

    /// <summary>Runs everything <paramref name="runs"/> times, after two rounds that are not counted.</summary>
    private static BenchReport Run(int runs, Action<string> progress)
    {
        var users = new string[Users];
        var sessions = new string[2 * Users];
        var random = new Random(Seed);
        for (var i = 0; i < users.Length; i++) users[i] = $"u{i + 100_000}";
        for (var i = 0; i < sessions.Length; i++) sessions[i] = $"{random.NextInt64():x16}-{i:x8}";
        var visits = new Visit[2 * Users];
        for (var i = 0; i < visits.Length; i++) visits[i] = new(i, sessions[i], users[i % Users], true);

        var figures = new Dictionary<string, List<double>>();
        for (var run = -2; run < runs; run++)
        {
            progress(run < 0 ? "warming up" : $"run {run + 1} of {runs}");
            Take("hash", Twice(users, Hash));
            Take("hashset", Twice(users, AddToHashSet));
            Take("bloom", Twice(users, AddToBloomFilter));
            Take("hyperloglog", Twice(users, AddToHyperLogLog));
            Take("duplicates", Twice(sessions, AddToDuplicateFilter));
            Take("sessionset", Twice(sessions, AddToHashSet));
            Take("visits", VisitsPerSecond(visits));
            Take("false_positives", FalsePositiveRate(Seed + run));
            Take("relative_error", RelativeError(Seed + run));

            void Take(string name, double value)
            {
                if (!figures.TryGetValue(name, out var values)) figures.Add(name, values = []);
                if (run >= 0) values.Add(value);
            }
        }

        const string Rate = "operations/s";
        var standardError = 1.04 / Math.Sqrt(1 << Precision);
        return new("sketches", BenchReport.DescribeMachine(), Configuration(runs),
        [
            BenchResult.Of("bloom_operations_per_second", Rate, figures["bloom"], "hashset_add", figures["hashset"]),
            BenchResult.Of("hyperloglog_operations_per_second", Rate, figures["hyperloglog"], "hash_only", figures["hash"]),
            BenchResult.Of("duplicate_operations_per_second", Rate, figures["duplicates"], "hashset_add", figures["sessionset"]),
            BenchResult.Of("visits_per_second", "visits/s", figures["visits"], "hashset_add", figures["sessionset"]),
            BenchResult.Of("bloom_false_positive_rate", "share", figures["false_positives"], "promised", [Error]),
            BenchResult.Of("hyperloglog_relative_error", "share", figures["relative_error"], "promised", [standardError]),
        ]);
    }

    private static string Configuration(int runs) =>
        $"{Users} users and {2 * Users} session ids, each taken twice (visits once, in batches of {BatchSize}); "
        + $"Bloom error {Error}; HyperLogLog precision {Precision}; accuracy: false positives among {Users} unknown ids of a full "
        + $"scalable filter, root mean square over {SketchesPerRun} sketches of {ItemsPerSketch}; "
        + $"seeds {Seed} to {Seed + runs - 1}; one thread";

    /// <summary>Operations a second when every item comes twice.</summary>
    private static double Twice(string[] items, Action<string[]> pass)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        pass(items);
        return 2.0 * items.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Hash(string[] items)
    {
        var sum = 0UL;
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var item in items) sum += ItemHash.Of(item).Low;
        }

        Keep(sum == 1);
    }

    private static void AddToHashSet(string[] items)
    {
        var set = new HashSet<string>(items.Length, StringComparer.Ordinal);
        var known = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var item in items) known += set.Add(item) ? 0 : 1;
        }

        Keep(known < items.Length);
    }

    private static void AddToBloomFilter(string[] items)
    {
        var filter = new ScalableBloomFilter(items.Length, Error);
        var known = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var item in items) known += filter.Add(item) ? 1 : 0;
        }

        Keep(known < items.Length);
    }

    private static void AddToHyperLogLog(string[] items)
    {
        var sketch = new HyperLogLog(Precision);
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var item in items) sketch.Add(item);
        }

        Keep(sketch.Estimate() <= 0);
    }

    private static void AddToDuplicateFilter(string[] items)
    {
        var filter = new DuplicateFilter(items.Length);
        var known = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var item in items) known += filter.Add(item) ? 0 : 1;
        }

        Keep(known < items.Length);
    }

    private static double VisitsPerSecond(Visit[] visits)
    {
        GC.Collect();
        var sketches = new PartitionSketches(new InProcessSketchesOptions());
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < visits.Length; from += BatchSize)
        {
            var answers = sketches.Apply(new ArraySegment<Visit>(visits, from, BatchSize));
            Keep(answers.Length != BatchSize);
        }

        return visits.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double FalsePositiveRate(int seed)
    {
        var filter = new ScalableBloomFilter(Users, Error);
        var found = 0;
        for (var i = 0; i < Users; i++) filter.Add(ItemHash.Of($"s{seed}u{i}"));
        for (var i = 0; i < Users; i++) found += filter.Contains(ItemHash.Of($"s{seed}unknown{i}")) ? 1 : 0;
        return found / (double)Users;
    }

    private static double RelativeError(int seed)
    {
        var squares = 0.0;
        for (var number = 0; number < SketchesPerRun; number++)
        {
            var sketch = new HyperLogLog(Precision);
            for (var i = 0; i < ItemsPerSketch; i++) sketch.Add($"s{seed}n{number}u{i}");
            squares += Math.Pow((sketch.Estimate() / ItemsPerSketch) - 1, 2);
        }

        return Math.Sqrt(squares / SketchesPerRun);
    }

    /// <summary>Uses a result, so that the compiler cannot drop the work, and checks it along the way.</summary>
    private static void Keep(bool wrong)
    {
        if (wrong) throw new InvalidOperationException("Expected the sketches to know what was added, found that they do not.");
    }
}
