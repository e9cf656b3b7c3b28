namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// The borders between the bins of one column: bin b holds the values v with <c>border[b-1] &lt;= v &lt; border[b]</c>. A column of few
/// distinct values has a bin for each of them, others have bins of about equal numbers of rows.
/// </summary>
internal sealed class ColumnCuts
{
    private ColumnCuts(float[] borders, float above, bool empty)
    {
        Borders = borders;
        Above = above;
        Empty = empty;
    }

    /// <summary>Ascending; one fewer than there are bins.</summary>
    public float[] Borders { get; }

    /// <summary>Greater than every value seen: the border that parts known values from missing ones; NaN where there is no such number.</summary>
    public float Above { get; }

    /// <summary>Whether no value was known.</summary>
    public bool Empty { get; }

    /// <summary>Number of bins.</summary>
    public int Bins => Borders.Length + 1;

    /// <summary>The value below which rows go left when a node is split after this bin.</summary>
    public float Threshold(int bin) => bin < Borders.Length ? Borders[bin] : Above;

    /// <summary>Finds borders.</summary>
    /// <param name="keys">The known values of the column as <see cref="RadixSort"/> keys, ascending.</param>
    /// <param name="maxBins">Most bins.</param>
    public static ColumnCuts Of(ReadOnlySpan<uint> keys, int maxBins)
    {
        if (keys.IsEmpty) return new([], 0, true);
        var borders = new List<float>(maxBins - 1);
        var distinct = 1;
        for (var i = 1; i < keys.Length && distinct <= maxBins; i++) distinct += keys[i] != keys[i - 1] ? 1 : 0;
        var (next, left) = (0L, maxBins);
        for (var i = 1; i < keys.Length && borders.Count < maxBins - 1; i++)
        {
            if (keys[i] == keys[i - 1]) continue;
            if (distinct > maxBins)
            {
                // A value that fills more than its share leaves the rest to be shared by the bins that remain.
                if (borders.Count == 0 && next == 0) next = keys.Length / left;
                if (i < next) continue;
                left--;
                next = i + (keys.Length - i) / left;
            }

            borders.Add(Between(RadixSort.Value(keys[i - 1]), RadixSort.Value(keys[i])));
        }

        var last = RadixSort.Value(keys[^1]);
        return new([.. borders], float.IsFinite(last) && last < float.MaxValue ? float.BitIncrement(last) : float.NaN, false);
    }

    /// <summary>Above the lower and at most the upper value, half way where floats allow.</summary>
    private static float Between(float lower, float upper)
    {
        var middle = (float)(((double)lower + upper) / 2);
        return float.IsFinite(middle) && middle > lower && middle <= upper ? middle : upper;
    }
}
