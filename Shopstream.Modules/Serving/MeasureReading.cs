using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Measures as people read them: money in currency units, durations in seconds, ratios from 0 to 1. A ratio or mean of
/// nothing is 0.
/// </summary>
internal static class MeasureReading
{
    /// <summary>The part that <paramref name="count"/> is of <paramref name="whole"/>.</summary>
    public static double Ratio(long count, long whole) => whole == 0 ? 0 : count / (double)whole;

    /// <summary>Money in currency units.</summary>
    public static double Units(long tenThousandths) => Money.ToUnits(tenThousandths);

    /// <summary>Money in currency units per thing.</summary>
    public static double MeanUnits(long tenThousandths, long count) => count == 0 ? 0 : Money.ToUnits(tenThousandths) / count;

    /// <summary>Milliseconds in seconds.</summary>
    public static double Seconds(long milliseconds) => milliseconds / 1000d;

    /// <summary>Milliseconds in seconds per thing.</summary>
    public static double MeanSeconds(long milliseconds, long count) => count == 0 ? 0 : milliseconds / 1000d / count;

    /// <summary>Thousandths in ones per thing.</summary>
    public static double MeanOfThousandths(long thousandths, long count) => count == 0 ? 0 : thousandths / 1000d / count;

    /// <summary>An attribute of a row, null where it is unknown.</summary>
    public static string? Attribute(this WindowRow row, int position) =>
        position < row.Attributes.Count && row.Attributes[position] is { Length: > 0 } text ? text : null;
}
