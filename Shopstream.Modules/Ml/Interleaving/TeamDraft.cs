using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Interleaving;

/// <summary>One place of an interleaved list.</summary>
/// <param name="Item">What stands there.</param>
/// <param name="Team">The ranker that gave it: 0 for the first, 1 for the second.</param>
/// <param name="Probability">Chance, over the coins of the draft at this place and all before as they fell, that this item came next.</param>
public readonly record struct DraftedItem<T>(T Item, int Team, double Probability);

/// <summary>
/// Team-draft interleaving (Radlinski, Kurup, Joachims: How does clickthrough data reflect retrieval quality?, CIKM 2008,
/// algorithm 2): as two captains pick their teams, in each round a coin decides who goes first, and each takes its best item that is
/// not taken yet. Both rankers have equally many places up to one, and each place is as likely the one's as the other's, so that
/// clicks prefer neither when the rankers are alike.
/// </summary>
public static class TeamDraft
{
    /// <summary>Interleaves two rankings.</summary>
    /// <param name="first">Ranking of team 0, best first; repeats are passed over.</param>
    /// <param name="second">Ranking of team 1, best first; repeats are passed over.</param>
    /// <param name="count">Length wanted, 0 or more; the answer is shorter when both rankings end before.</param>
    /// <param name="seed">Decides the coins; the same seed and rankings give the same list.</param>
    /// <returns>Distinct items. A ranker that has nothing left passes, and the other goes on alone.</returns>
    public static IReadOnlyList<DraftedItem<T>> Interleave<T>(IReadOnlyList<T> first, IReadOnlyList<T> second, int count, long seed)
        where T : notnull
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var drafted = new List<DraftedItem<T>>(Math.Min(count, first.Count + second.Count));
        var taken = new HashSet<T>();
        var coins = new SeededRandom(seed);
        int at0 = 0, at1 = 0, size0 = 0, size1 = 0;
        while (drafted.Count < count)
        {
            while (at0 < first.Count && taken.Contains(first[at0])) at0++;
            while (at1 < second.Count && taken.Contains(second[at1])) at1++;
            bool has0 = at0 < first.Count, has1 = at1 < second.Count;
            if (!has0 && !has1) break;
            var isTossed = has0 && has1 && size0 == size1;
            var isFirst = has0 && (!has1 || size0 < size1 || (isTossed && coins.NextBits() >> 63 == 1));
            var item = isFirst ? first[at0] : second[at1];
            var isSame = has0 && has1 && EqualityComparer<T>.Default.Equals(first[at0], second[at1]);
            drafted.Add(new(item, isFirst ? 0 : 1, isTossed && !isSame ? 0.5 : 1));
            taken.Add(item);
            if (isFirst) size0++;
            else size1++;
        }

        return drafted;
    }
}
