using MathNet.Numerics.Distributions;
using Shopstream.Modules.Experiments.Statistics;

namespace Shopstream.Modules.Experiments.OffPolicy;

/// <summary>Recorded rewards under one choice, or several with the same probabilities.</summary>
/// <param name="Logged">Probability with which the choice was made, above 0 to 1.</param>
/// <param name="Target">Probability with which the policy to be judged makes it, 0 to 1.</param>
/// <param name="Count">Records.</param>
/// <param name="Reward">Sum of their rewards.</param>
/// <param name="RewardSquares">Sum of the squares of their rewards.</param>
internal readonly record struct LoggedReward(double Logged, double Target, long Count, double Reward, double RewardSquares)
{
    /// <summary>One record.</summary>
    public LoggedReward(double logged, double target, double reward) : this(logged, target, 1, reward, reward * reward) { }
}

/// <summary>An estimate of what a policy would have earned.</summary>
/// <param name="Value">Mean reward a record.</param>
/// <param name="Interval">Its interval.</param>
internal sealed record EstimatedValue(double Value, Interval Interval);

/// <summary>
/// What another policy would have earned on the recorded traffic, from the probabilities with which the recorded choices were made:
/// inverse propensity scoring (Horvitz, Thompson: A generalization of sampling without replacement, JASA 47, 1952), which is unbiased
/// while weights are not clipped, and its self-normalised form (Swaminathan, Joachims: The self-normalized estimator for counterfactual
/// learning, NIPS 2015), which trades a little bias for much less variance.
/// </summary>
/// <param name="Records">Records judged.</param>
/// <param name="InversePropensity">Horvitz–Thompson.</param>
/// <param name="SelfNormalised">Weights divided by their mean; null when no recorded choice is one of the policy's.</param>
/// <param name="EffectiveRecords">Kish's effective sample size, (Σw)²/Σw²: below a hundred or so no estimate can be relied on.</param>
/// <param name="MeanWeight">About 1 when the recorded probabilities are right and every choice of the policy was recorded.</param>
/// <param name="Clipped">Records whose weight was clipped.</param>
internal sealed record PolicyValue(
    long Records, EstimatedValue InversePropensity, EstimatedValue? SelfNormalised, double EffectiveRecords, double MeanWeight, long Clipped)
{
    /// <summary>Estimates.</summary>
    /// <param name="rows">What was recorded.</param>
    /// <param name="clip">Largest weight, above 0; infinity for none.</param>
    /// <param name="alpha">1 less the confidence of the intervals, above 0 to below 1.</param>
    /// <returns>Null of fewer than two records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A recorded probability is not above 0 to 1, or one of the policy not 0 to 1.</exception>
    public static PolicyValue? Of(IReadOnlyList<LoggedReward> rows, double clip, double alpha)
    {
        double n = 0, w = 0, ww = 0, wr = 0, wwr = 0, wwrr = 0;
        long clipped = 0;
        foreach (var row in rows)
        {
            if (!(row.Logged is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rows), row.Logged, "A recorded probability must be above 0 to 1.");
            if (!(row.Target is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rows), row.Target, "A probability of the policy must be 0 to 1.");
            var weight = Math.Min(clip, row.Target / row.Logged);
            if (row.Target / row.Logged > clip) clipped += row.Count;
            n += row.Count;
            w += weight * row.Count;
            ww += weight * weight * row.Count;
            wr += weight * row.Reward;
            wwr += weight * weight * row.Reward;
            wwrr += weight * weight * row.RewardSquares;
        }

        if (n < 2) return null;
        var z = Normal.InvCDF(0, 1, 1 - (alpha / 2));
        var mean = wr / n;
        var plain = Around(mean, z * Math.Sqrt(Math.Max(0, (wwrr / n) - (mean * mean)) / (n - 1)));
        EstimatedValue? normalised = null;
        if (w > 0)
        {
            // Delta method of a quotient of means (Owen: Monte Carlo theory, methods and examples, chapter 9).
            var value = wr / w;
            normalised = Around(value, z * Math.Sqrt(Math.Max(0, wwrr - (2 * value * wwr) + (value * value * ww))) / w);
        }

        return new((long)n, plain, normalised, ww > 0 ? w * w / ww : 0, w / n, clipped);
    }

    private static EstimatedValue Around(double value, double half) => new(value, new(value - half, value + half));
}
