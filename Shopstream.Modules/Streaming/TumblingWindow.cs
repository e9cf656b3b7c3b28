namespace Shopstream.Modules.Streaming;

/// <summary>Windows of one size, side by side without overlap: each timestamp lies in exactly one.</summary>
public sealed class TumblingWindow : WindowAssigner
{
    private readonly long _sizeMs;
    private readonly long _offsetMs;

    /// <summary>Creates windows that start at multiples of their size since 1970-01-01 UTC, shifted by an offset.</summary>
    /// <param name="size">Length; whole milliseconds above zero.</param>
    /// <param name="offset">Shift of the starts, such as minus the distance of a time zone to UTC for local days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or either has a fraction of a millisecond.</exception>
    public TumblingWindow(TimeSpan size, TimeSpan offset = default)
    {
        _sizeMs = EventTime.Positive(size, nameof(size));
        _offsetMs = EventTime.Whole(offset, nameof(offset)) % _sizeMs;
        Name = _offsetMs == 0 ? EventTime.Name(_sizeMs) : $"{EventTime.Name(_sizeMs)}@{EventTime.Name(_offsetMs)}";
    }

    /// <inheritdoc/>
    public override int MaxWindowsPerRecord => 1;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The window of a timestamp.</summary>
    public TimeWindow WindowOf(long timestampMs)
    {
        var start = EventTime.FloorTo(timestampMs, _sizeMs, _offsetMs);
        return new(start, start + _sizeMs);
    }

    /// <inheritdoc/>
    public override int Assign(long timestampMs, Span<TimeWindow> windows)
    {
        windows[0] = WindowOf(timestampMs);
        return 1;
    }
}
