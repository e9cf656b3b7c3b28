using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Shopstream.Host.Commands.Benchmarks;
using Shopstream.Host.Commands.Customers;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Segments;
using Shopstream.Modules.Stores;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>segments</c>: groups of customers with names, on the documents (as the job of that name) or on a file.</summary>
internal static class SegmentsCommand
{
    public static Command Create(IReadOnlyList<string> settings)
    {
        var arguments = new CustomerArguments(SegmentsJob.Period);
        var fewest = new Option<int>("--fewest") { Description = "Fewest segments.", DefaultValueFactory = _ => 5 };
        var most = new Option<int>("--most") { Description = "Most segments.", DefaultValueFactory = _ => 9 };
        var restarts = new Option<int>("--restarts") { Description = "Starts of k-means for each number of segments.", DefaultValueFactory = _ => 48 };
        var refit = new Option<bool>("--refit") { Description = "On documents: compute the centres anew in any case." };
        var seeds = new Option<int>("--other-seeds") { Description = "With --data: so many runs with other seeds, and how far they agree (adjusted Rand index).", DefaultValueFactory = _ => 0 };
        var peers = new Option<bool>("--peers") { Description = "With --data: also run scikit-learn's k-means on the same table (eng/peers), which must be installed." };
        var output = new Option<FileInfo?>("--out") { Description = "With --data: write customer, segment and features to this CSV file." };
        var json = CommandOptions.Json();
        var command = new Command("segments", "Divides the customers into named segments by recency, frequency, money and behaviour. On documents it is the job of that name.")
        {
            fewest, most, restarts, refit, seeds, peers, output, json,
        };
        foreach (var option in arguments.All) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SegmentOptions { Fewest = parsed.GetValue(fewest), Most = parsed.GetValue(most), Restarts = parsed.GetValue(restarts), Seed = arguments.Seed(parsed) };
            options.Validate();
            var clock = Stopwatch.StartNew();
            SegmentsReport report;
            if (arguments.Data(parsed) is null)
            {
                if (parsed.GetValue(peers) || parsed.GetValue(output) is not null || parsed.GetValue(seeds) > 0)
                    throw new ConfigurationException("--peers, --out, --other-seeds: found without --data, expected them with a file only.");
                var parameters = arguments.Parameters(parsed);
                (parameters["fewest"], parameters["most"], parameters["restarts"]) = ($"{options.Fewest}", $"{options.Most}", $"{options.Restarts}");
                if (parsed.GetValue(refit)) parameters["refit"] = "true";
                report = await OnDocumentsAsync(settings, parameters, cancellationToken);
            }
            else
            {
                var source = arguments.Read(parsed, cancellationToken);
                report = await OnFileAsync(source, options, parsed.GetValue(seeds), parsed.GetValue(peers), parsed.GetValue(output), cancellationToken);
            }

            report = report with { Seconds = clock.Elapsed.TotalSeconds };
            Print(report);
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, CustomerReportsJsonContext.Default.SegmentsReport) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<SegmentsReport> OnDocumentsAsync(IReadOnlyList<string> settings, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var host = ShopstreamHost.CreateForJobs(settings);
        await using var _ = (IAsyncDisposable)host;
        var run = await CommandJob.RunAsync(host.Services, "segments", parameters, cancellationToken);
        if (run.Result?["note"] is { } note) throw new ConfigurationException($"segments: {note.GetValue<string>()}");
        var model = await new SegmentStore(host.Services.GetRequiredService<IDocumentStore>()).ModelAsync(cancellationToken)
            ?? throw new InvalidOperationException("Expected the segments that the job has written, found none.");
        return Report("documents", model);
    }

