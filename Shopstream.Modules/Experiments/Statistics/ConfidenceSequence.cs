namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>
/// A test that stays valid however often somebody looks and whenever the experiment is stopped: the mixture sequential probability ratio
/// test of a normal difference (Robbins: Statistical methods related to the law of the iterated logarithm, 1970; Johari, Pekelis, Walsh:
/// Always valid inference, 2015, and Peeking at A/B tests, KDD 2017), with the variance estimated as it goes (asymptotic, Waudby-Smith
/// et al. 2021).
/// </summary>
/// <remarks>
/// With V the variance of the difference d, mixed over effects from N(0, τ²), the likelihood ratio against no effect is
/// Λ = √(V/(V+τ²)) · exp(d²τ² / (2V(V+τ²))); the always-valid p-value is 1/Λ, and the interval is what has 1/Λ above alpha.
/// τ² must not follow from the effect seen: it is <c>r·V·n/planned</c>, which is constant while users come, with the r that
/// makes the interval narrowest when the planned number of users is there.
/// </remarks>
/// <param name="Interval">Holds the true difference at every look at once with probability 1 − alpha.</param>
/// <param name="PValue">Always-valid p-value at this look, 0 to 1; the smallest of all looks counts.</param>
internal sealed record ConfidenceSequence(Interval Interval, double PValue)
{
    /// <summary>Makes the test at one look.</summary>
    /// <param name="difference">Difference seen.</param>
    /// <param name="variance">Its variance, above 0.</param>
    /// <param name="users">Users in both groups so far, above 0.</param>
    /// <param name="plannedUsers">Users in both groups at which the interval should be narrowest, above 0.</param>
    /// <param name="alpha">Chance of a false alarm over all looks, above 0 to below 1.</param>
    public static ConfidenceSequence At(double difference, double variance, double users, double plannedUsers, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(users);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plannedUsers);
        var ratio = MixtureRatio(alpha) * users / plannedUsers;
        var tau2 = ratio * variance;
        var total = variance + tau2;
        var logRatio = (0.5 * Math.Log(variance / total)) + (difference * difference * tau2 / (2 * variance * total));
        var half = Math.Sqrt(2 * variance * total / tau2 * (Math.Log(1 / alpha) + (0.5 * Math.Log(total / variance))));
        return new(new(difference - half, difference + half), Math.Min(1, Math.Exp(-logRatio)));
    }

    /// <summary>The τ²/V that makes the interval narrowest: the root above 0 of r = 2·ln(1/alpha) + ln(1 + r).</summary>
    internal static double MixtureRatio(double alpha)
    {
        var ratio = 1.0;
        for (var i = 0; i < 100; i++) ratio = (2 * Math.Log(1 / alpha)) + Math.Log(1 + ratio);
        return ratio;
    }
}
