using MathNet.Numerics.Distributions;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Experiments.Statistics;

namespace Shopstream.Modules.Experiments.Results;

/// <summary>Makes the results of an experiment from its sums. With several variants beside the control, each comparison takes its part of alpha (Bonferroni).</summary>
internal static class ExperimentReport
{
    private const string Better = "better";
    private const string Worse = "worse";
    private const string Open = "open";
    private const string FewUsers = "few-users";
    private const string Invalid = "invalid";

    /// <summary>The results.</summary>
    public static ResultsAnswer Of(
        StoredExperiment stored, IReadOnlyDictionary<string, VariantSums> recorded, IReadOnlyList<(long Day, DailyRow Row)> days, ExperimentsOptions options)
    {
        var definition = stored.Definition;
        var sums = definition.Variants.Select(v => recorded.GetValueOrDefault(v.Name) ?? new VariantSums()).ToList();
        var hasImpressions = sums.Any(s => s.ClicksOnImpressions.X > 0);
        var ratio = SampleRatio.Of([.. sums.Select(s => s.Users)], [.. definition.Variants.Select(v => v.Share)]);
        var variants = definition.Variants.Zip(sums, (v, s) => Variant(v, s, hasImpressions, definition.Alpha)).ToList();
        var comparisons = Comparisons(definition, sums, hasImpressions, options);
        var deciding = comparisons.Where(c => c.Metric == definition.Metric).ToList();
        var winner = deciding.Where(c => c.Verdict == Better && !comparisons.Any(o => o.Variant == c.Variant && o.Guardrail == "broken")).MaxBy(c => c.Difference);
        var verdict = ratio is { IsMismatch: true } ? Invalid
            : winner is not null ? Better
            : deciding.Count == 0 || deciding.Any(c => c.Verdict == Open) ? Open
            : deciding.Any(c => c.Verdict == FewUsers) ? FewUsers
            : deciding.All(c => c.Verdict == Worse) ? Worse : Open;
        return new(
            ExperimentAnswer.Of(stored), verdict, verdict == Better ? winner!.Variant : null, Ratio(ratio, definition, sums), variants, comparisons,
            [.. definition.Variants.Zip(sums, (v, s) => Interleaving(v, s, definition.Alpha)).OfType<InterleavingResult>()],
            DailyNames.Excluded.ToDictionary(reason => reason, reason => days.Sum(d => d.Row.Sums.GetValueOrDefault(reason))),
            [.. days.Select(Day)]);
    }

    /// <summary>The estimate of a measure for a variant; null while nothing is known.</summary>
    public static UserEstimate? Measure(VariantSums sums, string metric, bool hasImpressions) => metric switch
    {
        ExperimentMeasures.ClickThrough when hasImpressions => sums.ClicksOnImpressions.Ratio(),
        ExperimentMeasures.ClickThrough => sums.OverUsers(sums.Clicks).Mean(),
        ExperimentMeasures.Conversion => sums.OverUsers(sums.Conversions).Mean(),
        _ => sums.OverUsers(sums.Revenue).Mean(),
    };

    private static List<VariantComparison> Comparisons(ExperimentDefinition definition, List<VariantSums> sums, bool hasImpressions, ExperimentsOptions options)
    {
        var comparisons = new List<VariantComparison>();
        var alpha = definition.Alpha / Math.Max(1, sums.Count - 1);
        for (var i = 1; i < sums.Count; i++)
        {
            foreach (var metric in ExperimentMeasures.All)
            {
                var control = Measure(sums[0], metric, hasImpressions);
                var variant = Measure(sums[i], metric, hasImpressions);
                comparisons.Add(Compare(definition, definition.Variants[i].Name, metric, control, variant, alpha, options));
            }
        }

        return comparisons;
    }

