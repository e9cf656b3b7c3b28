using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Statistics;

namespace Shopstream.Modules.Experiments.Results;

/// <summary>What an experiment has shown so far.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Verdict">`better`, `worse` or `open` by the interval that allows looking; `few-users`, or `invalid` when the sample ratio is broken.</param>
/// <param name="Winner">The variant with the largest lift of those that are better; null unless the verdict is `better`.</param>
/// <param name="SampleRatio">Whether users came in the shares asked for; null before anybody came.</param>
/// <param name="Variants">The variants, the control first.</param>
/// <param name="Comparisons">Each other variant against the control, by every measure.</param>
/// <param name="Interleaving">Which ranker users prefer, of variants that interleave.</param>
/// <param name="Excluded">What was left out, by reason.</param>
/// <param name="Days">Sums by day of the answer, variant and algorithm.</param>
internal sealed record ResultsAnswer(
    ExperimentAnswer Experiment, string Verdict, string? Winner, SampleRatioAnswer? SampleRatio, IReadOnlyList<VariantResult> Variants,
    IReadOnlyList<VariantComparison> Comparisons, IReadOnlyList<InterleavingResult> Interleaving, IReadOnlyDictionary<string, long> Excluded,
    IReadOnlyList<DayResult> Days);

/// <summary>Check of the shares.</summary>
/// <param name="Expected">Users expected of each variant.</param>
/// <param name="Observed">Users that came.</param>
/// <param name="ChiSquare">The statistic.</param>
/// <param name="PValue">Chance of such a difference when all is well.</param>
/// <param name="Mismatch">Whether it is below 0.001.</param>
internal sealed record SampleRatioAnswer(IReadOnlyList<double> Expected, IReadOnlyList<long> Observed, double ChiSquare, double PValue, bool Mismatch);

/// <summary>A variant's sums and measures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Algorithm">What answers.</param>
/// <param name="Users">Users who got an answer.</param>
/// <param name="Answers">Answers they got.</param>
/// <param name="Impressions">Recommended products reported as shown.</param>
/// <param name="Clicks">Clicks on them.</param>
/// <param name="Purchases">Purchases of them.</param>
/// <param name="Revenue">Amount of the purchases.</param>
/// <param name="Measures">Each measure with its fixed-horizon interval.</param>
internal sealed record VariantResult(
    string Name, string Algorithm, long Users, long Answers, double Impressions, double Clicks, long Purchases, double Revenue,
    IReadOnlyList<MeasureResult> Measures);

/// <summary>A measure of a variant.</summary>
/// <param name="Metric">`click-through`, `conversion` or `revenue`.</param>
/// <param name="Basis">`clicks per impression`, `clicks per user` (when no impressions are reported), `users who bought` or `amount per user`.</param>
/// <param name="Value">Its value; null while nothing is known.</param>
/// <param name="Interval">Its interval.</param>
internal sealed record MeasureResult(string Metric, string Basis, double? Value, Interval? Interval);

/// <summary>A variant against the control.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Metric">The measure.</param>
/// <param name="Guardrail">`held`, `broken` or `open` for a measure that must not get worse; null for others.</param>
/// <param name="Difference">Variant less control.</param>
/// <param name="Lift">Difference relative to the control.</param>
/// <param name="LiftInterval">Interval of the lift, for one look at the end.</param>
/// <param name="FixedInterval">Interval of the difference, for one look at the end.</param>
/// <param name="FixedPValue">P-value, for one look at the end.</param>
/// <param name="SequentialInterval">Interval of the difference that allows looking at any time.</param>
/// <param name="SequentialPValue">P-value that allows looking at any time.</param>
/// <param name="Verdict">`better`, `worse`, `open` by the sequential interval; `few-users`.</param>
internal sealed record VariantComparison(
    string Variant, string Metric, string? Guardrail, double? Difference, double? Lift, Interval? LiftInterval, Interval? FixedInterval,
    double? FixedPValue, Interval? SequentialInterval, double? SequentialPValue, string Verdict);

/// <summary>Two rankers within the same answers.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="First">First ranker.</param>
/// <param name="Second">Second ranker.</param>
/// <param name="PreferFirst">Users with more clicks on the first.</param>
/// <param name="PreferSecond">Users with more clicks on the second.</param>
/// <param name="Undecided">Users with as many clicks on either.</param>
/// <param name="ClicksFirst">Clicks on the first.</param>
/// <param name="ClicksSecond">Clicks on the second.</param>
/// <param name="Share">Share of the first among users who prefer one; null while nobody does.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="PValue">Sign test.</param>
internal sealed record InterleavingResult(
    string Variant, string First, string Second, long PreferFirst, long PreferSecond, long Undecided, long ClicksFirst, long ClicksSecond,
    double? Share, Interval? Interval, double? PValue);

/// <summary>A day of a variant and algorithm.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="Variant">The variant; empty without an experiment.</param>
/// <param name="Algorithm">What answered.</param>
/// <param name="Sums">Sums by name; `revenue` in currency units.</param>
internal sealed record DayResult(DateOnly Day, string Variant, string Algorithm, IReadOnlyDictionary<string, double> Sums);

/// <summary>How many users an experiment needs.</summary>
/// <param name="Baseline">Measure of the control.</param>
/// <param name="Lift">Relative lift to be found.</param>
/// <param name="Power">Chance to find it.</param>
/// <param name="Alpha">Chance of a false alarm.</param>
/// <param name="Deviation">Standard deviation by user; null for a share.</param>
/// <param name="UsersPerVariant">Users in each of two variants.</param>
/// <param name="Users">Users in both.</param>
internal sealed record SampleSizeAnswer(double Baseline, double Lift, double Power, double Alpha, double? Deviation, long UsersPerVariant, long Users);

/// <summary>What another choice of algorithms would have earned on the recorded traffic.</summary>
/// <param name="Experiment">Id of the experiment whose traffic it is.</param>
/// <param name="Policy">Probability of each algorithm.</param>
/// <param name="Reward">`clicks`, `conversion` or `revenue` of a user.</param>
/// <param name="Users">Users recorded.</param>
/// <param name="EffectiveUsers">Users that they are worth under this policy; below a hundred nothing can be said.</param>
/// <param name="MeanWeight">About 1 when the shares were kept.</param>
/// <param name="ClippedUsers">Users whose weight was clipped.</param>
/// <param name="InversePropensity">Unbiased estimate of the mean reward by user.</param>
/// <param name="SelfNormalised">UserEstimate with less variance; null when the policy's algorithms answered nobody.</param>
internal sealed record OffPolicyAnswer(
    string Experiment, IReadOnlyDictionary<string, double> Policy, string Reward, long Users, double EffectiveUsers, double MeanWeight, long ClippedUsers,
    ValueAnswer InversePropensity, ValueAnswer? SelfNormalised);

/// <summary>An estimate with its interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Interval">Its 95 % interval.</param>
internal sealed record ValueAnswer(double Value, Interval Interval);
