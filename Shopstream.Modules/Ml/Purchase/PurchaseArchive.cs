using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>Streams the latest archived sessions, newest first.</summary>
internal static class PurchaseArchive
{
    /// <summary>The collection as the archive makes it; it may not be there yet.</summary>
    public static readonly CollectionDefinition Sessions = new(PurchaseFeatures.Collection,
        [new(PurchaseFeatures.User, IsInteger: false), new(PurchaseFeatures.Time, IsInteger: true)],
        [[PurchaseFeatures.User, PurchaseFeatures.Time], [PurchaseFeatures.Time]]);

    /// <summary>At most so many sessions that began at a time or later.</summary>
    public static async ValueTask<IAsyncEnumerable<Document>> LatestAsync(IDocumentStore documents, DateTimeOffset from, int most, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(Sessions, cancellationToken);
        var query = new DocumentQuery
        {
            Where = [new(PurchaseFeatures.Time, Comparison.AtLeast, from.ToUnixTimeMilliseconds())],
            SortBy = PurchaseFeatures.Time,
            Descending = true,
            Limit = most,
        };
        return documents.FindAsync(Sessions.Name, query, cancellationToken);
    }

    /// <summary>The same, as a model would be asked about them.</summary>
    public static async Task<RecentRows> ReadAsync(
        IDocumentStore documents, FeaturePipeline like, DateTimeOffset from, int most, CancellationToken cancellationToken)
    {
        var table = await PurchaseFeatures.ReadAsync(await LatestAsync(documents, from, most, cancellationToken), like, cancellationToken);
        if (table.Rows == 0) return new RecentRows(table, null, null);
        var times = table[PurchaseFeatures.Time];
        return new RecentRows(table, (long)times.Number(table.Rows - 1), (long)times.Number(0));
    }
}