    private static async Task<SegmentsReport> OnFileAsync(
        (CustomerFile File, IReadOnlyList<CustomerDay> Days) source, SegmentOptions options, int otherSeeds, bool peers, FileInfo? output, CancellationToken cancellationToken)
    {
        var sums = new CustomerTable();
        foreach (var day in source.Days) sums.Add(day);
        var (customers, table) = sums.Build(sums.LastMs);
        var run = SegmentTrainer.Fit(customers, table, sums.LastMs, options);
        var report = Report(source.File.Format, run.Model);
        if (otherSeeds > 0)
        {
            report = report with
            {
                OtherSeeds = [.. Enumerable.Range(1, otherSeeds).Select(i => AdjustedRand.Index(Labels(SegmentTrainer.Fit(customers, table, sums.LastMs, options with { Seed = options.Seed + i })), Labels(run)))],
            };
        }

        if (peers) report = report with { Peer = await PeerAsync(table, run, options, cancellationToken) };
        if (output is not null) Write(output, customers, table, run);
        return report;
    }

    private static async Task<IReadOnlyDictionary<string, double>> PeerAsync(FeatureMatrix table, SegmentRun run, SegmentOptions options, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            SegmentTableFile.Write(file, new FeatureScaling(run.Model.Columns).Apply(table), Labels(run));
            return await PeerScript.RunAsync("segments.py", [file, $"{options.Restarts}", $"{options.Seed}"], cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int[] Labels(SegmentRun run)
    {
        var ids = run.Model.Segments.Select((s, i) => (s.Id, i)).ToDictionary(s => s.Id, s => s.i, StringComparer.Ordinal);
        return [.. run.Members.Select(m => ids[m])];
    }

    private static void Write(FileInfo output, IReadOnlyList<string> customers, FeatureMatrix table, SegmentRun run)
    {
        var names = run.Model.Segments.ToDictionary(s => s.Id, s => s.Name, StringComparer.Ordinal);
        using var file = new StreamWriter(output.FullName);
        file.WriteLine(string.Join(',', (IEnumerable<string>)["customer", "segment", "name", .. table.Names]));
        for (var i = 0; i < customers.Count; i++)
        {
            var features = Enumerable.Range(0, table.Columns).Select(c => $"{table[i, c]:R}");
            file.WriteLine(string.Join(',', (IEnumerable<string>)[Quoted(customers[i]), run.Members[i], Quoted(names[run.Members[i]]), .. features]));
        }
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static SegmentsReport Report(string source, SegmentModel model) => new(
        source, model.Customers, model.Silhouette, model.Tried, [.. model.Columns.Select(c => c.Name)], null, null, 0, [.. model.Segments.Select(SegmentLine.Of)]);

    private static void Print(SegmentsReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Console.WriteLine($"{report.Customers:N0} customers ({report.Source}) in {report.Segments.Count} segments by {string.Join(", ", report.Columns)}; {report.Seconds:0.0} s");
        var table = new Table().Border(TableBorder.Minimal).AddColumns("id", "segment", "customers", "share", "days away", "orders", "spent", "days known");
        foreach (var segment in report.Segments)
        {
            table.AddRow(
                segment.Id, segment.Name, $"{segment.Size:N0}", $"{segment.Share:0.0 %}", $"{segment.Median(SegmentFeature.Recency):0}", $"{segment.Median(SegmentFeature.Orders):0.#}",
                $"{segment.Median(SegmentFeature.Spent):N0}", $"{segment.Median(SegmentFeature.Tenure):0}");
        }

        AnsiConsole.Write(table);
        foreach (var segment in report.Segments) Console.WriteLine(segment.Description);
        Console.WriteLine();
        Console.WriteLine($"silhouette {report.Silhouette:0.0000}; by number of segments: {string.Join(", ", report.Tried.OrderBy(t => t.Key).Select(t => $"{t.Key}: {t.Value:0.0000}"))}");
        if (report.Peer is { } peer)
        {
            Console.WriteLine($"scikit-learn on the same table: silhouette {peer["silhouette"]:0.0000} (of ours, computed there: {peer["ownSilhouette"]:0.0000}), "
                + $"inertia {peer["inertia"]:0.0} (ours {peer["ownInertia"]:0.0}), adjusted Rand index {peer["adjustedRand"]:0.000}");
        }

        if (report.OtherSeeds is { } seeds) Console.WriteLine($"adjusted Rand index with other seeds: {string.Join(", ", seeds.Select(s => $"{s:0.000}"))}");
    }
}
