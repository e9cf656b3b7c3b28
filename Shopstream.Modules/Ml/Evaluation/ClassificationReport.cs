namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>Everything about a model's answers on rows it was not trained on.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Positives">Number of rows with label 1.</param>
/// <param name="Threshold">Probability from which the answer is yes.</param>
/// <param name="Confusion">Right and wrong answers at the threshold.</param>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="LogLoss">Mean negative log-likelihood, natural logarithm.</param>
/// <param name="Brier">Mean squared error of the probabilities.</param>
/// <param name="Calibration">Ten bins of equal width.</param>
public sealed record ClassificationReport(
    int Rows,
    int Positives,
    float Threshold,
    ConfusionMatrix Confusion,
    double Auc,
    double LogLoss,
    double Brier,
    IReadOnlyList<CalibrationBin> Calibration)
{
    /// <summary>Measures <paramref name="probabilities"/>, unweighted.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, or one of the classes is absent.</exception>
    public static ClassificationReport Of(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, float threshold = 0.5f)
    {
        var confusion = ConfusionMatrix.Of(labels, probabilities, threshold);
        return new ClassificationReport(
            labels.Length,
            (int)(confusion.TruePositives + confusion.FalseNegatives),
            threshold,
            confusion,
            BinaryScores.Auc(labels, probabilities),
            BinaryScores.LogLoss(labels, probabilities),
            BinaryScores.Brier(labels, probabilities),
            CalibrationBin.EqualWidth(labels, probabilities));
    }
}
