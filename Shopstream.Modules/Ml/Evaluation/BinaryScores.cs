namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>Measures of predicted probabilities against labels of 0 and 1. All sums are in double precision and in row order.</summary>
public static class BinaryScores
{
    /// <summary>Probabilities are kept this far from 0 and 1 in <see cref="LogLoss"/>: one wrong certainty costs 15.9, not infinity.</summary>
    public const double LogLossClip = 1.1920929e-7;

    /// <summary>
    /// Area under the ROC curve: the chance that a random yes scores above a random no, ties counting one half (the
    /// statistic of Mann and Whitney, exact).
    /// </summary>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, a score is NaN, or one of the classes is absent.</exception>
    public static double Auc(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights = default)
    {
        Check(labels, scores, weights);
        var keys = scores.ToArray();
        var rows = new int[keys.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        Array.Sort(keys, rows);

        double below = 0, area = 0, yes = 0;
        for (var i = 0; i < keys.Length;)
        {
            double tiedYes = 0, tiedNo = 0;
            var tie = keys[i];
            for (; i < keys.Length && keys[i] == tie; i++)
            {
                var weight = weights.IsEmpty ? 1.0 : weights[rows[i]];
                if (labels[rows[i]] > 0.5f) tiedYes += weight;
                else tiedNo += weight;
            }

            area += tiedYes * (below + (tiedNo / 2));
            below += tiedNo;
            yes += tiedYes;
        }

        if (yes == 0 || below == 0) throw new ArgumentException($"the AUC needs both classes, found yes {yes} and no {below}", nameof(labels));
        return area / (yes * below);
    }

    /// <summary>Mean of −log(probability of what happened), natural logarithm; see <see cref="LogLossClip"/>.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a label is neither 0 nor 1.</exception>
    public static double LogLoss(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, ReadOnlySpan<float> weights = default)
    {
        Check(labels, probabilities, weights);
        double sum = 0, total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = weights.IsEmpty ? 1.0 : weights[i];
            var p = Math.Clamp(probabilities[i], LogLossClip, 1 - LogLossClip);
            sum -= weight * Math.Log(labels[i] > 0.5f ? p : 1 - p);
            total += weight;
        }

        return sum / total;
    }

    /// <summary>Mean squared difference between probability and label (Brier 1950), 0 to 1.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a label is neither 0 nor 1.</exception>
    public static double Brier(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, ReadOnlySpan<float> weights = default)
    {
        Check(labels, probabilities, weights);
        double sum = 0, total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = weights.IsEmpty ? 1.0 : weights[i];
            var error = (double)probabilities[i] - labels[i];
            sum += weight * error * error;
            total += weight;
        }

        return sum / total;
    }

    internal static void Check(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights)
    {
        if (labels.IsEmpty) throw new ArgumentException("there are no rows to measure", nameof(labels));
        if (scores.Length != labels.Length) throw new ArgumentException($"found {scores.Length} scores for {labels.Length} labels", nameof(scores));
        if (!weights.IsEmpty && weights.Length != labels.Length)
            throw new ArgumentException($"found {weights.Length} weights for {labels.Length} labels", nameof(weights));
        CheckLabels(labels);
        for (var i = 0; i < scores.Length; i++)
            if (float.IsNaN(scores[i])) throw new ArgumentException($"the score of row {i} is not a number", nameof(scores));
    }

    internal static void CheckLabels(ReadOnlySpan<float> labels)
    {
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] is not (0 or 1)) throw new ArgumentException($"the label of row {i} is {labels[i]}, expected 0 or 1", nameof(labels));
    }
}
