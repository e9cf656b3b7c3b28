using Microsoft.Extensions.Options;
using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>
/// Products by when they came into the catalogue, the newest first. Sorted again when the catalogue changes; a large one at most every
/// <see cref="RecommendationsOptions.CatalogueRefresh"/>. Thread-safe.
/// </summary>
internal sealed class GorseLatest(ProductCatalogue catalogue, IOptions<RecommendationsOptions> options, TimeProvider time)
{
    private const int Few = 2_000;
    private volatile Order? _order;

    /// <summary>The products with the times, newest first.</summary>
    public IReadOnlyList<(int Number, DateTimeOffset AddedAt)> Products
    {
        get
        {
            var (order, revision) = (_order, catalogue.Revision);
            var isFresh = order is not null && (order.Revision == revision || (order.Products.Length > Few && time.GetElapsedTime(order.At) < options.Value.CatalogueRefresh));
            if (!isFresh) _order = order = new(revision, time.GetTimestamp(), Sorted());
            return order!.Products;
        }
    }

    private (int Number, DateTimeOffset AddedAt)[] Sorted()
    {
        var products = new List<(int Number, DateTimeOffset AddedAt)>();
        for (var number = 0; number < catalogue.Count; number++)
            if (catalogue[number] is { Hidden: false, AddedAt: { } added }) products.Add((number, added));
        return [.. products.OrderByDescending(p => p.AddedAt).ThenBy(p => p.Number)];
    }

    private sealed record Order(long Revision, long At, (int Number, DateTimeOffset AddedAt)[] Products);
}
