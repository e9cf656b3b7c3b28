using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>
/// What a boosted ranker knows of a product for a visitor: how each source ranks it and how it fits. The same at training, from what was
/// logged with the answer, and when answering.
/// </summary>
internal static class RankingFeatures
{
    private static readonly string[] Fit = ["score", "popularity", "priceRatio", "brandBrowsed", "sameCategory", "impressions"];

    /// <summary>What is logged, in order.</summary>
    public static IReadOnlyList<string> Logged { get; } = [.. Enumerable.Range(0, Sources.Count).Select(s => ((Source)s).Name()), .. Fit];

    /// <summary>
    /// What the ranker learns from: what is logged, and the place, which explains clicks that the product did not earn; every product is
    /// scored as if it stood first.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. Logged, "position"];

    /// <summary>Features of one product.</summary>
    /// <param name="view">The shop.</param>
    /// <param name="profile">The visitor.</param>
    /// <param name="number">The product.</param>
    /// <param name="score">Its fused score.</param>
    /// <param name="ranks">Its rank in each source; empty where a fallback brought it.</param>
    /// <param name="features">Takes them, in the order of <see cref="Logged"/>; NaN where something is not known.</param>
    public static void Fill(ShopView view, VisitorProfile profile, int number, float score, ReadOnlySpan<byte> ranks, Span<float> features)
    {
        for (var source = 0; source < Sources.Count; source++)
            features[source] = ranks.Length > source && ranks[source] > 0 ? 1 / (AnswerPolicy.Smoothing + ranks[source]) : 0;
        var product = view.Catalogue[number];
        var last = profile.Session.Length > 0 ? view.Catalogue[profile.Session[0]] : null;
        features[Sources.Count] = score;
        features[Sources.Count + 1] = view.Model?.ItemOf(number) is >= 0 and var item ? view.Model.PopularityShare[item] : float.NaN;
        features[Sources.Count + 2] = product?.Price is > 0 and var price && last?.Price is > 0 and var seen ? (float)(price / seen) : float.NaN;
        features[Sources.Count + 3] = product?.Brand is { } brand ? profile.BrandNames.Contains(brand) ? 1 : 0 : float.NaN;
        features[Sources.Count + 4] = product?.Category is { } category && last?.Category is { } other ? category == other ? 1 : 0 : float.NaN;
        features[Sources.Count + 5] = profile.Impressions.GetValueOrDefault(number);
    }
}
