namespace Shopstream.Modules.Streaming;

/// <summary>
/// The watermark of one partition: the largest event time seen, less the allowed out-of-orderness. A watermark <c>w</c> says
/// that records below <c>w</c> are not expected any more, so a window <c>[start, end)</c> is complete once <c>w ≥ end</c>.
/// It never goes back. Not thread-safe.
/// </summary>
/// <param name="outOfOrderness">How much a record may lag behind the largest event time; zero or more, whole milliseconds.</param>
/// <exception cref="ArgumentOutOfRangeException">The allowance is negative or has a fraction of a millisecond.</exception>
public sealed class WatermarkTracker(TimeSpan outOfOrderness) : ICheckpointed
{
    internal const string Slot = "watermark";
    private readonly long _outOfOrdernessMs = EventTime.NotNegative(outOfOrderness, nameof(outOfOrderness));
    private long _saved = long.MinValue;

    /// <summary>The watermark in milliseconds; <see cref="long.MinValue"/> before the first record.</summary>
    public long Current { get; private set; } = long.MinValue;

    /// <summary>Takes the event time of a record.</summary>
    /// <returns>The watermark after it.</returns>
    public long Observe(long timestampMs)
    {
        var candidate = timestampMs - _outOfOrdernessMs;
        // A timestamp at the far end of the past would wrap round to the far future and close every window.
        if (candidate > Current && candidate <= timestampMs) Current = candidate;
        return Current;
    }

    /// <summary>Raises the watermark, such as at the end of a bounded input; a lower one changes nothing.</summary>
    /// <returns>The watermark after it.</returns>
    public long AdvanceTo(long watermarkMs) => Current = Math.Max(Current, watermarkMs);

    /// <inheritdoc/>
    public void Snapshot(StateWriter writer)
    {
        if (Current == _saved) return;
        writer.Put(Slot, StateText.Of(Current));
        _saved = Current;
    }

    /// <inheritdoc/>
    public void Restore(StateReader reader) =>
        _saved = Current = reader.TryGet(Slot, out var text) ? StateText.ToInt64(Slot, text.Span) : long.MinValue;
}
