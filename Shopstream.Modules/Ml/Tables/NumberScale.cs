namespace Shopstream.Modules.Ml.Tables;

/// <summary>One view of a number, fit on training rows or stated. Missing is 0 in every view but the plain one.</summary>
/// <param name="View">What is done; a limit of 1 marks a stated range.</param>
/// <param name="Mean">Taken off.</param>
/// <param name="Deviation">Divided by; 0 for a number that stays as it is.</param>
/// <param name="Limit">Results are clipped to ± this.</param>
/// <param name="Knots">Ascending values of the rank view.</param>
/// <param name="Ranks">Share of training rows below each knot, ties counting half.</param>
internal sealed record NumberScale(
    NumberScaling View, double Mean, double Deviation, double Limit, double[]? Knots = null, double[]? Ranks = null)
{
    private const int MostKnots = 512;

    /// <summary>The number as it is.</summary>
    public static NumberScale Plain { get; } = new(NumberScaling.AsIs, 0, 0, double.MaxValue);

    /// <summary>A stated range, mapped to −1…1.</summary>
    public static NumberScale Of(NumberRange range)
    {
        var (low, high) = range.IsLogarithmic ? (Log(range.Low), Log(range.High)) : (range.Low, range.High);
        return new(range.IsLogarithmic ? NumberScaling.Logarithm : NumberScaling.AsIs, (low + high) / 2, (high - low) / 2, 1);
    }

    /// <summary>The views asked for, fit on the values present; empty if these are all equal.</summary>
    public static IReadOnlyList<NumberScale> Fit(double[] present, NumberScaling views)
    {
        Array.Sort(present);
        if (present.Length == 0 || present[0] == present[^1]) return [];
        if (views == NumberScaling.AsIs) return [Plain];
        var standard = Standard(present, NumberScaling.Standardised);
        if (present.All(x => x == present[0] || x == present[^1])) return [standard];
        var scales = new List<NumberScale>();
        if (views.HasFlag(NumberScaling.Standardised)) scales.Add(standard);
        if (views.HasFlag(NumberScaling.Logarithm))
        {
            var skewness = present.Average(x => Math.Pow((x - standard.Mean) / standard.Deviation, 3));
            if (Math.Abs(skewness) > 1) scales.Add(Standard(present, NumberScaling.Logarithm));
            else if (scales.Count == 0) scales.Add(standard);
        }

        if (views.HasFlag(NumberScaling.Rank)) scales.Add(Rank(present));
        return scales;
    }

    /// <summary>The scaled value; NaN and infinity count as missing.</summary>
    public float Apply(double value)
    {
        if (Deviation == 0) return double.IsFinite(value) ? (float)value : float.NaN;
        if (!double.IsFinite(value)) return 0;
        var transformed = View switch
        {
            NumberScaling.Logarithm => Log(value),
            NumberScaling.Rank => RankOf(value),
            _ => value,
        };
        return (float)Math.Clamp((transformed - Mean) / Deviation, -Limit, Limit);
    }

    private static NumberScale Standard(double[] present, NumberScaling view)
    {
        var values = view == NumberScaling.Logarithm ? Array.ConvertAll(present, Log) : present;
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));

        // Beyond ten deviations a value says no more than that it is huge, and would swamp a network.
        return new NumberScale(view, mean, deviation, 10);
    }

    private static NumberScale Rank(double[] sorted)
    {
        var knots = new List<double>();
        var ranks = new List<double>();
        for (var i = 0; i < sorted.Length;)
        {
            var from = i;
            while (i < sorted.Length && sorted[i] == sorted[from]) i++;
            knots.Add(sorted[from]);
            ranks.Add((from + i) / 2.0 / sorted.Length);
        }

        if (knots.Count > MostKnots)
        {
            var kept = Enumerable.Range(0, MostKnots).Select(k => (int)Math.Round(k * (knots.Count - 1.0) / (MostKnots - 1))).ToList();
            (knots, ranks) = ([.. kept.Select(k => knots[k])], [.. kept.Select(k => ranks[k])]);
        }

        return new NumberScale(NumberScaling.Rank, 0.5, 1 / Math.Sqrt(12), Math.Sqrt(3), [.. knots], [.. ranks]);
    }

    private double RankOf(double value)
    {
        var at = Array.BinarySearch(Knots!, value);
        if (at >= 0) return Ranks![at];
        var above = ~at;
        if (above == 0) return 0;
        if (above == Knots!.Length) return 1;
        var share = (value - Knots[above - 1]) / (Knots[above] - Knots[above - 1]);
        return Ranks![above - 1] + (share * (Ranks[above] - Ranks[above - 1]));
    }

    private static double Log(double value) => value < 0 ? -Math.Log(1 - value) : Math.Log(1 + value);
}
