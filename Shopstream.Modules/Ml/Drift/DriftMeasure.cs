using System.Text.Json.Serialization;
using MathNet.Numerics.Distributions;

namespace Shopstream.Modules.Ml.Drift;

/// <summary>How far a column has moved.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DriftLevel>))]
public enum DriftLevel
{
    /// <summary>Not more than chance explains, or by less than matters.</summary>
    [JsonStringEnumMemberName("stable")]
    Stable,

    /// <summary>Noticeably.</summary>
    [JsonStringEnumMemberName("shifted")]
    Shifted,

    /// <summary>So far that the model should be trained anew.</summary>
    [JsonStringEnumMemberName("drifted")]
    Drifted,
}

/// <summary>A bin before and now.</summary>
/// <param name="Label">Upper end of a number's bin, name of a level, <c>(others)</c> or <c>(missing)</c>.</param>
/// <param name="Before">Share of the training rows.</param>
/// <param name="Now">Share of the later rows.</param>
public sealed record DriftBin(string Label, double Before, double Now);

/// <summary>The distance between two spreads of a column.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="StabilityIndex">
/// Population stability index, Σ (now − before) ln(now / before) over the bins, missing values having one of their own (Siddiqi, "Credit
/// Risk Scorecards", 2006), with half a row added to each bin so that an empty one stays finite.
/// </param>
/// <param name="Chance">
/// What 95 of 100 samples of this size stay below when nothing has moved: (1/n + 1/m) times the 0.95 quantile of χ² with bins − 1
/// degrees of freedom (Yurdakul, "Statistical Properties of Population Stability Index", 2018).
/// </param>
/// <param name="KolmogorovSmirnov">Largest distance of the distribution functions at the ends of the bins; null for a category.</param>
/// <param name="PValue">
/// Chance of at least that distance when nothing has moved (Kolmogorov's distribution with the correction of Stephens, 1970); with
/// bins it is rather too large than too small. Null for a category.
/// </param>
/// <param name="Level">0.1 and above is shifted, 0.25 and above drifted, as far as it is above <paramref name="Chance"/>.</param>
/// <param name="Bins">The bins.</param>
public sealed record DriftMeasure(
    string Name, double StabilityIndex, double Chance, double? KolmogorovSmirnov, double? PValue, DriftLevel Level, IReadOnlyList<DriftBin> Bins)
{
    private const double Noticeable = 0.1;
    private const double Serious = 0.25;

    /// <summary>Compares a column now with the column before.</summary>
    /// <param name="before">Training rows.</param>
    /// <param name="now">Later rows over the same bins.</param>
    public static DriftMeasure Of(ColumnProfile before, ColumnProfile now)
    {
        // A bin without rows on either side says nothing.
        var bins = Enumerable.Range(0, before.Counts.Length).Select(b => (Label: Label(before, b), Before: before.Counts[b], Now: now.Counts[b]))
            .Append((Label: "(missing)", Before: before.Missing, Now: now.Missing)).Where(b => b.Before + b.Now > 0).ToList();
        var index = 0.0;
        var chance = 0.0;
        if (bins.Count > 1 && before.Rows > 0 && now.Rows > 0)
        {
            foreach (var bin in bins)
            {
                var (was, becomes) = ((bin.Before + 0.5) / (before.Rows + (0.5 * bins.Count)), (bin.Now + 0.5) / (now.Rows + (0.5 * bins.Count)));
                index += (becomes - was) * Math.Log(becomes / was);
            }

            chance = ((1.0 / before.Rows) + (1.0 / now.Rows)) * ChiSquared.InvCDF(bins.Count - 1, 0.95);
        }

        var level = index < Noticeable || index <= chance ? DriftLevel.Stable : index < Serious ? DriftLevel.Shifted : DriftLevel.Drifted;
        var (distance, probability) = before.IsNumber ? KolmogorovSmirnovTest(before.Counts, now.Counts) : (null, null);
        return new DriftMeasure(
            before.Name, index, chance, distance, probability, level,
            [.. bins.Select(b => new DriftBin(b.Label, Share(b.Before, before.Rows), Share(b.Now, now.Rows)))]);
    }

    private static (double? Distance, double? Probability) KolmogorovSmirnovTest(long[] before, long[] now)
    {
        double n = before.Sum(), m = now.Sum(), below = 0, belowNow = 0, distance = 0;
        if (n == 0 || m == 0) return (null, null);
        for (var bin = 0; bin < before.Length; bin++)
        {
            (below, belowNow) = (below + before[bin], belowNow + now[bin]);
            distance = Math.Max(distance, Math.Abs((below / n) - (belowNow / m)));
        }

        var root = Math.Sqrt(n * m / (n + m));
        var reach = (root + 0.12 + (0.11 / root)) * distance;
        if (reach < 0.2) return (distance, 1);
        var probability = 0.0;
        for (var k = 1; k <= 100; k++) probability += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * reach * reach);
        return (distance, Math.Clamp(probability, 0, 1));
    }

    private static string Label(ColumnProfile profile, int bin)
    {
        if (!profile.IsNumber) return bin < profile.Levels.Length ? profile.Levels[bin] : "(others)";
        return bin < profile.Edges.Length ? $"≤ {profile.Edges[bin]:G6}" : profile.Edges.Length > 0 ? $"> {profile.Edges[^1]:G6}" : "all";
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
