using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Recommendations.Evaluation;
using Spectre.Console;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>One algorithm measured.</summary>
internal sealed record EvaluatedAlgorithm(string Algorithm, double TrainSeconds, double MeasureSeconds, IReadOnlyList<MeasuredMetric> Measures, string? Note, TunedAlgorithm? Tuned);

/// <summary>How much better the best is than the second, for the same users.</summary>
internal sealed record EvaluatedLead(string Best, string Second, MeasuredMetric Difference);

/// <summary>What <c>evaluate recommenders</c> found out.</summary>
internal sealed record EvaluateReport(
    string Source, int Users, int Items, int TrainCount, int TestCount, int Measured, string? Fallback, string? Validation, EvaluationOptions Options, IReadOnlyList<EvaluatedAlgorithm> Results, EvaluatedLead? Lead)
{
    private static readonly (RankingMetric Metric, string Title, string Name)[] Metrics =
    [
        (RankingMetric.Precision, "precision", "precision"), (RankingMetric.Recall, "recall", "recall"), (RankingMetric.Ndcg, "NDCG", "ndcg"), (RankingMetric.Mrr, "MRR", "mrr"),
        (RankingMetric.HitRate, "hit rate", "hitRate"), (RankingMetric.UserCoverage, "users", "userCoverage"), (RankingMetric.Coverage, "coverage", "coverage"), (RankingMetric.Novelty, "novelty", "novelty"),
        (RankingMetric.PopularityShare, "popular", "popularityShare"),
    ];

    /// <summary>Prints a table for each length of the lists.</summary>
    public void Print()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        Console.WriteLine($"{Source}: {TrainCount:N0} interactions to learn, {TestCount:N0} to foretell; {Users:N0} users, {Items:N0} items; {Measured:N0} users measured");
        Console.WriteLine($"Below each figure half its {100 * Options.Confidence:0.#} % interval, from {Options.Samples:N0} bootstrap samples of the users; novelty in bits; popular: share of the tenth of items with most users");
        Console.WriteLine($"users: share of whom the algorithm itself knows something; the others are answered by {Fallback ?? "nobody, their lists are empty and neither novel nor popular"}");
        foreach (var at in Options.At)
        {
            var table = new Table().Border(TableBorder.Minimal).AddColumn($"@{at}");
            foreach (var (_, title, _) in Metrics) table.AddColumn(new TableColumn(title).RightAligned());
            table.AddColumn(new TableColumn("train s").RightAligned()).AddColumn(new TableColumn("rank s").RightAligned());
            foreach (var result in Results)
            {
                table.AddRow([
                    Markup.Escape(result.Algorithm), .. Metrics.Select(m => Cell(result.Measures.Single(x => x.Metric == m.Metric && x.At == at))),
                    Number(result.TrainSeconds, "0.00"), Number(result.MeasureSeconds, "0.00"),
                ]);
            }

            AnsiConsole.Write(table);
        }

        if (Lead is { Difference: { } lead })
            Console.WriteLine($"NDCG@{lead.At} of {Lead.Best} less that of {Lead.Second}, for the same users: {Number(lead.Value, "0.0000")} ({Number(lead.Low ?? 0, "0.0000")} to {Number(lead.High ?? 0, "0.0000")})");
        foreach (var result in Results)
            if (result.Note is { } note) Console.WriteLine($"{result.Algorithm}: {note}");
        if (Validation is null) return;
        Console.WriteLine($"Settings chosen by NDCG@10 on {Validation}:");
        foreach (var (chosen, tried) in Results.Select(r => r.Tuned!).Select(t => (t.Chosen, t.Tried)))
        {
            if (tried.Count == 0) continue;
            Console.WriteLine($"  {chosen}: {Number(tried[0].Ndcg, "0.0000")}, best of {tried.Count}; then {string.Join(", ", tried.Skip(1).Take(3).Select(t => $"{t.Choice} {Number(t.Ndcg, "0.0000")}"))}; worst {Number(tried[^1].Ndcg, "0.0000")}");
        }
    }

    /// <summary>Writes the result as JSON.</summary>
    public void Save(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(
        new EvaluateResults([.. Results.SelectMany(r => r.Measures.Select(m => new EvaluateResult(r.Algorithm, Metrics.Single(x => x.Metric == m.Metric).Name, m.At, m.Value, m.Low, m.High)))]),
        EvaluateJsonContext.Default.EvaluateResults) + "\n");

    private static string Cell(MeasuredMetric measure) => measure is { Low: { } low, High: { } high }
        ? $"{Number(measure.Value, "0.0000")}\n± {Number((high - low) / 2, "0.0000")}"
        : Number(measure.Value, "0.0000");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>What <c>--json</c> writes.</summary>
internal sealed record EvaluateResults(IReadOnlyList<EvaluateResult> Results);

/// <summary>One figure; low and high are null where the measure has no interval.</summary>
internal sealed record EvaluateResult(string Algorithm, string Metric, int At, double Value, double? Low, double? High);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EvaluateResults))]
internal sealed partial class EvaluateJsonContext : JsonSerializerContext;
