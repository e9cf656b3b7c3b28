namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>How alike two rows of a matrix are.</summary>
public enum Similarity
{
    /// <summary>Cosine of the angle between their values.</summary>
    Cosine,

    /// <summary>Shared columns as a share of all columns of either (Jaccard 1901); values do not matter.</summary>
    Jaccard,

    /// <summary>
    /// Product of Okapi BM25 weights (Robertson and Walker, SIGIR 1994) with k1 = 1.2 and b = 0.75, rows as the documents and
    /// columns as their terms: rare columns weigh more, long rows less.
    /// </summary>
    Bm25,

    /// <summary>Cosine of values weighted by the rarity of their columns (Spärck Jones 1972).</summary>
    TfIdf,
}
