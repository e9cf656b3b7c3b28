using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>
/// Comparison of a variant with the control for an experiment that is judged once, at the end: Welch's unequal variances t-test
/// (Biometrika 34, 1947) on means, and the same on ratios with their variance by the delta method.
/// </summary>
/// <param name="Difference">Variant less control.</param>
/// <param name="DifferenceInterval">Its confidence interval.</param>
/// <param name="Lift">Difference relative to the control; null when the control is not above zero.</param>
/// <param name="LiftInterval">Its confidence interval, by the delta method on the quotient of the two.</param>
/// <param name="PValue">Two-sided, 0 to 1.</param>
/// <param name="Variance">Variance of the difference.</param>
internal sealed record FixedHorizon(
    double Difference, Interval DifferenceInterval, double? Lift, Interval? LiftInterval, double PValue, double Variance)
{
    /// <summary>Compares.</summary>
    /// <param name="control">The control's estimate.</param>
    /// <param name="variant">The variant's estimate.</param>
    /// <param name="alpha">Chance of a false alarm, above 0 to below 1.</param>
    /// <returns>Null when neither varies, so that nothing can be said.</returns>
    public static FixedHorizon? Compare(UserEstimate control, UserEstimate variant, double alpha)
    {
        var variance = control.Variance + variant.Variance;
        if (!(variance > 0)) return null;
        var degrees = variance * variance
            / ((control.Variance * control.Variance / (control.Users - 1)) + (variant.Variance * variant.Variance / (variant.Users - 1)));
        var difference = variant.Value - control.Value;
        var reach = StudentT.InvCDF(0, 1, degrees, 1 - (alpha / 2));
        var half = reach * Math.Sqrt(variance);
        var p = 2 * StudentT.CDF(0, 1, degrees, -Math.Abs(difference) / Math.Sqrt(variance));
        double? lift = null;
        Interval? liftInterval = null;
        if (control.Value > 0)
        {
            var quotient = variant.Value / control.Value;
            var error = reach * Math.Sqrt(variant.Variance + (quotient * quotient * control.Variance)) / control.Value;
            lift = quotient - 1;
            liftInterval = new(quotient - 1 - error, quotient - 1 + error);
        }

        return new(difference, new(difference - half, difference + half), lift, liftInterval, Math.Min(1, p), variance);
    }
}
