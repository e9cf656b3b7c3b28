using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>
/// Whether the users came to the variants in the shares that were asked for, by Pearson's chi-square test; where they did not, something
/// in assignment or logging is broken and the results mean nothing (Fabijan et al.: Diagnosing sample ratio mismatch, KDD 2019).
/// </summary>
/// <param name="ChiSquare">The statistic.</param>
/// <param name="PValue">0 to 1.</param>
internal sealed record SampleRatio(double ChiSquare, double PValue)
{
    /// <summary>Below this p-value the ratio counts as broken.</summary>
    public const double Threshold = 0.001;

    /// <summary>Whether the ratio is broken.</summary>
    public bool IsMismatch => PValue < Threshold;

    /// <summary>Tests.</summary>
    /// <param name="observed">Users of each variant.</param>
    /// <param name="shares">Weight of each variant, above 0.</param>
    /// <returns>Null with fewer than two variants or no users.</returns>
    public static SampleRatio? Of(IReadOnlyList<long> observed, IReadOnlyList<double> shares)
    {
        if (observed.Count != shares.Count) throw new ArgumentException($"Found {observed.Count} counts, expected {shares.Count} as there are shares.", nameof(observed));
        double users = observed.Sum(), weight = shares.Sum();
        if (observed.Count < 2 || users == 0) return null;
        var statistic = observed.Zip(shares, (count, share) =>
        {
            var expected = users * share / weight;
            return (count - expected) * (count - expected) / expected;
        }).Sum();
        return new(statistic, 1 - ChiSquared.CDF(observed.Count - 1, statistic));
    }
}
