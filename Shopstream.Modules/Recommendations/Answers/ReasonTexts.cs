namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>The sentences of reasons in one language; {0} is the product, brand or group that the reason names.</summary>
internal sealed class ReasonTexts
{
    private static readonly ReasonTexts English = new()
    {
        Pinned = "Chosen by the shop",
        Explored = "New, to be discovered",
        Trending = "Trending right now",
        TrendingBrand = "Trending, and of {0}, a brand you browsed",
        Popular = "Popular in the shop",
        New = "New in the shop",
        Catalogue = "From the catalogue",
        Groups = new(StringComparer.Ordinal) { ["country"] = "Popular in {0}", ["referrer"] = "Popular with visitors from {0}", ["device"] = "Popular on {0}" },
        Sentences = new()
        {
            [Source.Similar] = "Because you liked {0}",
            [Source.Next] = "Often viewed after {0}",
            [Source.ViewedTogether] = "Often viewed together with {0}",
            [Source.BoughtTogether] = "Often bought together with {0}",
            [Source.Factors] = "Visitors with your taste, who also liked {0}, like it",
            [Source.NearestSessions] = "Others who looked at {0} went on to it",
            [Source.Content] = "Like {0}",
        },
    };

    private static readonly ReasonTexts German = new()
    {
        Pinned = "Vom Shop ausgewählt",
        Explored = "Neu zu entdecken",
        Trending = "Gerade im Trend",
        TrendingBrand = "Im Trend und von {0}, einer Marke, die Sie angesehen haben",
        Popular = "Beliebt im Shop",
        New = "Neu im Shop",
        Catalogue = "Aus dem Sortiment",
        Groups = new(StringComparer.Ordinal) { ["country"] = "Beliebt in {0}", ["referrer"] = "Beliebt bei Besuchern von {0}", ["device"] = "Beliebt auf {0}" },
        Sentences = new()
        {
            [Source.Similar] = "Weil Ihnen {0} gefallen hat",
            [Source.Next] = "Oft nach {0} angesehen",
            [Source.ViewedTogether] = "Oft zusammen mit {0} angesehen",
            [Source.BoughtTogether] = "Oft zusammen mit {0} gekauft",
            [Source.Factors] = "Gefällt Besuchern mit Ihrem Geschmack, denen auch {0} gefiel",
            [Source.NearestSessions] = "Andere, die {0} ansahen, kamen darauf",
            [Source.Content] = "Ähnlich wie {0}",
        },
    };

    /// <summary>Languages that there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    public required string Pinned { get; init; }

    public required string Explored { get; init; }

    public required string Trending { get; init; }

    public required string TrendingBrand { get; init; }

    public required string Popular { get; init; }

    public required string New { get; init; }

    public required string Catalogue { get; init; }

    private Dictionary<string, string> Groups { get; init; } = [];

    private Dictionary<Source, string> Sentences { get; init; } = [];

    /// <summary>The sentences in a language; in English where there are none.</summary>
    public static ReasonTexts In(string? language) => language is not null && language.StartsWith("de", StringComparison.OrdinalIgnoreCase) ? German : English;

    /// <summary>The sentence of a source that names a product.</summary>
    public string Of(Source source) => Sentences[source];

    /// <summary>The sentence of a kind of group.</summary>
    public string Group(string kind) => Groups.GetValueOrDefault(kind, "{0}");
}