    private static VariantComparison Compare(
        ExperimentDefinition definition, string name, string metric, UserEstimate? control, UserEstimate? variant, double alpha, ExperimentsOptions options)
    {
        var isGuardrail = definition.Guardrails.Contains(metric);
        var users = Math.Min(control?.Users ?? 0, variant?.Users ?? 0);
        if (control is not { } before || variant is not { } after || FixedHorizon.Compare(before, after, alpha) is not { } test)
            return new(name, metric, isGuardrail ? Word(GuardrailState.Open) : null, null, null, null, null, null, null, null, users < options.MinimumUsers ? FewUsers : Open);
        var looking = ConfidenceSequence.At(test.Difference, test.Variance, before.Users + after.Users, options.PlannedUsers, alpha);
        var verdict = users < options.MinimumUsers ? FewUsers : looking.Interval.Low > 0 ? Better : looking.Interval.High < 0 ? Worse : Open;
        var guardrail = users < options.MinimumUsers ? GuardrailState.Open : Guardrail.Judge(LookingLift(before, looking), options.GuardrailMargin);
        return new(
            name, metric, isGuardrail ? Word(guardrail) : null, test.Difference, test.Lift, test.LiftInterval, test.DifferenceInterval, test.PValue,
            looking.Interval, looking.PValue, verdict);
    }

    /// <summary>A guardrail is watched, so it is judged by the interval that allows looking, relative to the control as it is.</summary>
    private static Interval? LookingLift(UserEstimate control, ConfidenceSequence looking) =>
        control.Value > 0 ? new(looking.Interval.Low / control.Value, looking.Interval.High / control.Value) : null;

    private static VariantResult Variant(ExperimentVariant variant, VariantSums sums, bool hasImpressions, double alpha) => new(
        variant.Name, variant.Algorithm, sums.Users, sums.Answers, sums.ClicksOnImpressions.X, sums.Clicks.Y, sums.Purchases, sums.Revenue.Y,
        [.. ExperimentMeasures.All.Select(metric => Result(metric, Measure(sums, metric, hasImpressions), hasImpressions, alpha))]);

    private static MeasureResult Result(string metric, UserEstimate? estimate, bool hasImpressions, double alpha)
    {
        var basis = metric switch
        {
            ExperimentMeasures.ClickThrough when hasImpressions => "clicks per impression",
            ExperimentMeasures.ClickThrough => "clicks per user",
            ExperimentMeasures.Conversion => "users who bought",
            _ => "amount per user",
        };
        if (estimate is not { } known) return new(metric, basis, null, null);
        var half = StudentT.InvCDF(0, 1, known.Users - 1, 1 - (alpha / 2)) * Math.Sqrt(known.Variance);
        return new(metric, basis, known.Value, new(known.Value - half, known.Value + half));
    }

    private static SampleRatioAnswer? Ratio(SampleRatio? ratio, ExperimentDefinition definition, List<VariantSums> sums)
    {
        if (ratio is null) return null;
        double users = sums.Sum(s => s.Users), weight = definition.Variants.Sum(v => v.Share);
        return new([.. definition.Variants.Select(v => users * v.Share / weight)], [.. sums.Select(s => s.Users)], ratio.ChiSquare, ratio.PValue, ratio.IsMismatch);
    }

    private static InterleavingResult? Interleaving(ExperimentVariant variant, VariantSums sums, double alpha)
    {
        if (ExperimentRules.Rankers(variant.Algorithm) is not var (first, second)) return null;
        var (preferFirst, preferSecond) = (sums.Preferring.GetValueOrDefault(first), sums.Preferring.GetValueOrDefault(second));
        var preference = Preference.Of(preferFirst, preferSecond, alpha);
        return new(
            variant.Name, first, second, preferFirst, preferSecond, sums.Undecided, sums.TeamClicks.GetValueOrDefault(first),
            sums.TeamClicks.GetValueOrDefault(second), preference?.Share, preference?.Interval, preference?.PValue);
    }

    private static DayResult Day((long Day, DailyRow Row) day) => new(
        DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day.Day)), day.Row.Variant, day.Row.Algorithm,
        day.Row.Sums.ToDictionary(s => s.Key, s => s.Key == DailyNames.Revenue ? Money.ToUnits(s.Value) : s.Value));

    private static string Word(GuardrailState state) => state switch
    {
        GuardrailState.Held => "held",
        GuardrailState.Broken => "broken",
        _ => Open,
    };
}
