using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Chooses the probability from which the answer is yes from a noisy histogram: rows by label and by hundredth of the
/// probability. A row is in one cell, so that all cells together cost ε once. The probabilities must come from a private model.
/// </summary>
internal static class PrivateThreshold
{
    private const int Bins = 100;

    /// <summary>The edge of a bin with the greatest measure on the noisy counts; the highest of several equal ones.</summary>
    public static float Best(
        float[] labels, float[] probabilities, Func<ConfusionMatrix, double> measure, double epsilon, PrivacyLedger ledger, NoiseSource source)
    {
        BinaryScores.Check(labels, probabilities, default);
        ledger.Spend("threshold of the yes answer", epsilon);
        var mechanism = LaplaceMechanism.ForCounts(1, epsilon, source);
        var counts = new long[2, Bins];
        for (var i = 0; i < labels.Length; i++) counts[labels[i] > 0.5f ? 1 : 0, Math.Min((int)(probabilities[i] * Bins), Bins - 1)]++;

        // Noise makes counts negative; a share of people cannot be.
        for (var label = 0; label <= 1; label++)
            for (var bin = 0; bin < Bins; bin++) counts[label, bin] = Math.Max(0, mechanism.ReleaseSteps(counts[label, bin]));

        double no = 0, yes = 0;
        for (var bin = 0; bin < Bins; bin++) (no, yes) = (no + counts[0, bin], yes + counts[1, bin]);
        var (best, bestValue) = (1f, measure(new ConfusionMatrix(0, 0, no, yes)));
        double tp = 0, fp = 0;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            (tp, fp) = (tp + counts[1, bin], fp + counts[0, bin]);
            var value = measure(new ConfusionMatrix(tp, fp, no - fp, yes - tp));
            if (value > bestValue) (best, bestValue) = ((float)bin / Bins, value);
        }

        return best;
    }
}
