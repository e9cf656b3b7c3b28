namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>What somebody wants recommended.</summary>
internal sealed record AnswerRequest
{
    /// <summary>How many products, from 1.</summary>
    public int Count { get; init; } = 10;

    /// <summary>The algorithm; null for the default or an experiment's.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Only products of this category, or of one below it (<c>a.b</c> is below <c>a</c>).</summary>
    public string? Category { get; init; }

    /// <summary>Only products of one of these categories, or of one below it; empty for any.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// Passes over so many products, in a list that does not depend on where a page begins; null for a list of its own. Chance falls the
    /// same way for a user's every such list, and exploration changes only the last of each hundred places.
    /// </summary>
    public int? Skip { get; init; }

    /// <summary>Only products of this brand.</summary>
    public string? Brand { get; init; }

    /// <summary>Lowest price.</summary>
    public double? MinPrice { get; init; }

    /// <summary>Highest price.</summary>
    public double? MaxPrice { get; init; }

    /// <summary>Only products of which the shop says that there is stock.</summary>
    public bool InStock { get; init; }

    /// <summary>Only products with a name or description in this language.</summary>
    public string? OnlyLanguage { get; init; }

    /// <summary>Language of names and reasons.</summary>
    public string? Language { get; init; }

    /// <summary>Catalogue numbers not to recommend.</summary>
    public IReadOnlySet<int> Exclude { get; init; } = new HashSet<int>();

    /// <summary>Whether products that the visitor has seen may come again.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>Whether to give reasons.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether a filter is set.</summary>
    public bool HasFilter => Category is not null || Categories.Count > 0 || Brand is not null || MinPrice is not null || MaxPrice is not null || InStock || OnlyLanguage is not null;
}

/// <summary>A recommended product.</summary>
/// <param name="Number">Its catalogue number.</param>
/// <param name="Score">Relevance, above 0; comparable within one answer.</param>
/// <param name="Ranks">Its rank in each source, 0 where it has none; empty for pinned products and exploration.</param>
/// <param name="Source">The source that speaks most for it; null for pinned products.</param>
/// <param name="Propensity">Probability of standing at this place.</param>
internal readonly record struct AnsweredProduct(int Number, float Score, ReadOnlyMemory<byte> Ranks, Source? Source, double Propensity)
{
    /// <summary>Whether it stands there by chance.</summary>
    public bool IsExplored { get; init; }

    /// <summary>In an interleaved answer, the algorithm that gave it.</summary>
    public string? Team { get; init; }
}

/// <summary>Recommended products, with how they came about.</summary>
/// <param name="Items">The products, best first.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Fallbacks">What had to fill up because the algorithm had too little, in this order.</param>
/// <param name="Note">What the caller should know; null for nothing.</param>
internal sealed record Answer(IReadOnlyList<AnsweredProduct> Items, string Algorithm, IReadOnlyList<string> Fallbacks, string? Note);
