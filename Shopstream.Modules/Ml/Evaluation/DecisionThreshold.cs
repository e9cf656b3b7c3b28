namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>
/// Chooses the probability from which the answer is yes. To be given training or validation rows, never the rows that the
/// model is judged on.
/// </summary>
public static class DecisionThreshold
{
    /// <summary>The threshold with the greatest F1 of the yes class; the highest of several equal ones.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a label is neither 0 nor 1.</exception>
    public static float BestF1(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities) => Best(labels, probabilities, m => m.F1);

    /// <summary>The threshold with the greatest accuracy; the highest of several equal ones.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a label is neither 0 nor 1.</exception>
    public static float BestAccuracy(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities) => Best(labels, probabilities, m => m.Accuracy);

    // Walks down the sorted scores; between two neighbours the middle is taken, so that rounding decides nothing.
    private static float Best(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, Func<ConfusionMatrix, double> measure)
    {
        BinaryScores.Check(labels, probabilities, default);
        var keys = probabilities.ToArray();
        var sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        double yes = 0;
        foreach (var label in sorted) yes += label;

        var no = sorted.Length - yes;
        var best = float.BitIncrement(keys[^1]);
        var bestValue = measure(new ConfusionMatrix(0, 0, no, yes));
        double tp = 0, fp = 0;
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            if (sorted[i] > 0.5f) tp++;
            else fp++;
            if (i > 0 && keys[i - 1] == keys[i]) continue;
            var value = measure(new ConfusionMatrix(tp, fp, no - fp, yes - tp));
            if (value <= bestValue) continue;
            bestValue = value;
            best = i == 0 ? keys[0] : Between(keys[i - 1], keys[i]);
        }

        return best;
    }

    private static float Between(float below, float above)
    {
        var middle = below + ((above - below) / 2);
        return middle > below ? middle : above;
    }
}
