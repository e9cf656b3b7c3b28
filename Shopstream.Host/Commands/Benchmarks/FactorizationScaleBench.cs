using System.Diagnostics;
using System.Text;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>How large the data of a bench is.</summary>
internal enum BenchScale
{
    /// <summary>As always.</summary>
    Normal,

    /// <summary>As large as a large shop.</summary>
    Large,
}

/// <summary>
/// Implicit alternating least squares on the interactions of a large shop, as they come: a log by ids, its matrix, the training, then
/// answers to users. What counts is the memory of the whole process at its peak.
/// </summary>
internal static class FactorizationScaleBench
{
    private const int Users = 1_500_000;
    private const int Items = 150_000;
    private const int Interactions = 10_000_000;
    private const int Answers = 2_000;
    private const int Top = 10;
    private const int Seed = 20_262;
    private const double AllowedBytes = 4e9;
    private static readonly ImplicitAlsOptions Options = new() { Factors = 64, Steps = 3, Iterations = 3, Regularization = 0.01f, Confidence = 1 };

    /// <summary>Measures.</summary>
    public static BenchReport Run(int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        List<double> seconds = [], memory = [], answers = [];
        for (var run = 0; run < runs; run++)
        {
            var matrix = Collect(progress);
            var (start, done) = (Stopwatch.GetTimestamp(), 0);
            var model = ImplicitAls.Train(matrix, Options, (iteration, _) =>
            {
                done = iteration;
                progress($"  iteration {iteration} of {Options.Iterations}");
            }, cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / done);
            answers.Add(Serve(new AlsRecommender(model), matrix));
            using var process = Process.GetCurrentProcess();
            memory.Add(process.PeakWorkingSet64);
            progress($"run {run + 1} of {runs}: {seconds[^1]:0.0} s an iteration, {1e3 * answers[^1]:0.00} ms an answer, peak {memory[^1] / 1e9:0.00} GB");
        }

        return new(
            "factorization-large",
            BenchReport.DescribeMachine(),
            $"{Users:N0} users, {Items:N0} items, {Interactions:N0} interactions by text ids, {Options.Factors} factors, {Options.Iterations} iterations; then top {Top} for {Answers:N0} users, each folded in from its items; "
                + $"memory of the whole process, its data generator included; seed {Seed}",
            [
                BenchResult.Of("peak_memory_bytes", "By", memory, "allowed", [AllowedBytes]),
                BenchResult.Of("seconds_per_iteration", "s", seconds),
                BenchResult.Of("recommend_seconds", "s", answers),
            ]);
    }

    private static InteractionMatrix Collect(Action<string> progress)
    {
        progress("collecting interactions");
        var data = FactorizationBenchData.Draw(Users, Items, Interactions, Seed);
        var log = new InteractionLog(new(), new());
        var text = new StringBuilder();
        foreach (var (user, item) in data) log.Add(Id('u', user), Id('p', item));
        return log.ToMatrix();

        string Id(char kind, int number) => text.Clear().Append(kind).Append(number).ToString();
    }

    private static double Serve(AlsRecommender recommender, InteractionMatrix matrix)
    {
        var top = new ScoredItem[Top];
        var step = matrix.Users / Answers;
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < Answers; n++) recommender.Recommend(UserRow.Of(matrix, n * step), matrix.ItemsOf(n * step), top);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / Answers;
    }
}
