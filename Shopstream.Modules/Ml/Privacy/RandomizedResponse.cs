namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Gives a category away with ε-differential privacy: the truth is e^ε times as likely as any other state (Warner, "Randomized
/// Response", JASA 1965; Kairouz, Oh and Viswanath, "Extremal Mechanisms for Local Differential Privacy", NeurIPS 2014). Drawn
/// exactly, with integer arithmetic.
/// </summary>
internal static class RandomizedResponse
{
    private const double Steps = 1 << 30;

    /// <summary>An answer of 0 to <paramref name="states"/> − 1.</summary>
    /// <param name="source">Random bits.</param>
    /// <param name="truth">The true state.</param>
    /// <param name="states">Number of states, 1 or more.</param>
    /// <param name="epsilon">One millionth to 64; rounded down to 2^-30.</param>
    public static int Answer(NoiseSource source, int truth, int states, double epsilon)
    {
        if (epsilon is not (>= 1e-6 and <= 64)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon must lie between 0.000001 and 64");
        while (true)
        {
            var candidate = (int)source.Below((ulong)states);
            if (candidate == truth || ExpMinus(source, epsilon)) return candidate;
        }
    }

    private static bool ExpMinus(NoiseSource source, double epsilon)
    {
        var whole = (int)Math.Floor(epsilon);
        for (var i = 0; i < whole; i++)
            if (!DiscreteLaplace.ExpMinus(source, 1, 1)) return false;
        return DiscreteLaplace.ExpMinus(source, (ulong)((epsilon - whole) * Steps), (ulong)Steps);
    }
}
