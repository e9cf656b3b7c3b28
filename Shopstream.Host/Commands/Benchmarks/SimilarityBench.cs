using System.Diagnostics;
using Shopstream.Modules.Ml.Similarity;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Signs sets, builds the index and asks it for everybody's similar users, beside the same functions without vectors and beside brute
/// force; with peers, numpy computes signatures of the same length over the same items.
/// </summary>
internal static class SimilarityBench
{
    private const int Users = 100_000;
    private const int Items = 80;
    private const int Hashes = 128;
    private const int BruteForceUsers = 20_000;
    private const double Threshold = 0.5;
    private const double WantedSimilarity = 0.6;
    private const double WantedRecall = 0.95;
    private const int Seed = 20_260;
    private static readonly LshBanding Banding = LshBanding.ForThreshold(Hashes, Threshold);

    /// <summary>Measures, after one round that is not counted; each run has users of its own.</summary>
    public static async Task<BenchReport> RunAsync(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken)
    {
        var figures = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var run = -1; run < runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(run < 0 ? "warming up" : $"run {run + 1} of {runs}");
            var data = SimilarityBenchData.Generate(Users, Items, Seed + run);
            var hasher = new MinHasher(Hashes, (ulong)(Seed + run));
            Take("sign", PerSecond(Users, () => hasher.SignAll(data.Sets)));
            Take("sign_one", PerSecond(Users, () => hasher.SignAll(data.Sets, threads: 1)));
            Take("scalar", PerSecond(Users, () => PlainMinHash.SignAll(data.Sets, Hashes)));
            Take("insert", PerSecond(Users, () => new SimilarityIndex(hasher, Threshold).InsertAll(data.Ids, data.Sets)));
            if (peers && run >= 0) Take("numpy", await NumpyAsync(data, cancellationToken));
            Recall(data, hasher, Take);

            void Take(string name, double value)
            {
                if (run < 0) return;
                Of(name).Add(value);
                progress($"  {name}: {value:G6}");
            }
        }

        return new(
            "similarity",
            BenchReport.DescribeMachine(),
            $"{Users:N0} users of {Items} items, {Hashes} hashes; threshold {Threshold}, {Banding.Bands} bands of {Banding.Rows}; "
                + $"recall of pairs from {WantedSimilarity} up and similar users of everybody among {BruteForceUsers:N0} users against brute force; seeds {Seed} to {Seed + runs - 1}",
            [
                BenchResult.Of("signatures_per_second", "sets/s", Of("sign"), "scalar_loop", Of("scalar")),
                BenchResult.Of("signatures_per_second_beside_numpy", "sets/s", Of("sign"), "numpy", Of("numpy")),
                BenchResult.Of("signatures_per_second_one_thread", "sets/s", Of("sign_one")),
                BenchResult.Of("inserts_per_second", "sets/s", Of("insert"), "signatures_only", Of("sign")),
                BenchResult.Of("recall", "share", Of("recall"), "wanted", [WantedRecall]),
                BenchResult.Of("similar_users_per_second", "users/s", Of("query"), "brute_force", Of("brute")),
                BenchResult.Of("estimate_error", "rms", Of("error"), "promised", Of("promised")),
            ]);

        List<double> Of(string name)
        {
            if (!figures.TryGetValue(name, out var values)) figures.Add(name, values = []);
            return values;
        }
    }

    private static void Recall(SimilarityBenchData data, MinHasher hasher, Action<string, double> take)
    {
        Dictionary<(int One, int Other), double> wanted = [];
        take("brute", PerSecond(BruteForceUsers, () => wanted = data.PairsFrom(Threshold, BruteForceUsers)));
        var index = new SimilarityIndex(hasher, Threshold);
        index.InsertAll(data.Ids[..BruteForceUsers], data.Sets[..BruteForceUsers]);
        var found = new IReadOnlyList<SimilarSet>[BruteForceUsers];
        take("query", PerSecond(BruteForceUsers, () => Parallel.For(0, BruteForceUsers, u => found[u] = index.Similar(data.Ids[u]))));

        long sought = 0, hits = 0;
        var (squares, promised, estimates) = (0.0, 0.0, 0L);
        foreach (var ((one, other), jaccard) in wanted.Where(p => p.Value >= WantedSimilarity))
        {
            sought++;
            var hit = found[one].FirstOrDefault(s => s.Id == data.Ids[other]);
            if (hit.Id is null) continue;
            if (Math.Abs(hit.Jaccard - jaccard) > 1e-12) throw new InvalidOperationException($"Expected the similarity {jaccard}, found {hit.Jaccard}.");
            hits++;
            squares += (hit.Estimate - jaccard) * (hit.Estimate - jaccard);
            promised += jaccard * (1 - jaccard) / Hashes;
            estimates++;
        }

        take("recall", (double)hits / sought);
        take("error", Math.Sqrt(squares / estimates));
        take("promised", Math.Sqrt(promised / estimates));
    }

    private static async Task<double> NumpyAsync(SimilarityBenchData data, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            data.Save(file);
            var found = await PeerScript.RunAsync("similarity.py", [file, $"{Items}", $"{Hashes}"], cancellationToken);
            return Users / found["seconds"];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double PerSecond(int operations, Action work)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        work();
        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
