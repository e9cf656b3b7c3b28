using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>How many users an experiment needs to find an effect.</summary>
internal static class SampleSize
{
    /// <summary>
    /// Users in each of two groups of equal size for a two-sided test of two shares (Fleiss, Levin, Paik: Statistical Methods for Rates
    /// and Proportions, third edition, chapter 4; without correction for continuity).
    /// </summary>
    /// <param name="control">Share in the control, above 0 to below 1.</param>
    /// <param name="variant">Share in the variant, above 0 to below 1, another one.</param>
    /// <param name="alpha">Chance of a false alarm, above 0 to below 1.</param>
    /// <param name="power">Chance to find the effect, above 0 to below 1.</param>
    public static double ForShares(double control, double variant, double alpha, double power)
    {
        var mean = (control + variant) / 2;
        var reach = (Normal.InvCDF(0, 1, 1 - (alpha / 2)) * Math.Sqrt(2 * mean * (1 - mean)))
            + (Normal.InvCDF(0, 1, power) * Math.Sqrt((control * (1 - control)) + (variant * (1 - variant))));
        return reach * reach / ((variant - control) * (variant - control));
    }

    /// <summary>Users in each of two groups of equal size for a two-sided test of two means of equal deviation, by the normal approximation.</summary>
    /// <param name="difference">Difference of the means, not 0.</param>
    /// <param name="deviation">Standard deviation by user, above 0.</param>
    /// <param name="alpha">Chance of a false alarm, above 0 to below 1.</param>
    /// <param name="power">Chance to find the effect, above 0 to below 1.</param>
    public static double ForMeans(double difference, double deviation, double alpha, double power)
    {
        var reach = (Normal.InvCDF(0, 1, 1 - (alpha / 2)) + Normal.InvCDF(0, 1, power)) * deviation / difference;
        return 2 * reach * reach;
    }
}
