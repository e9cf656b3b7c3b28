using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>
/// Which of two interleaved rankers users prefer. A user prefers the one with more of their clicks; undecided users say nothing (Chapelle,
/// Joachims, Radlinski, Yue: Large-scale validation and analysis of interleaved search evaluation, TOIS 30, 2012).
/// </summary>
/// <param name="Share">Share of the first among decided users, 0 to 1.</param>
/// <param name="Interval">Its interval (Wilson 1927).</param>
/// <param name="PValue">Exact two-sided sign test.</param>
internal sealed record Preference(double Share, Interval Interval, double PValue)
{
    /// <summary>Judges counts of users.</summary>
    /// <param name="first">Users who prefer the first.</param>
    /// <param name="second">Users who prefer the second.</param>
    /// <param name="alpha">Chance of a false alarm, above 0 to below 1.</param>
    /// <returns>Null when nobody is decided.</returns>
    public static Preference? Of(long first, long second, double alpha)
    {
        double n = first + second;
        if (n == 0) return null;
        var share = first / n;
        var z = Normal.InvCDF(0, 1, 1 - (alpha / 2));
        var scale = 1 + (z * z / n);
        var centre = (share + (z * z / (2 * n))) / scale;
        var half = z * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n))) / scale;
        var tail = Binomial.CDF(0.5, (int)n, Math.Min(first, second));
        return new(share, new(centre - half, centre + half), Math.Min(1, 2 * tail));
    }
}
