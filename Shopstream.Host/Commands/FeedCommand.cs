using System.Diagnostics;
using System.Text.Json;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Streaming.Runtime;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary>Runs the pipeline, feeds it a source, waits until everything is analysed and stored, and reports.</summary>
internal static class FeedCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(IHost host, ImportRequest request, string title, FileInfo? json, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        var import = host.Services.GetService<ImportService>()
            ?? throw new ConfigurationException("Modules:Ingest: found false, expected true for this command.");
        var clock = Stopwatch.StartNew();
        var summary = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? await WithProgressAsync(host, import, request, title, cancellationToken)
            : await FeedAsync(host, import, request, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        await host.StopAsync(cancellationToken);
        Report(title, summary, seconds);
        if (json is not null)
        {
            using var process = Process.GetCurrentProcess();
            var report = new ImportReport(
                summary.Read, summary.Accepted, summary.Rejected, summary.AlreadyImported, seconds, process.PeakWorkingSet64);
            await File.WriteAllTextAsync(
                json.FullName, JsonSerializer.Serialize(report, ImportJsonContext.Default.ImportReport) + "\n", cancellationToken);
        }

        return 0;
    }

    /// <summary>Completes once every job has read everything and made it durable.</summary>
    public static async Task DrainAsync(IHost host, CancellationToken cancellationToken)
    {
        var jobs = host.Services.GetRequiredService<StreamJobs>();
        for (var calm = 0; calm < 2;)
        {
            calm = await jobs.IsDrainedAsync(cancellationToken) ? calm + 1 : 0;
            await Task.Delay(Look, cancellationToken);
        }
    }

    private static async Task<ImportSummary> FeedAsync(IHost host, ImportService import, ImportRequest request, CancellationToken cancellationToken)
    {
        var summary = await import.RunAsync(request, cancellationToken);
        await DrainAsync(host, cancellationToken);
        return summary;
    }

    private static Task<ImportSummary> WithProgressAsync(
        IHost host, ImportService import, ImportRequest request, string title, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var reading = context.AddTask(Markup.Escape(title));
                var report = new Action<ImportSummary>(summary =>
                {
                    reading.Description = Markup.Escape($"{title}: {summary.Read:N0} rows");
                    if (request.Progress.BytesTotal > 0) reading.Value = 100.0 * request.Progress.BytesRead / request.Progress.BytesTotal;
                });
                var summary = await import.RunAsync(request with { Report = report }, cancellationToken);
                reading.Value = 100;
                var draining = context.AddTask("analysing the rest").IsIndeterminate();
                await DrainAsync(host, cancellationToken);
                draining.Value = 100;
                return summary;
            });

    private static void Report(string title, ImportSummary summary, double seconds)
    {
        if (summary.AlreadyImported) Console.WriteLine("This content was imported before; nothing was published again.");
        Console.WriteLine($"{title}: {summary.Read} read, {summary.Accepted} accepted, {summary.Rejected.Values.Sum()} rejected, in {seconds:0.0} s");
        foreach (var (reason, count) in summary.Rejected) Console.WriteLine($"  {reason}: {count}");
    }
}
