using System.Diagnostics;
using System.Globalization;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Implicit alternating least squares on generated interactions: seconds of an iteration (users and items once each) by conjugate
/// gradient, beside the time wanted, one thread and the exact solver.
/// </summary>
internal static class FactorizationBench
{
    private const int Users = 50_000;
    private const int Items = 20_000;
    private const int Interactions = 5_000_000;
    private const int RankedUsers = 5_000;
    private const int Iterations = 10;
    private const double WantedSeconds = 0.49;
    private const int Seed = 20_261;
    private static readonly ImplicitAlsOptions Options = new() { Factors = 64, Steps = 3, Iterations = Iterations, Regularization = 0.01f, Confidence = 1 };

    /// <summary>Measures, after one iteration that is not counted; with peers, the library implicit takes turns on the same file.</summary>
    public static async Task<BenchReport> RunAsync(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("generating interactions");
        var data = FactorizationBenchData.Generate(Users, Items, Interactions, Seed);
        var folder = Directory.CreateTempSubdirectory("shopstream-factorization-");
        try
        {
            if (peers) data.Save(folder.FullName);
            var figures = new Dictionary<string, List<double>>(StringComparer.Ordinal);
            Measure(Options with { Iterations = 1 });
            for (var run = 0; run < runs; run++)
            {
                var (seconds, model) = Measure(Options);
                Of("seconds").Add(seconds);
                using (var process = Process.GetCurrentProcess()) Of("memory").Add(process.PeakWorkingSet64);
                Of("ndcg").Add(data.NdcgAt10(model, RankedUsers));
                if (peers) await PeerAsync();
                Of("single").Add(Measure(Options with { Threads = 1, Iterations = 2 }).Seconds);
                Of("exact").Add(Measure(Options with { Solver = FactorSolver.Cholesky, Iterations = 1 }).Seconds);
                progress($"run {run + 1} of {runs}: {seconds:0.000} s an iteration, one thread {Of("single")[^1]:0.000} s, Cholesky {Of("exact")[^1]:0.000} s, NDCG@10 {Of("ndcg")[^1]:0.0000}");
            }

            return new("factorization", BenchReport.DescribeMachine(), Configuration(), Results());

            List<double> Of(string name)
            {
                if (!figures.TryGetValue(name, out var values)) figures.Add(name, values = []);
                return values;
            }

            async Task PeerAsync()
            {
                var found = await PeerScript.RunAsync(
                    "factorization.py",
                    [folder.FullName, .. new double[] { Users, Items, Options.Factors, Options.Steps, Options.Iterations, Options.Regularization, Options.Confidence, Environment.ProcessorCount, RankedUsers }
                        .Select(v => v.ToString("0.######", CultureInfo.InvariantCulture))],
                    cancellationToken);
                Of("implicit_seconds").Add(found["seconds_per_iteration"]);
                Of("implicit_ndcg").Add(found["ndcg"]);
                Of("implicit_memory").Add(found["peak_memory_bytes"]);
                progress($"  implicit: {found["seconds_per_iteration"]:0.000} s an iteration, NDCG@10 {found["ndcg"]:0.0000}");
            }

            List<BenchResult> Results()
            {
                List<BenchResult> results =
                [
                    peers ? BenchResult.Of("seconds_per_iteration", "s", Of("seconds"), "implicit", Of("implicit_seconds")) : BenchResult.Of("seconds_per_iteration", "s", Of("seconds"), "wanted", [WantedSeconds]),
                    BenchResult.Of("seconds_per_iteration_beside_one_thread", "s", Of("seconds"), "one_thread", Of("single")),
                    BenchResult.Of("seconds_per_iteration_beside_cholesky", "s", Of("seconds"), "cholesky", Of("exact")),
                    BenchResult.Of("ndcg_at_10", "share", Of("ndcg"), peers ? "implicit" : null, Of("implicit_ndcg")),
                    BenchResult.Of("peak_memory_bytes", "By", Of("memory"), peers ? "implicit" : null, Of("implicit_memory")),
                ];
                if (peers) results.Insert(1, BenchResult.Of("seconds_per_iteration_beside_wanted", "s", Of("seconds"), "wanted", [WantedSeconds]));
                return results;
            }
        }
        finally
        {
            folder.Delete(true);
        }

        (double Seconds, ImplicitFactors Model) Measure(ImplicitAlsOptions options)
        {
            GC.Collect();
            var (start, done) = (Stopwatch.GetTimestamp(), 0);
            var model = ImplicitAls.Train(data.Users, data.Items, options, (iteration, _) => done = iteration, cancellationToken);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds / done, model);
        }
    }

    private static string Configuration() =>
        $"{Users:N0} users, {Items:N0} items, {Interactions:N0} interactions, {Options.Factors} factors, {Options.Steps} conjugate gradient steps; "
        + $"{Iterations} iterations a run, warmed up; NDCG@10 of one held-out item for {RankedUsers:N0} users; memory of the whole process, its data generator included; seed {Seed}";
}
