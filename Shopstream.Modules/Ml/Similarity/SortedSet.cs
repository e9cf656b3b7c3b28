namespace Shopstream.Modules.Ml.Similarity;

/// <summary>Sets as sorted arrays without repeats, which makes comparing them a merge.</summary>
public static class SortedSet
{
    /// <summary>The distinct items in rising order.</summary>
    public static ulong[] Of(ReadOnlySpan<ulong> items)
    {
        var sorted = items.ToArray();
        Array.Sort(sorted);
        var count = 0;
        foreach (var item in sorted)
            if (count == 0 || sorted[count - 1] != item) sorted[count++] = item;
        return count == sorted.Length ? sorted : sorted[..count];
    }

    /// <summary>Jaccard similarity, common items over all items of both, of two sets made by <see cref="Of"/>; 0 when both are empty.</summary>
    public static double Jaccard(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        var common = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            if (one[i] == other[j]) (common, i, j) = (common + 1, i + 1, j + 1);
            else if (one[i] < other[j]) i++;
            else j++;
        }

        var all = one.Length + other.Length - common;
        return all == 0 ? 0 : (double)common / all;
    }
}
