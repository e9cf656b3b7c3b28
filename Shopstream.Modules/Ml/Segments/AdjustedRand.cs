namespace Shopstream.Modules.Ml.Segments;

/// <summary>Agreement of two clusterings of the same rows (Hubert, Arabie, <i>Comparing partitions</i>, 1985, equation 5).</summary>
public static class AdjustedRand
{
    /// <summary>1 when both put the same rows together, about 0 for independent ones; names of clusters do not matter.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Index(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        if (one.Count != other.Count) throw new ArgumentException($"found {one.Count} and {other.Count} labels, expected equally many", nameof(other));
        var cells = new Dictionary<(int, int), long>();
        var (rows, columns) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        for (var i = 0; i < one.Count; i++)
        {
            Add(cells, (one[i], other[i]));
            Add(rows, one[i]);
            Add(columns, other[i]);
        }

        double together = Pairs(cells.Values), first = Pairs(rows.Values), second = Pairs(columns.Values);
        var all = one.Count * (one.Count - 1.0) / 2;
        var expected = all > 0 ? first * second / all : 0;
        var most = (first + second) / 2;

        // Both of one cluster, or both of single rows: the same partition, for which the quotient is 0 / 0.
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private static void Add<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static double Pairs(IEnumerable<long> counts) => counts.Sum(n => n * (n - 1.0) / 2);
}
