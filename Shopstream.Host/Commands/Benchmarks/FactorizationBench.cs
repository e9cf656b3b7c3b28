using System.Diagnostics;
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

    /// <summary>Measures, after one iteration that is not counted.</summary>
    public static BenchReport Run(int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("generating interactions");
        var data = FactorizationBenchData.Generate(Users, Items, Interactions, Seed);
        var items = data.Users.Transpose;
        Measure(Options with { Iterations = 1 });
        List<double> seconds = [], single = [], exact = [], ndcg = [], memory = [];
        for (var run = 0; run < runs; run++)
        {
            var (each, model) = Measure(Options);
            seconds.Add(each);
            using (var process = Process.GetCurrentProcess()) memory.Add(process.PeakWorkingSet64);
            ndcg.Add(data.NdcgAt10(model, RankedUsers));
            single.Add(Measure(Options with { Threads = 1, Iterations = 2 }).Seconds);
            exact.Add(Measure(Options with { Solver = FactorSolver.Cholesky, Iterations = 1 }).Seconds);
            progress($"run {run + 1} of {runs}: {seconds[^1]:0.000} s an iteration, one thread {single[^1]:0.000} s, Cholesky {exact[^1]:0.000} s, NDCG@10 {ndcg[^1]:0.0000}");
        }

        return new(
            "factorization",
            BenchReport.DescribeMachine(),
            $"{Users:N0} users, {Items:N0} items, {Interactions:N0} interactions, {Options.Factors} factors, {Options.Steps} conjugate gradient steps; "
                + $"{Iterations} iterations a run, warmed up; NDCG@10 of one held-out item for {RankedUsers:N0} users; memory of the whole process, its data generator included; seed {Seed}",
            [
                BenchResult.Of("seconds_per_iteration", "s", seconds, "wanted", [WantedSeconds]),
                BenchResult.Of("seconds_per_iteration_beside_one_thread", "s", seconds, "one_thread", single),
                BenchResult.Of("seconds_per_iteration_beside_cholesky", "s", seconds, "cholesky", exact),
                BenchResult.Of("ndcg_at_10", "share", ndcg),
                BenchResult.Of("peak_memory_bytes", "By", memory),
            ]);

        (double Seconds, ImplicitFactors Model) Measure(ImplicitAlsOptions options)
        {
            GC.Collect();
            var (start, sum) = (Stopwatch.GetTimestamp(), 0.0);
            var model = ImplicitAls.Train(data.Users, items, options, (iteration, _) => sum = iteration, cancellationToken);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds / sum, model);
        }
    }
}
