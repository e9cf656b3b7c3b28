namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>Divides rows into training and test rows; the same seed gives the same division.</summary>
public static class Splits
{
    /// <summary>Folds in which each class has the same share as in the whole, give or take one row; each row is tested once.</summary>
    /// <param name="labels">0 or 1.</param>
    /// <param name="folds">2 up to the size of the smaller class.</param>
    /// <param name="seed">Where the shuffling comes from.</param>
    /// <exception cref="ArgumentException">A label is neither 0 nor 1, or a class has fewer rows than there are folds.</exception>
    public static IReadOnlyList<Fold> Stratified(ReadOnlySpan<float> labels, int folds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        BinaryScores.CheckLabels(labels);
        var random = new SeededRandom(seed);
        var foldOfRow = new int[labels.Length];
        for (var label = 0; label <= 1; label++)
        {
            var rows = RowsOf(labels, label);
            if (rows.Length < folds) throw new ArgumentException($"{rows.Length} rows have the label {label}, expected at least {folds}, one a fold", nameof(labels));
            random.Shuffle<int>(rows);

            // The classes deal from opposite ends, so that the folds' sizes differ by one row at most.
            for (var i = 0; i < rows.Length; i++) foldOfRow[rows[i]] = label == 0 ? i % folds : folds - 1 - (i % folds);
        }

        return All(foldOfRow, folds);
    }

    /// <summary>One division with about <paramref name="testShare"/> of each class in the test rows, at least one row.</summary>
    /// <exception cref="ArgumentException">A label is neither 0 nor 1, a class has fewer than 2 rows, or the share is not between 0 and 1.</exception>
    public static Fold StratifiedHoldout(ReadOnlySpan<float> labels, double testShare, long seed)
    {
        CheckShare(testShare);
        BinaryScores.CheckLabels(labels);
        var random = new SeededRandom(seed);
        var isTest = new int[labels.Length];
        for (var label = 0; label <= 1; label++)
        {
            var rows = RowsOf(labels, label);
            if (rows.Length < 2) throw new ArgumentException($"{rows.Length} rows have the label {label}, expected at least 2", nameof(labels));
            random.Shuffle<int>(rows);
            var count = Math.Clamp((int)Math.Round(rows.Length * testShare), 1, rows.Length - 1);
            foreach (var row in rows.AsSpan(0, count)) isTest[row] = 1;
        }

        return Fold.Of(isTest, 1);
    }

    /// <summary>
    /// Folds in which all rows of a group (a user) are together; each row is tested once. The largest groups are dealt first,
    /// each to the fold with the fewest rows.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer groups than folds.</exception>
    public static IReadOnlyList<Fold> Grouped(IReadOnlyList<string> groups, int folds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var sizes = Sizes(groups, folds);
        var order = Shuffled(sizes, seed);
        var rows = new long[folds];
        var foldOfGroup = new Dictionary<string, int>(sizes.Count, StringComparer.Ordinal);
        foreach (var group in order.OrderByDescending(g => sizes[g]))
        {
            var fold = Array.IndexOf(rows, rows.Min());
            foldOfGroup[group] = fold;
            rows[fold] += sizes[group];
        }

        return All(FoldOfRow(groups, foldOfGroup), folds);
    }

    /// <summary>One division by groups: whole groups in random order go to the test rows until these hold <paramref name="testShare"/>.</summary>
    /// <exception cref="ArgumentException">There are fewer than 2 groups, or the share is not between 0 and 1.</exception>
    public static Fold GroupedHoldout(IReadOnlyList<string> groups, double testShare, long seed)
    {
        CheckShare(testShare);
        var sizes = Sizes(groups, 2);
        var order = Shuffled(sizes, seed);
        var isTest = new Dictionary<string, int>(sizes.Count, StringComparer.Ordinal);
        long taken = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var test = i < order.Length - 1 && (i == 0 || taken + (sizes[order[i]] / 2.0) < groups.Count * testShare);
            isTest[order[i]] = test ? 1 : 0;
            if (test) taken += sizes[order[i]];
        }

