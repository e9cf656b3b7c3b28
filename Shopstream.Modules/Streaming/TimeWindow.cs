namespace Shopstream.Modules.Streaming;

/// <summary>A half-open span of event time <c>[start, end)</c>.</summary>
/// <param name="StartMs">First millisecond inside, since 1970-01-01 UTC; may be negative.</param>
/// <param name="EndMs">First millisecond after it.</param>
public readonly record struct TimeWindow(long StartMs, long EndMs)
{
    /// <summary>Length in milliseconds.</summary>
    public long LengthMs => EndMs - StartMs;

    /// <summary>Whether a timestamp lies inside.</summary>
    public bool Contains(long timestampMs) => timestampMs >= StartMs && timestampMs < EndMs;

    /// <inheritdoc/>
    public override string ToString() => $"[{StartMs}, {EndMs})";
}
