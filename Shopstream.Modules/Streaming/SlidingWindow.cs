namespace Shopstream.Modules.Streaming;

/// <summary>
/// Overlapping (hopping) windows of one size, one starting at each multiple of the hop since 1970-01-01 UTC. The size need
/// not be a multiple of the hop; a timestamp then lies in alternately more and fewer windows.
/// </summary>
public sealed class SlidingWindow : WindowAssigner
{
    private readonly long _sizeMs;
    private readonly long _hopMs;

    /// <summary>Creates the windows.</summary>
    /// <param name="size">Length; whole milliseconds above zero.</param>
    /// <param name="hop">
    /// Distance of the starts; whole milliseconds above zero, at most the size, so that no timestamp falls between windows.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Either is not positive or has a fraction of a millisecond, or the hop exceeds the size.
    /// </exception>
    public SlidingWindow(TimeSpan size, TimeSpan hop)
    {
        _sizeMs = EventTime.Positive(size, nameof(size));
        _hopMs = EventTime.Positive(hop, nameof(hop));
        if (_hopMs > _sizeMs)
            throw new ArgumentOutOfRangeException(nameof(hop), hop, $"expected at most the size {size}, else records between windows would be lost");
        MaxWindowsPerRecord = checked((int)((_sizeMs + _hopMs - 1) / _hopMs));
        Name = $"{EventTime.Name(_sizeMs)}/{EventTime.Name(_hopMs)}";
    }

    /// <inheritdoc/>
    public override int MaxWindowsPerRecord { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Assign(long timestampMs, Span<TimeWindow> windows)
    {
        var lastStart = EventTime.FloorTo(timestampMs, _hopMs, 0);
        // All starts s with s <= timestamp < s + size: the last one, and as many hops before it as still reach the timestamp.
        var count = (int)((_sizeMs - (timestampMs - lastStart) - 1) / _hopMs) + 1;
        var start = lastStart - (count - 1) * _hopMs;
        for (var i = 0; i < count; i++, start += _hopMs) windows[i] = new(start, start + _sizeMs);
        return count;
    }
}
