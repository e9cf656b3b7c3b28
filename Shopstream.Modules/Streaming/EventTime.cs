namespace Shopstream.Modules.Streaming;

/// <summary>Arithmetic on event time, which counts whole milliseconds since 1970-01-01 UTC.</summary>
internal static class EventTime
{
    /// <summary>A duration above zero as whole milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive or has a fraction of a millisecond.</exception>
    public static long Positive(TimeSpan duration, string parameter) =>
        duration > TimeSpan.Zero
            ? Whole(duration, parameter)
            : throw new ArgumentOutOfRangeException(parameter, duration, "expected a duration above zero");

    /// <summary>A duration of zero or more as whole milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or has a fraction of a millisecond.</exception>
    public static long NotNegative(TimeSpan duration, string parameter) =>
        duration >= TimeSpan.Zero
            ? Whole(duration, parameter)
            : throw new ArgumentOutOfRangeException(parameter, duration, "expected a duration of zero or more");

    /// <summary>A duration of either sign as whole milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has a fraction of a millisecond.</exception>
    public static long Whole(TimeSpan duration, string parameter) =>
        duration.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? duration.Ticks / TimeSpan.TicksPerMillisecond
            : throw new ArgumentOutOfRangeException(parameter, duration, "expected whole milliseconds");

    /// <summary>
    /// The largest <c>offset + k × step</c> that is not above the timestamp. Rounds towards the past for timestamps before
    /// 1970 as well, where the remainder operator alone would round towards the future.
    /// </summary>
    public static long FloorTo(long timestampMs, long stepMs, long offsetMs)
    {
        var remainder = (timestampMs - offsetMs) % stepMs;
        return timestampMs - (remainder < 0 ? remainder + stepMs : remainder);
    }

    /// <summary>Short text of a duration in its largest unit without a fraction: <c>1d</c>, <c>90s</c>, <c>250ms</c>.</summary>
    public static string Name(long durationMs) => durationMs switch
    {
        0 => "0s",
        _ when durationMs % 86_400_000 == 0 => $"{durationMs / 86_400_000}d",
        _ when durationMs % 3_600_000 == 0 => $"{durationMs / 3_600_000}h",
        _ when durationMs % 60_000 == 0 => $"{durationMs / 60_000}m",
        _ when durationMs % 1_000 == 0 => $"{durationMs / 1_000}s",
        _ => $"{durationMs}ms",
    };
}
