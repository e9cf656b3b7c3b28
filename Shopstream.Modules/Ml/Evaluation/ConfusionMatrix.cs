namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>
/// How often a yes-or-no decision was right, as counts or, where rows have weights, as sums of weights. A ratio whose
/// denominator is 0 is 0.
/// </summary>
/// <param name="TruePositives">Said yes, was yes.</param>
/// <param name="FalsePositives">Said yes, was no.</param>
/// <param name="TrueNegatives">Said no, was no.</param>
/// <param name="FalseNegatives">Said no, was yes.</param>
public readonly record struct ConfusionMatrix(double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    /// <summary>All rows.</summary>
    public double Total => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>Share of right answers, 0 to 1.</summary>
    public double Accuracy => Ratio(TruePositives + TrueNegatives, Total);

    /// <summary>Share of the yes answers that were right, 0 to 1.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of the true yes that was found, 0 to 1.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>, 0 to 1.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Counts the answers "yes where the probability is at least <paramref name="threshold"/>".</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a label is neither 0 nor 1.</exception>
    public static ConfusionMatrix Of(
        ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, float threshold = 0.5f, ReadOnlySpan<float> weights = default)
    {
        BinaryScores.Check(labels, probabilities, weights);
        double tp = 0, fp = 0, tn = 0, fn = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var saysYes = probabilities[i] >= threshold;
            if (labels[i] > 0.5f)
            {
                if (saysYes) tp += weight;
                else fn += weight;
            }
            else if (saysYes) fp += weight;
            else tn += weight;
        }

        return new ConfusionMatrix(tp, fp, tn, fn);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
