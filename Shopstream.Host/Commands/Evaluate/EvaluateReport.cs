using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Recommendations.Evaluation;
using Spectre.Console;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>One algorithm measured.</summary>
internal sealed record EvaluatedAlgorithm(string Algorithm, double TrainSeconds, double MeasureSeconds, IReadOnlyList<MeasuredMetric> Measures);

/// <summary>What <c>evaluate recommenders</c> found out.</summary>
internal sealed record EvaluateReport(
    string Source, int Users, int Items, int TrainCount, int TestCount, int Measured, EvaluationOptions Options, IReadOnlyList<EvaluatedAlgorithm> Results)
{
    private static readonly (RankingMetric Metric, string Title, string Name)[] Metrics =
    [
        (RankingMetric.Precision, "precision", "precision"), (RankingMetric.Recall, "recall", "recall"), (RankingMetric.Ndcg, "NDCG", "ndcg"), (RankingMetric.Mrr, "MRR", "mrr"),
        (RankingMetric.HitRate, "hit rate", "hitRate"), (RankingMetric.Coverage, "coverage", "coverage"), (RankingMetric.Novelty, "novelty", "novelty"),
        (RankingMetric.PopularityShare, "popular", "popularityShare"),
    ];

    /// <summary>Prints a table for each length of the lists.</summary>
    public void Print()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        Console.WriteLine($"{Source}: {TrainCount:N0} interactions to learn, {TestCount:N0} to foretell; {Users:N0} users, {Items:N0} items; {Measured:N0} users measured");
        Console.WriteLine($"Below each figure half its {100 * Options.Confidence:0.#} % interval, from {Options.Samples:N0} bootstrap samples of the users; novelty in bits; popular: share of the tenth of items with most users");
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
