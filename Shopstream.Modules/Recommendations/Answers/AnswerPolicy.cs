namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>An algorithm as it can be asked for: which sources it fuses by rank, and with what weights.</summary>
internal sealed class AnswerPolicy
{
    /// <summary>The algorithm unless something else is asked for.</summary>
    public const string Default = "hybrid";

    /// <summary>What reciprocal ranks are smoothed with.</summary>
    public const float Smoothing = 20;

    private static readonly (Source, float)[] Fusion =
    [
        (Source.Similar, 1f), (Source.Next, 1f), (Source.ViewedTogether, 0.4f), (Source.BoughtTogether, 0.6f), (Source.Factors, 0.6f), (Source.NearestSessions, 0.8f),
        (Source.Content, 0.4f), (Source.TrendingBrand, 0.3f), (Source.Group, 0.1f),
    ];

    private static readonly Dictionary<string, AnswerPolicy> Known = new AnswerPolicy[]
    {
        new(Default, Fusion) { IsRanked = true },
        new("fusion", Fusion),
        new("item-knn", (Source.Similar, 1f)),
        new("als", (Source.Factors, 1f)),
        new("session", (Source.Next, 1f), (Source.NearestSessions, 1f), (Source.ViewedTogether, 0.3f)),
        new("nearest-sessions", (Source.NearestSessions, 1f)),
        new("bought-together", (Source.BoughtTogether, 1f)),
        new("content", (Source.Content, 1f)),
        new("trending", (Source.TrendingBrand, 1f), (Source.Trending, 0.2f)),
        new("demographic", (Source.Group, 1f)),
        new("popular", (Source.Popular, 1f)),
        new("new", (Source.New, 1f)),
    }.ToDictionary(p => p.Name, StringComparer.Ordinal);

    private AnswerPolicy(string name, params (Source Source, float Weight)[] parts)
    {
        Name = name;
        Weights = new float[Sources.Count];
        foreach (var (source, weight) in parts) Weights[(int)source] = weight;
    }

    /// <summary>Name of the algorithm.</summary>
    public string Name { get; }

    /// <summary>Weight of each source; 0 leaves it out.</summary>
    public float[] Weights { get; }

    /// <summary>Whether the boosted ranker, once there is one, has the last word.</summary>
    public bool IsRanked { get; private init; }

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <summary>What an algorithm falls back on when it has too little, in this order.</summary>
    public static IReadOnlyList<Source> Fallbacks { get; } = [Source.TrendingBrand, Source.Group, Source.Trending, Source.Popular, Source.New];

    /// <summary>An algorithm by name; null when there is none.</summary>
    public static AnswerPolicy? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Whether a source takes part.</summary>
    public bool Uses(Source source) => Weights[(int)source] > 0;
}
