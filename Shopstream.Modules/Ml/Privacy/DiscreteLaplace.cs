namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// The discrete Laplace distribution, P(x) ∝ e^(−|x|·s/t) over the integers, sampled exactly with integer arithmetic: Canonne,
/// Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020), algorithms 1 and 2.
/// </summary>
internal static class DiscreteLaplace
{
    /// <summary>One sample of scale <paramref name="t"/>/<paramref name="s"/>, both at least 1 and t at most 2^52.</summary>
    public static long Sample(NoiseSource source, ulong s, ulong t)
    {
        while (true)
        {
            var u = source.Below(t);
            if (!ExpMinus(source, u, t)) continue;
            ulong v = 0;
            while (ExpMinus(source, 1, 1)) v++;
            var magnitude = (long)(checked(u + (t * v)) / s);
            var isNegative = (source.NextBits() & 1) == 1;
            if (isNegative && magnitude == 0) continue;
            return isNegative ? -magnitude : magnitude;
        }
    }

    /// <summary>True with probability e^(−numerator/denominator), for a ratio of 0 to 1.</summary>
    public static bool ExpMinus(NoiseSource source, ulong numerator, ulong denominator)
    {
        for (ulong k = 1; ; k++)
            if (source.Below(checked(denominator * k)) >= numerator) return (k & 1) == 1;
    }
}
