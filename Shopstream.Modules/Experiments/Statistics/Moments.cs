namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>
/// Sums over users of two measures, numerator y and denominator x: all that means, ratios and their variances need, so that any number
/// of users is compared by a handful of numbers, and parts add up.
/// </summary>
/// <param name="Users">Users, those with zeros included.</param>
/// <param name="Y">Sum of y.</param>
/// <param name="YY">Sum of squares of y.</param>
/// <param name="X">Sum of x.</param>
/// <param name="XX">Sum of squares of x.</param>
/// <param name="XY">Sum of products.</param>
public readonly record struct Moments(long Users, double Y, double YY, double X = 0, double XX = 0, double XY = 0)
{
    /// <summary>Sums of both.</summary>
    public static Moments operator +(Moments a, Moments b) => new(a.Users + b.Users, a.Y + b.Y, a.YY + b.YY, a.X + b.X, a.XX + b.XX, a.XY + b.XY);

    /// <summary>With one more user.</summary>
    public Moments With(double y, double x = 0) => new(Users + 1, Y + y, YY + (y * y), X + x, XX + (x * x), XY + (x * y));

    /// <summary>Mean of y by user and its variance; null of fewer than two users.</summary>
    public UserEstimate? Mean()
    {
        if (Users < 2) return null;
        var mean = Y / Users;
        return new(mean, Math.Max(0, (YY - (Y * mean)) / (Users - 1)) / Users, Users);
    }

    /// <summary>
    /// Ratio of the sums, Σy/Σx, with the variance of the delta method over users, since the events of one user are not independent
    /// (Deng, Knoblich, Lu: Applying the delta method in metric analytics, KDD 2018). Null of fewer than two users or
    /// without any x.
    /// </summary>
    public UserEstimate? Ratio()
    {
        if (Users < 2 || X <= 0) return null;
        var ratio = Y / X;
        var meanX = X / Users;

        // The residuals y − ratio·x have mean zero, so that their squares alone make the variance.
        var residuals = Math.Max(0, YY - (2 * ratio * XY) + (ratio * ratio * XX)) / (Users - 1);
        return new(ratio, residuals / (Users * meanX * meanX), Users);
    }
}

/// <summary>An estimate.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Variance">Variance of the value (square of the standard error).</param>
/// <param name="Users">Independent users that it comes from.</param>
public readonly record struct UserEstimate(double Value, double Variance, long Users);

/// <summary>An interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High);
