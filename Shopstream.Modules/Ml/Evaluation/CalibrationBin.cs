namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>Rows of similar predicted probability, and how many of them came true.</summary>
/// <param name="Predicted">Mean predicted probability, 0 to 1.</param>
/// <param name="Observed">Share of yes, 0 to 1.</param>
/// <param name="Rows">Number of rows, at least 1.</param>
public sealed record CalibrationBin(double Predicted, double Observed, int Rows)
{
    /// <summary>Bins of equal width over [0, 1]; empty ones are left out.</summary>
    /// <param name="labels">0 or 1.</param>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="bins">At least 1; default 10.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, or a probability lies outside [0, 1].</exception>
    public static IReadOnlyList<CalibrationBin> EqualWidth(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, int bins = 10)
    {
        Check(labels, probabilities, bins);
        var sums = new (double Predicted, double Yes, int Rows)[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            ref var sum = ref sums[Math.Min((int)(probabilities[i] * (double)bins), bins - 1)];
            sum = (sum.Predicted + probabilities[i], sum.Yes + labels[i], sum.Rows + 1);
        }

        return [.. sums.Where(s => s.Rows > 0).Select(s => new CalibrationBin(s.Predicted / s.Rows, s.Yes / s.Rows, s.Rows))];
    }

    /// <summary>Bins of about equally many rows, in ascending order; rows of equal probability may part.</summary>
    /// <inheritdoc cref="EqualWidth" path="/param"/>
    /// <inheritdoc cref="EqualWidth" path="/exception"/>
    public static IReadOnlyList<CalibrationBin> EqualRows(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, int bins = 10)
    {
        Check(labels, probabilities, bins);
        var keys = probabilities.ToArray();
        var sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        var result = new List<CalibrationBin>(bins);
        for (var b = 0; b < bins; b++)
        {
            var from = (int)((long)keys.Length * b / bins);
            var to = (int)((long)keys.Length * (b + 1) / bins);
            if (to == from) continue;
            double predicted = 0, yes = 0;
            for (var i = from; i < to; i++) (predicted, yes) = (predicted + keys[i], yes + sorted[i]);
            result.Add(new CalibrationBin(predicted / (to - from), yes / (to - from), to - from));
        }

        return result;
    }

    /// <summary>Mean distance between predicted and observed over all rows (expected calibration error), 0 to 1.</summary>
    public static double Error(IReadOnlyList<CalibrationBin> bins)
    {
        double sum = 0;
        long rows = 0;
        foreach (var bin in bins) (sum, rows) = (sum + (bin.Rows * Math.Abs(bin.Predicted - bin.Observed)), rows + bin.Rows);
        return rows == 0 ? 0 : sum / rows;
    }

    private static void Check(ReadOnlySpan<float> labels, ReadOnlySpan<float> probabilities, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        BinaryScores.Check(labels, probabilities, default);
        for (var i = 0; i < probabilities.Length; i++)
            if (probabilities[i] is < 0 or > 1) throw new ArgumentException($"row {i} has probability {probabilities[i]}, expected 0 to 1", nameof(probabilities));
    }
}
