using System.Globalization;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Experiments.Results;
using Shopstream.Modules.Experiments.Statistics;

namespace Shopstream.Modules.Experiments.OffPolicy;

/// <summary>
/// Judges a choice of algorithms on the traffic of an experiment. The recorded choice is that of the variant, whose probability is exactly
/// its share, and the unit is the user, so that the estimate needs no model of what was shown.
/// </summary>
internal static class RecordedPolicy
{
    /// <summary>Clicks of a user.</summary>
    public const string Clicks = "clicks";

    /// <summary>What a policy can earn by user.</summary>
    public static readonly IReadOnlyList<string> Rewards = [Clicks, ExperimentMeasures.Conversion, ExperimentMeasures.Revenue];

    private const double Alpha = 0.05;

    /// <summary>Reads <c>algorithm</c> or <c>policy</c>; probabilities must add up to 1.</summary>
    public static Dictionary<string, double> Parse(string? algorithm, string? policy, List<FieldProblem> problems)
    {
        var probabilities = new Dictionary<string, double>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(algorithm) == string.IsNullOrEmpty(policy))
        {
            problems.Add(new("algorithm", algorithm ?? "", "either the name of an algorithm, or policy"));
            return probabilities;
        }

        if (!string.IsNullOrEmpty(algorithm))
        {
            probabilities[algorithm] = 1;
            return probabilities;
        }

        foreach (var part in policy!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.LastIndexOf(':');
            if (at < 1 || !double.TryParse(part[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var probability)
                || probability is not (>= 0 and <= 1) || !probabilities.TryAdd(part[..at], probability))
                problems.Add(new("policy", part, "algorithm:probability, each algorithm once, separated by \";\""));
        }

        if (problems.Count == 0 && Math.Abs(probabilities.Values.Sum() - 1) > 1e-6) problems.Add(new("policy", policy, "probabilities that add up to 1"));
        return probabilities;
    }

    /// <summary>Judges; null of fewer than two users.</summary>
    public static OffPolicyAnswer? Judge(
        ExperimentDefinition definition, IReadOnlyDictionary<string, VariantSums> sums, IReadOnlyDictionary<string, double> policy, string reward, double clip)
    {
        var weight = definition.Variants.Sum(v => v.Share);
        var rows = definition.Variants.Select(variant =>
        {
            // Variants of the same algorithm share its probability as they shared the traffic.
            var alike = definition.Variants.Where(v => v.Algorithm == variant.Algorithm).Sum(v => v.Share);
            var target = policy.GetValueOrDefault(variant.Algorithm) * variant.Share / alike;
            var earned = Earned(sums.GetValueOrDefault(variant.Name) ?? new VariantSums(), reward);
            return new LoggedReward(variant.Share / weight, target, earned.Users, earned.Y, earned.YY);
        }).ToList();
        if (PolicyValue.Of(rows, clip, Alpha) is not { } value) return null;
        return new(
            definition.Id, policy, reward, value.Records, value.EffectiveRecords, value.MeanWeight, value.Clipped,
            new(value.InversePropensity.Value, value.InversePropensity.Interval),
            value.SelfNormalised is { } normalised ? new(normalised.Value, normalised.Interval) : null);
    }

    private static Moments Earned(VariantSums sums, string reward) => sums.OverUsers(reward switch
    {
        ExperimentMeasures.Conversion => sums.Conversions,
        ExperimentMeasures.Revenue => sums.Revenue,
        _ => sums.Clicks,
    });
}