        return Fold.Of(FoldOfRow(groups, isTest), 1);
    }

    /// <summary>
    /// Rolling folds in time: the rows are cut into <paramref name="folds"/> + 1 blocks of about equal size; fold i learns from
    /// the first i + 1 blocks and is tested on the next. Every training row is earlier than every test row: rows of the
    /// same time are never parted.
    /// </summary>
    /// <exception cref="ArgumentException">There are too few different times.</exception>
    public static IReadOnlyList<Fold> Temporal(ReadOnlySpan<long> times, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        var (order, sorted) = ByTime(times);
        var cuts = new int[folds + 2];
        cuts[^1] = order.Length;
        for (var i = 1; i <= folds; i++)
        {
            cuts[i] = Cut(sorted, (int)((long)order.Length * i / (folds + 1)));
            if (cuts[i] <= cuts[i - 1] || cuts[i] >= order.Length)
                throw new ArgumentException($"the rows have too few different times for {folds} folds", nameof(times));
        }

        return [.. Enumerable.Range(1, folds).Select(i => new Fold(Ascending(order, 0, cuts[i]), Ascending(order, cuts[i], cuts[i + 1])))];
    }

    /// <summary>The last <paramref name="testShare"/> of the rows in time against all earlier ones.</summary>
    /// <exception cref="ArgumentException">All rows have the same time, or the share is not between 0 and 1.</exception>
    public static Fold TemporalHoldout(ReadOnlySpan<long> times, double testShare)
    {
        CheckShare(testShare);
        var (order, sorted) = ByTime(times);
        var cut = Cut(sorted, Math.Clamp((int)Math.Round(order.Length * (1 - testShare)), 1, Math.Max(1, order.Length - 1)));
        if (cut <= 0 || cut >= order.Length) throw new ArgumentException("all rows have the same time", nameof(times));
        return new Fold(Ascending(order, 0, cut), Ascending(order, cut, order.Length));
    }

    private static int[] RowsOf(ReadOnlySpan<float> labels, int label)
    {
        var rows = new List<int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] == label) rows.Add(i);
        return [.. rows];
    }

    private static IReadOnlyList<Fold> All(int[] foldOfRow, int folds) => [.. Enumerable.Range(0, folds).Select(f => Fold.Of(foldOfRow, f))];

    private static Dictionary<string, int> Sizes(IReadOnlyList<string> groups, int atLeast)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in groups) sizes[group] = sizes.GetValueOrDefault(group) + 1;
        return sizes.Count >= atLeast ? sizes : throw new ArgumentException($"found {sizes.Count} groups, expected at least {atLeast}", nameof(groups));
    }

    private static string[] Shuffled(Dictionary<string, int> sizes, long seed)
    {
        var order = sizes.Keys.Order(StringComparer.Ordinal).ToArray();
        new SeededRandom(seed).Shuffle<string>(order);
        return order;
    }

    private static int[] FoldOfRow(IReadOnlyList<string> groups, Dictionary<string, int> foldOfGroup) => [.. groups.Select(g => foldOfGroup[g])];

    private static (int[] Order, long[] Sorted) ByTime(ReadOnlySpan<long> times)
    {
        var sorted = times.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        return (order, sorted);
    }

    // The nearest place to the wanted one, not before it unless the times end, at which the time changes.
    private static int Cut(long[] sorted, int wanted)
    {
        var cut = wanted;
        while (cut > 0 && cut < sorted.Length && sorted[cut - 1] == sorted[cut]) cut++;
        if (cut < sorted.Length) return cut;
        cut = wanted;
        while (cut > 0 && sorted[cut - 1] == sorted[Math.Min(cut, sorted.Length - 1)]) cut--;
        return cut;
    }

    private static int[] Ascending(int[] order, int from, int to)
    {
        var rows = order[from..to];
        Array.Sort(rows);
        return rows;
    }

    private static void CheckShare(double share)
    {
        if (share is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "the share must lie between 0 and 1");
    }
}
