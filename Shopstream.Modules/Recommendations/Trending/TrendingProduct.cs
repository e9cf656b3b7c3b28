namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>A product that rose.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Percentage">Its largest change between two neighbouring days, in per cent: above 0, below 100.</param>
/// <param name="Day">The second of those days, <c>yyyy-MM-dd</c> (UTC).</param>
/// <param name="Before">Events on the day before.</param>
/// <param name="After">Events on that day.</param>
/// <param name="TotalPercentage">Sum of all its kept changes in the range, in per cent; falls count as negative.</param>
/// <param name="Events">Its events in the whole range.</param>
/// <param name="Brand">Brand, where known.</param>
/// <param name="Category">Category, where known.</param>
/// <param name="Name">Display name, where known.</param>
public sealed record TrendingProduct(
    string ProductId, double Percentage, string Day, long Before, long After, double TotalPercentage, long Events, string? Brand, string? Category, string? Name);

/// <summary>What a range of days holds.</summary>
/// <param name="Received">Events of every type.</param>
/// <param name="Products">Number of different products among those that count.</param>
/// <param name="Rises">Kept changes above 0.</param>
/// <param name="Falls">Kept changes below 0.</param>
/// <param name="Top">The products that rose most, the largest rise first.</param>
public sealed record TrendingFindings(long Received, int Products, long Rises, long Falls, IReadOnlyList<TrendingProduct> Top);
