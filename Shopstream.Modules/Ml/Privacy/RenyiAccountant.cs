namespace Shopstream.Modules.Ml.Privacy;

/// <summary>How a Rényi bound becomes ε and δ.</summary>
public enum PrivacyConversion
{
    /// <summary>ε = ρ + log(1/δ) / (α − 1) (Mironov, "Rényi Differential Privacy", CSF 2017, proposition 3).</summary>
    Classic,

    /// <summary>
    /// ε = ρ + log(1 − 1/α) − (log δ + log α) / (α − 1) (Balle et al., AISTATS 2020, theorem 21; Canonne, Kamath and Steinke,
    /// NeurIPS 2020, proposition 12): never larger than the classic one.
    /// </summary>
    Improved,
}

/// <summary>
/// Privacy of repeated Gaussian noise on Poisson samples: Mironov, Talwar and Zhang, "Rényi Differential Privacy of the Sampled
/// Gaussian Mechanism" (2019), section 3.3, at integer orders: (α − 1)·ρ(α) = log Σₖ C(α, k) (1 − q)^(α−k) qᵏ e^((k² − k) / 2σ²).
/// Neighbours: one example more or less. Rényi bounds of steps add up.
/// </summary>
public static class RenyiAccountant
{
    private static readonly int[] Orders = [.. Enumerable.Range(2, 127), .. Enumerable.Range(1, 24).Select(i => (int)Math.Round(128 * Math.Pow(2, i / 6.0)))];

    /// <summary>Rényi divergence bound of one step at integer order <paramref name="order"/>.</summary>
    /// <param name="samplingRate">Chance q of each example to be in the batch, 0 to 1.</param>
    /// <param name="noise">Deviation σ of the noise in units of the clipping norm, above 0.</param>
    /// <param name="order">α, 2 or more.</param>
    public static double Step(double samplingRate, double noise, int order)
    {
        Check(samplingRate, noise);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 2);
        if (samplingRate == 0) return 0;
        var inverse = 1 / (2 * noise * noise);
        if (samplingRate == 1) return order * inverse;
        double logQ = Math.Log(samplingRate), logRest = double.LogP1(-samplingRate), logBinomial = 0, sum = double.NegativeInfinity;
        for (var k = 0; k <= order; k++)
        {
            sum = LogAdd(sum, logBinomial + ((order - k) * logRest) + (k * logQ) + (((double)k * k) - k) * inverse);
            logBinomial += Math.Log(order - k) - Math.Log(k + 1);
        }

        return Math.Max(0, sum) / (order - 1);
    }

    /// <summary>The least ε over all orders for <paramref name="steps"/> steps at the given δ.</summary>
    /// <param name="samplingRate">Chance of each example to be in the batch, 0 to 1.</param>
    /// <param name="noise">Deviation of the noise in units of the clipping norm, above 0.</param>
    /// <param name="steps">0 or more.</param>
    /// <param name="delta">Above 0 and below 1.</param>
    /// <param name="conversion">Default <see cref="PrivacyConversion.Improved"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static double Epsilon(
        double samplingRate, double noise, long steps, double delta, PrivacyConversion conversion = PrivacyConversion.Improved)
    {
        Check(samplingRate, noise);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (delta is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "expected between 0 and 1");
        if (steps == 0 || samplingRate == 0) return 0;
        var least = double.PositiveInfinity;
        foreach (var order in Orders)
        {
            var bound = steps * Step(samplingRate, noise, order);
            var epsilon = conversion == PrivacyConversion.Classic
                ? bound - (Math.Log(delta) / (order - 1))
                : bound + double.LogP1(-1.0 / order) - ((Math.Log(delta) + Math.Log(order)) / (order - 1));
            least = Math.Min(least, epsilon);
        }

        return Math.Max(0, least);
    }

    /// <summary>The least noise (to a relative 1e-6, never below) whose ε is at most <paramref name="epsilon"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or no noise up to a million suffices.</exception>
    public static double Noise(
        double samplingRate, long steps, double epsilon, double delta, PrivacyConversion conversion = PrivacyConversion.Improved)
    {
        if (!(epsilon > 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "expected above 0");
        double low = 0, high = 0.5;
        while (Epsilon(samplingRate, high, steps, delta, conversion) > epsilon)
        {
            (low, high) = (high, high * 2);
            if (high > 1e6) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "no noise suffices; give a larger ε");
        }

        while (high - low > high * 1e-6)
        {
            var middle = (low + high) / 2;
            if (middle > 0.01 && Epsilon(samplingRate, middle, steps, delta, conversion) <= epsilon) high = middle;
            else low = middle;
        }

        return high;
    }

    private static void Check(double samplingRate, double noise)
    {
        if (samplingRate is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(samplingRate), samplingRate, "expected 0 to 1");
        if (noise is not (> 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(noise), noise, "expected above 0");
    }

    private static double LogAdd(double a, double b)
    {
        if (double.IsNegativeInfinity(a)) return b;
        var (large, small) = a > b ? (a, b) : (b, a);
        return large + double.LogP1(Math.Exp(small - large));
    }
}
