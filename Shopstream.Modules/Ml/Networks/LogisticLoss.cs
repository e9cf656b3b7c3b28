namespace Shopstream.Modules.Ml.Networks;

/// <summary>The loss −log(probability of the label), from log-odds, without overflow.</summary>
internal static class LogisticLoss
{
    /// <summary>Loss of one row: log(1 + e^−z) for yes, log(1 + e^z) for no.</summary>
    public static double Of(double logOdds, float label)
    {
        var z = label > 0 ? -logOdds : logOdds;
        return z > 0 ? z + Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z));
    }

    /// <summary>Writes weight · (probability − label) for each of the rows; returns their weighted loss, summed.</summary>
    public static double Derive(ReadOnlySpan<float> logOdds, ReadOnlySpan<int> rows, float[] labels, float[] weights, Span<float> deltas)
    {
        double loss = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var (label, weight) = (labels[rows[i]], weights[rows[i]]);
            loss += weight * Of(logOdds[i], label);
            deltas[i] = weight * (float)((1 / (1 + Math.Exp(-(double)logOdds[i]))) - label);
        }

        return loss;
    }
}
