namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/products</c>.</summary>
internal sealed record ProductsAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>What the products are ordered by, largest first.</summary>
    public required string Order { get; init; }

    /// <summary>The products.</summary>
    public required IReadOnlyList<ProductFigures> Products { get; init; }
}

/// <summary>One product; conversion = purchases / views, mean view time in seconds, mean rating 0 where nobody rated.</summary>
internal sealed record ProductFigures(
    string Id,
    string? Name,
    string? Category,
    string? Brand,
    long Views,
    long Carts,
    long Removals,
    long Purchases,
    long Quantity,
    double Revenue,
    double Conversion,
    double MeanViewTime,
    long Likes,
    long Dislikes,
    long Ratings,
    double MeanRating);
