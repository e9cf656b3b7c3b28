namespace Shopstream.Modules.Ml.Trees;

/// <summary>The receiver operating characteristic of scores.</summary>
internal static class RocCurve
{
    /// <summary>
    /// Area under the curve: how often a row of label 1 scores above one of label 0, ties counting half; NaN unless both labels occur.
    /// </summary>
    public static double Area(float[] scores, float[] labels)
    {
        var (sorted, byScore) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, byScore);
        var (negatives, positives, wins) = (0L, 0L, 0.0);
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            var ones = 0;
            for (end = i; end < sorted.Length && sorted[end] == sorted[i]; end++) ones += byScore[end] == 1 ? 1 : 0;
            wins += ones * (negatives + (end - i - ones) / 2.0);
            positives += ones;
            negatives += end - i - ones;
        }

        return wins / ((double)positives * negatives);
    }
}
