using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads what happened to products from <c>product_activity</c>.</summary>
internal sealed class ProductsReader(ISearchIndex index)
{
    /// <summary>What products can be ordered by; names of measures.</summary>
    public static readonly IReadOnlyList<string> Orders = ["views", "carts", "purchases", "revenue"];

    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.ProductActivity;
    private static readonly int Views = Definition.MeasureIndex("views");
    private static readonly int Carts = Definition.MeasureIndex("carts");
    private static readonly int Removals = Definition.MeasureIndex("removals");
    private static readonly int Purchases = Definition.MeasureIndex("purchases");
    private static readonly int Quantity = Definition.MeasureIndex("quantity");
    private static readonly int Revenue = Definition.MeasureIndex("revenue");
    private static readonly int ViewTime = Definition.MeasureIndex("viewTime");
    private static readonly int Likes = Definition.MeasureIndex("likes");
    private static readonly int Dislikes = Definition.MeasureIndex("dislikes");
    private static readonly int Ratings = Definition.MeasureIndex("ratings");
    private static readonly int RatingSum = Definition.MeasureIndex("ratingSum");

    /// <summary>The first <paramref name="top"/> products by <paramref name="order"/>.</summary>
    public async ValueTask<ProductsAnswer> ReadAsync(AnalyticsRange range, string order, int top, CancellationToken cancellationToken)
    {
        var rows = await index.QueryWindowsAsync(range.Query(Definition) with { OrderBy = order, Top = top }, cancellationToken);
        return new(range) { Order = order, Products = [.. rows.Select(Figures)] };
    }

    private static ProductFigures Figures(WindowRow row)
    {
        var m = row.Measures;
        return new(
            row.Key,
            row.Attribute(0),
            row.Attribute(1),
            row.Attribute(2),
            m[Views],
            m[Carts],
            m[Removals],
            m[Purchases],
            m[Quantity],
            Units(m[Revenue]),
            Ratio(m[Purchases], m[Views]),
            MeanSeconds(m[ViewTime], m[Views]),
            m[Likes],
            m[Dislikes],
            m[Ratings],
            MeanOfThousandths(m[RatingSum], m[Ratings]));
    }
}
