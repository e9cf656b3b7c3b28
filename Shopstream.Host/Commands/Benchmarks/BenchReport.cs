using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>What a benchmark measured, in the form that <c>--json</c> writes.</summary>
internal sealed record BenchReport(string Bench, string Machine, string Configuration, IReadOnlyList<BenchResult> Results)
{
    /// <summary>Cores, processor architecture, system and runtime of this machine.</summary>
    public static string DescribeMachine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Writes the report as indented JSON.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, BenchJsonContext.Default.BenchReport) + "\n");
}

/// <summary>One figure: the median of several runs, beside the baseline that bounds it, taken in the same run.</summary>
internal sealed record BenchResult(
    string Metric, double Median, double Min, double Max, int Runs, string Unit, string? Baseline, double? BaselineMedian, double? Ratio)
{
    /// <summary>Summarises runs of a metric and of its baseline.</summary>
    public static BenchResult Of(
        string metric, string unit, IReadOnlyList<double> runs, string? baseline = null, IReadOnlyList<double>? baselineRuns = null)
    {
        var median = MiddleOf(runs);
        double? reference = baselineRuns is { Count: > 0 } ? MiddleOf(baselineRuns) : null;
        return new(metric, median, runs.Min(), runs.Max(), runs.Count, unit, baseline, reference, reference is > 0 ? median / reference : null);
    }

    private static double MiddleOf(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJsonContext : JsonSerializerContext;
