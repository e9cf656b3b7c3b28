using System.CommandLine;
using Shopstream.Host.Commands.Benchmarks;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>bench</c>: measures this machine.</summary>
internal static class BenchCommand
{
    private delegate Task<BenchReport> Bench(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken);

    private delegate Task<BenchReport> PeerBench(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken);

    private static readonly SortedDictionary<string, (string Description, Bench Run)> Benches = new(StringComparer.Ordinal)
    {
        ["pipeline"] = ("sessions through bus, checks, archive, analyses and index", PipelineBench.RunAsync),
        ["bus"] = ("records published durably and consumed", BusBench.RunAsync),
        ["windows"] = ("events counted in one-minute windows", (runs, _, progress, _) => Task.FromResult(WindowsBench.Run(runs, progress))),
        ["serving"] = ("recommendations inside the process, over HTTP with wrk, and how soon they follow a click", ServingBench.RunAsync),
        ["scale"] = ("one, two and four hosts on Kafka, each with its share of the load", ScaleBench.RunAsync),
        ["sketches"] = ("Bloom filter and HyperLogLog; with --Sketches:Provider=Redis, sessions checked on that server", SketchesBench.RunAsync),
    };

    /// <summary>Benches that other programs take turns in.</summary>
    private static readonly SortedDictionary<string, (string Description, PeerBench Run)> PeerBenches = new(StringComparer.Ordinal)
    {
        ["factorization"] = ("implicit alternating least squares by conjugate gradient; peer: implicit; --scale large: 1.5 million users in memory", FactorizationBench.RunAsync),
        ["sentiment"] = ("twenty-word texts scored, accuracy on unseen sets; peer: scikit-learn", SentimentBench.RunAsync),
        ["shap"] = ("SHAP values of boosted trees; peer: XGBoost", ShapBench.RunAsync),
        ["similarity"] = ("MinHash signatures, the index of similar users and its recall; peer: numpy", SimilarityBench.RunAsync),
        ["trees"] = ("boosted trees and a random forest, trained; peers: XGBoost, scikit-learn", TreesBench.RunAsync),
    };

    public static Command Create(IReadOnlyList<string> settings)
    {
        var name = new Argument<string>("NAME") { Description = string.Join(Environment.NewLine, Descriptions().Select(b => $"{b.Name}: {b.Description}")) };
        name.AcceptOnlyFromAmong([.. Descriptions().Select(b => b.Name)]);
        var runs = new Option<int>("--runs") { Description = "Runs of each measurement; the median is what counts.", DefaultValueFactory = _ => 3 };
        var peers = new Option<bool>("--peers") { Description = "Also run the programs to compare with (eng/peers) in turn, which must be installed." };
        var scale = new Option<BenchScale>("--scale") { Description = "With factorization: normal, or large to train and serve 1.5 million users and see the memory it takes." };
        var json = CommandOptions.Json();
        var command = new Command("bench", "Measures this machine: medians beside the baseline of the same run. Use a Release build.") { name, runs, peers, scale, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(runs);
            if (count < 1) throw new ConfigurationException($"--runs: found {count}, expected 1 or more.");
            var progress = Console.IsErrorRedirected ? (Action<string>)(_ => { }) : Console.Error.WriteLine;
            var (bench, withPeers) = (parsed.GetValue(name)!, parsed.GetValue(peers));
            if (withPeers && !PeerBenches.ContainsKey(bench))
                throw new ConfigurationException($"--peers: found with {bench}, expected with {string.Join(", ", PeerBenches.Keys)}.");
            var isLarge = parsed.GetValue(scale) == BenchScale.Large;
            if (isLarge && (bench != "factorization" || withPeers)) throw new ConfigurationException("--scale: found large, expected it with factorization and without --peers.");
            var report = isLarge ? FactorizationScaleBench.Run(count, progress, cancellationToken) : PeerBenches.TryGetValue(bench, out var peered)
                ? await peered.Run(count, withPeers, progress, cancellationToken)
                : await Benches[bench].Run(count, settings, progress, cancellationToken);
            Print(report);
            if (parsed.GetValue(json) is { } file) report.Save(file.FullName);
            return 0;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Description)> Descriptions() => Benches.Select(b => (b.Key, b.Value.Description))
        .Concat(PeerBenches.Select(b => (b.Key, b.Value.Description)))
        .OrderBy(b => b.Key, StringComparer.Ordinal);

    private static void Print(BenchReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Console.WriteLine($"{report.Bench} on {report.Machine}");
        Console.WriteLine(report.Configuration);
        var table = new Table().Border(TableBorder.Minimal).AddColumns("metric", "median", "min", "max", "unit", "baseline", "its median", "ratio");
        foreach (var result in report.Results)
        {
            table.AddRow(
                result.Metric, Number(result.Median), Number(result.Min), Number(result.Max), Markup.Escape(result.Unit), result.Baseline ?? "",
                result.BaselineMedian is { } b ? Number(b) : "", result.Ratio is { } r ? $"{r:0.000}" : "");
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double value) => Math.Abs(value) >= 100 ? $"{value:N0}" : $"{value:G4}";
}
