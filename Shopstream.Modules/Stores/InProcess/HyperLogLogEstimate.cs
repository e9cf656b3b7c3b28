namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// The improved raw estimator: a correction of the small and of the large range by two power series instead of a switch to
/// linear counting and empirical tables. Source: O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches,
/// arXiv:1702.01284, 2017, the improved raw estimator.
/// </summary>
internal static class HyperLogLogEstimate
{
    /// <summary>Estimate from the number of registers that hold each value 0 … q + 1.</summary>
    public static double Of(ReadOnlySpan<int> histogram)
    {
        var registers = 0.0;
        foreach (var count in histogram) registers += count;
        var top = histogram.Length - 1;
        var sum = registers * Tau(1 - (histogram[top] / registers));
        for (var rank = top - 1; rank >= 1; rank--) sum = 0.5 * (sum + histogram[rank]);
        sum += registers * Sigma(histogram[0] / registers);
        return registers * registers / (2 * Math.Log(2) * sum);
    }

    /// <summary>x + sum over k ≥ 1 of x^(2^k) 2^(k-1); infinite at 1, when every register is empty.</summary>
    private static double Sigma(double x)
    {
        if (x >= 1) return double.PositiveInfinity;
        var (weight, sum, previous) = (1.0, x, -1.0);
        while (sum > previous)
        {
            x *= x;
            previous = sum;
            sum += x * weight;
            weight += weight;
        }

        return sum;
    }

    /// <summary>(1 - x - sum over k ≥ 1 of (1 - x^(2^-k))^2 2^-k) / 3.</summary>
    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1) return 0;
        var (weight, sum, previous) = (1.0, 1 - x, 2.0);
        while (sum < previous)
        {
            x = Math.Sqrt(x);
            previous = sum;
            weight *= 0.5;
            sum -= (1 - x) * (1 - x) * weight;
        }

        return sum / 3;
    }
}
