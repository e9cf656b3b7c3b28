using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>Results of the batch layer by range, in collection <c>trending</c>. Thread-safe.</summary>
public sealed class TrendingStore(IDocumentStore documents, IOptions<TrendingOptions> options)
{
    private const string Latest = "latest";
    private static readonly CollectionDefinition Results = new("trending", [new("generatedMs", IsInteger: true)], [["generatedMs"]]);

    /// <summary>The result of the job's last run over its default range; null before the first.</summary>
    public async ValueTask<TrendingResult?> LatestAsync(CancellationToken cancellationToken) => await ReadAsync(Latest, cancellationToken);

    /// <summary>The stored result of a range; null when there is none.</summary>
    public async ValueTask<TrendingResult?> GetAsync(CustomerPeriod period, long threshold, CancellationToken cancellationToken) =>
        await ReadAsync(Id(period, threshold), cancellationToken);

    /// <summary>Stores a result under its range, and as the latest one when it is of the default range.</summary>
    public async ValueTask WriteAsync(TrendingResult result, bool isLatest, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(Results, cancellationToken);
        var body = JsonSerializer.SerializeToUtf8Bytes(result, TrendingJsonContext.Default.TrendingResult);
        var generated = result.GeneratedAt.ToUnixTimeMilliseconds();
        var written = new List<Document> { new(Id(result.Period, result.Threshold), body, [generated]) };
        if (isLatest) written.Add(new(Latest, body, [long.MaxValue]));
        await documents.UpsertAsync(Results.Name, written, cancellationToken);
        await TrimAsync(cancellationToken);
    }

    /// <summary>Messages that the speed layer has received; null when it has not counted yet.</summary>
    public async ValueTask<long?> SpeedLayerAsync(CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(SpeedLayer.Collection, cancellationToken);
        long? sum = null;
        await foreach (var document in documents.FindAsync(SpeedLayer.Collection.Name, DocumentQuery.All, cancellationToken))
        {
            using var json = JsonDocument.Parse(document.Body);
            sum = (sum ?? 0) + json.RootElement.GetProperty("messages").GetInt64();
        }

        return sum;
    }

    private async ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        var excess = await documents.CountAsync(Results.Name, DocumentQuery.All, cancellationToken) - options.Value.KeepResults - 1;
        if (excess <= 0) return;
        var oldest = new List<string>();
        var query = new DocumentQuery { SortBy = "generatedMs", Limit = (int)Math.Min(excess, 1_000) };
        await foreach (var document in documents.FindAsync(Results.Name, query, cancellationToken))
            if (document.Id != Latest) oldest.Add(document.Id);
        await documents.DeleteAsync(Results.Name, oldest, cancellationToken);
    }

    private async ValueTask<TrendingResult?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(Results, cancellationToken);
        return await documents.GetAsync(Results.Name, id, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, TrendingJsonContext.Default.TrendingResult)
            : null;
    }

    private static string Id(CustomerPeriod period, long threshold) => $"{GatheredDays.Text(period.First)}/{GatheredDays.Text(period.Last)}/{threshold}";
}
