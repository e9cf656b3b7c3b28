namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>Measures of a list of N recommendations against the items a user really took.</summary>
public enum RankingMetric
{
    /// <summary>Hits divided by N.</summary>
    Precision,

    /// <summary>Hits divided by the user's test items.</summary>
    Recall,

    /// <summary>Discounted cumulative gain with gain 1 and discount log2(rank + 1), divided by the best possible one (Järvelin and Kekäläinen, TOIS 2002).</summary>
    Ndcg,

    /// <summary>1 / rank of the first hit; 0 without one.</summary>
    Mrr,

    /// <summary>1 with a hit, 0 without.</summary>
    HitRate,

    /// <summary>Mean self-information of what is recommended, −log2 of the share of training users who have the item (Zhou et al., PNAS 2010); over users with a list.</summary>
    Novelty,

    /// <summary>Share of what is recommended that is among the tenth of the training items with the most users; over users with a list.</summary>
    PopularityShare,

    /// <summary>Share of the users for whom the algorithm itself knows an item, before any fallback.</summary>
    UserCoverage,

    /// <summary>Share of the training items that are recommended to anybody. A figure of all lists together, without an interval.</summary>
    Coverage,
}
