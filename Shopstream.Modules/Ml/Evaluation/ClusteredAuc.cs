using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>A value with its uncertainty.</summary>
/// <param name="Value">The value.</param>
/// <param name="StandardError">Its standard error.</param>
public readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>The normal interval that holds the true value with a probability of <paramref name="confidence"/>, 0 to 1.</summary>
    public (double Low, double High) Interval(double confidence)
    {
        var reach = Normal.InvCDF(0, 1, (1 + confidence) / 2) * StandardError;
        return (Value - reach, Value + reach);
    }
}

/// <summary>
/// Area under the ROC curve with a standard error that holds although rows of one user resemble each other, and the same for the
/// difference of two models on the same rows: the structural components of DeLong, DeLong and Clarke-Pearson ("Comparing the Areas
/// under Two or More Correlated Receiver Operating Characteristic Curves", Biometrics 44, 1988), found from midranks (Sun and Xu,
/// "Fast Implementation of DeLong's Algorithm", IEEE Signal Processing Letters 21, 2014, eq. 5), added up by cluster as in Obuchowski
/// ("Nonparametric Analysis of Clustered ROC Curve Data", Biometrics 53, 1997). With one row a cluster it is DeLong's method.
/// </summary>
public static class ClusteredAuc
{
    /// <summary>The area and its standard error.</summary>
    /// <param name="labels">0 or 1.</param>
    /// <param name="scores">The greater the likelier yes.</param>
    /// <param name="clusters">Whose row it is; rows of different clusters are independent.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, a score is NaN, or a class has fewer than two clusters.</exception>
    public static Estimate Of(float[] labels, float[] scores, IReadOnlyList<string> clusters)
    {
        var (area, components) = Components(labels, scores);
        return new Estimate(area, Math.Sqrt(Variance(labels, components, area, clusters)));
    }

    /// <summary>The area of one model less that of another on the same rows, and its standard error.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static Estimate Difference(float[] labels, float[] scores, float[] others, IReadOnlyList<string> clusters)
    {
        var (area, components) = Components(labels, scores);
        var (otherArea, otherComponents) = Components(labels, others);
        for (var i = 0; i < components.Length; i++) components[i] -= otherComponents[i];
        return new Estimate(area - otherArea, Math.Sqrt(Variance(labels, components, area - otherArea, clusters)));
    }

    /// <summary>For each row the share of the other class that it is ordered rightly against; its mean over either class is the area.</summary>
    private static (double Area, double[] Components) Components(float[] labels, float[] scores)
    {
        var area = BinaryScores.Auc(labels, scores);
        var all = Midranks(scores, _ => true);
        var yes = Midranks(scores, i => labels[i] > 0.5f);
        var no = Midranks(scores, i => labels[i] <= 0.5f);
        double positives = labels.Count(l => l > 0.5f);
        var negatives = labels.Length - positives;
        var components = new double[labels.Length];
        for (var i = 0; i < components.Length; i++)
            components[i] = labels[i] > 0.5f ? (all[i] - yes[i]) / negatives : 1 - ((all[i] - no[i]) / positives);
        return (area, components);
    }

    /// <summary>Rank of each chosen row among them, from 1; equal scores share the middle of their ranks. 0 for the others.</summary>
    private static double[] Midranks(float[] scores, Func<int, bool> isChosen)
    {
        var rows = Enumerable.Range(0, scores.Length).Where(isChosen).ToArray();
        Array.Sort(Array.ConvertAll(rows, r => scores[r]), rows);
        var ranks = new double[scores.Length];
        for (int from = 0, to; from < rows.Length; from = to)
        {
            for (to = from + 1; to < rows.Length && scores[rows[to]] == scores[rows[from]];) to++;
            for (var i = from; i < to; i++) ranks[rows[i]] = (from + 1 + to) / 2.0;
        }

        return ranks;
    }

    private static double Variance(float[] labels, double[] components, double mean, IReadOnlyList<string> clusters)
    {
        if (clusters.Count != labels.Length) throw new ArgumentException($"found {clusters.Count} clusters for {labels.Length} rows", nameof(clusters));
        var sums = new Dictionary<string, (double Yes, int YesRows, double No, int NoRows)>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Length; i++)
        {
            var sum = sums.GetValueOrDefault(clusters[i]);
            sums[clusters[i]] = labels[i] > 0.5f
                ? (sum.Yes + components[i], sum.YesRows + 1, sum.No, sum.NoRows)
                : (sum.Yes, sum.YesRows, sum.No + components[i], sum.NoRows + 1);
        }

        double yesClusters = 0, noClusters = 0, positives = 0, negatives = 0, yes = 0, no = 0, both = 0;
        foreach (var sum in sums.Values)
        {
            (positives, negatives) = (positives + sum.YesRows, negatives + sum.NoRows);
            if (sum.YesRows > 0) yesClusters++;
            if (sum.NoRows > 0) noClusters++;
            var (ofYes, ofNo) = (sum.Yes - (sum.YesRows * mean), sum.No - (sum.NoRows * mean));
            (yes, no, both) = (yes + (ofYes * ofYes), no + (ofNo * ofNo), both + (ofYes * ofNo));
        }

        if (yesClusters < 2 || noClusters < 2)
            throw new ArgumentException($"found {yesClusters} clusters with a yes and {noClusters} with a no, expected at least 2 of each", nameof(clusters));
        var variance = (yes * yesClusters / (yesClusters - 1) / (positives * positives))
            + (no * noClusters / (noClusters - 1) / (negatives * negatives))
            + (2 * both * sums.Count / (sums.Count - 1) / (positives * negatives));
        return Math.Max(0, variance);
    }
}
