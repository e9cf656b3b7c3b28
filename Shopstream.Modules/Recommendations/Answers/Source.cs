namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Where a recommended product can come from; also the order of a ranker's features.</summary>
internal enum Source
{
    /// <summary>Like what the visitor likes: item neighbours or EASE.</summary>
    Similar,

    /// <summary>Followed the last clicks in other sessions.</summary>
    Next,

    /// <summary>Viewed in the same sessions as the last clicks.</summary>
    ViewedTogether,

    /// <summary>Bought with what is in the cart or was viewed last.</summary>
    BoughtTogether,

    /// <summary>Near the visitor's factors.</summary>
    Factors,

    /// <summary>In the sessions nearest to the running one.</summary>
    NearestSessions,

    /// <summary>Alike by category, brand, price and words.</summary>
    Content,

    /// <summary>Rising, and of a brand that the visitor browsed.</summary>
    TrendingBrand,

    /// <summary>Rising.</summary>
    Trending,

    /// <summary>Popular among visitors of the same country, referrer or device.</summary>
    Group,

    /// <summary>Popular in the shop.</summary>
    Popular,

    /// <summary>New in the catalogue.</summary>
    New,

    /// <summary>Merely in the catalogue; the last resort.</summary>
    Catalogue,
}

/// <summary>Facts about <see cref="Source"/>.</summary>
internal static class Sources
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)Source.Catalogue + 1;

    private static readonly string[] Names =
    [
        "similar", "next", "viewed-together", "bought-together", "factors", "nearest-sessions", "content", "trending-brand", "trending", "group", "popular", "new", "catalogue",
    ];

    /// <summary>The name in answers.</summary>
    public static string Name(this Source source) => Names[(int)source];
}
