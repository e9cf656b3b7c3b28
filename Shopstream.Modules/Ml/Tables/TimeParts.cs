using System.Globalization;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>What is taken of a point in time, in UTC.</summary>
internal enum TimePart
{
    Hour,
    Weekday,
    Month,
    Week,
    Weekend,
}

/// <summary>Parts of a point in time as numbers.</summary>
internal static class TimeParts
{
    /// <summary>All parts.</summary>
    public static IReadOnlyList<TimePart> All { get; } = [TimePart.Hour, TimePart.Weekday, TimePart.Month, TimePart.Week, TimePart.Weekend];

    /// <summary>Hour 0–23, weekday 0 (Monday) – 6, month 1–12, ISO week 1–53, weekend 0 or 1; NaN where missing.</summary>
    public static double Of(double milliseconds, TimePart part)
    {
        if (double.IsNaN(milliseconds)) return double.NaN;
        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds).UtcDateTime;
        return part switch
        {
            TimePart.Hour => time.Hour,
            TimePart.Weekday => ((int)time.DayOfWeek + 6) % 7,
            TimePart.Month => time.Month,
            TimePart.Week => ISOWeek.GetWeekOfYear(time),
            _ => time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0,
        };
    }

    /// <summary>Range of a part by nature.</summary>
    public static NumberRange Range(TimePart part) => part switch
    {
        TimePart.Hour => new(0, 23),
        TimePart.Weekday => new(0, 6),
        TimePart.Month => new(1, 12),
        TimePart.Week => new(1, 53),
        _ => new(0, 1),
    };

    /// <summary>Name as part of a feature's name.</summary>
    public static string Name(TimePart part) => part switch
    {
        TimePart.Hour => "hour",
        TimePart.Weekday => "weekday",
        TimePart.Month => "month",
        TimePart.Week => "week",
        _ => "weekend",
    };
}
