using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>The measures of one user's list.</summary>
internal static class RankingMeasures
{
    /// <summary>Measures with a figure for each user, those before <see cref="RankingMetric.Coverage"/>.</summary>
    public const int PerUser = (int)RankingMetric.Coverage;

    /// <summary>Writes the measures of one list.</summary>
    /// <param name="list">What was recommended, best first; may be shorter than <paramref name="at"/>.</param>
    /// <param name="relevant">What the user took, ascending, not empty.</param>
    /// <param name="at">N.</param>
    /// <param name="catalogue">What training knows of the items.</param>
    /// <param name="answered">Whether the algorithm itself had an answer.</param>
    /// <param name="measures">
    /// Takes <see cref="PerUser"/> figures in the order of <see cref="RankingMetric"/>; NaN where an empty list has none.
    /// </param>
    public static void Of(ReadOnlySpan<ScoredItem> list, ReadOnlySpan<int> relevant, int at, TrainedCatalogue catalogue, bool answered, Span<double> measures)
    {
        measures.Clear();
        var (hits, gain, best, first) = (0, 0.0, 0.0, 0);
        var shown = list[..Math.Min(at, list.Length)];
        for (var rank = 1; rank <= at; rank++)
        {
            var discounted = 1 / Math.Log2(rank + 1);
            if (rank <= relevant.Length) best += discounted;
            if (rank > shown.Length) continue;
            var item = shown[rank - 1].Item;
            measures[(int)RankingMetric.Novelty] += catalogue.SelfInformation(item);
            if (catalogue.IsPopular(item)) measures[(int)RankingMetric.PopularityShare]++;
            if (relevant.BinarySearch(item) < 0) continue;
            hits++;
            gain += discounted;
            if (first == 0) first = rank;
        }

        measures[(int)RankingMetric.Precision] = (double)hits / at;
        measures[(int)RankingMetric.Recall] = (double)hits / relevant.Length;
        measures[(int)RankingMetric.Ndcg] = gain / best;
        measures[(int)RankingMetric.Mrr] = first == 0 ? 0 : 1.0 / first;
        measures[(int)RankingMetric.HitRate] = first == 0 ? 0 : 1;
        measures[(int)RankingMetric.UserCoverage] = answered ? 1 : 0;
        // 0 / 0 is NaN: nothing shown is neither novel nor popular.
        measures[(int)RankingMetric.Novelty] /= shown.Length;
        measures[(int)RankingMetric.PopularityShare] /= shown.Length;
    }
}
