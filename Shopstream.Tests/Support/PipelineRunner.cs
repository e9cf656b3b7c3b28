using Microsoft.Extensions.DependencyInjection;
using Shopstream.Host;
using Shopstream.Host.Commands;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Tests.Support;

/// <summary>Runs the pipeline inside the test process, on a data directory of its own.</summary>
internal static class PipelineRunner
{
    /// <summary>Imports a source and waits until everything is analysed and stored.</summary>
    public static async Task<ImportSummary> ImportAsync(string format, string path, string data, CancellationToken cancel) =>
        await FeedAsync(await ImportRequest.ForFileAsync(ImportFormats.Find(format), path, cancel), data, cancel);

    /// <summary>Feeds a source and waits until everything is analysed and stored.</summary>
    public static async Task<ImportSummary> FeedAsync(ImportRequest request, string data, CancellationToken cancel, params string[] settings)
    {
        using var host = ShopstreamHost.CreateWorker([$"--Data:Path={data}", "--Logging:LogLevel:Default=Error", .. settings]);
        await host.StartAsync(cancel);
        var summary = await host.Services.GetRequiredService<ImportService>().RunAsync(request, cancel);
        await FeedCommand.DrainAsync(host, cancel);
        await host.StopAsync(cancel);
        return summary;
    }

    public static SqliteSearchIndex OpenIndex(string data) => new(Path.Combine(data, "index.db"), FsyncPolicy.Never);

    public static SqliteDocumentStore OpenDocuments(string data) => new(Path.Combine(data, "documents.db"), FsyncPolicy.Never);

    public static async Task EnsureIndicesAsync(ISearchIndex index, CancellationToken cancel)
    {
        foreach (var definition in AnalyticsIndices.Windows) await index.EnsureWindowIndexAsync(definition, cancel);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, cancel);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.ProductReviews, cancel);
    }
}
