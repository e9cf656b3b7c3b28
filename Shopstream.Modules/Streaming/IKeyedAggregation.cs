namespace Shopstream.Modules.Streaming;

/// <summary>
/// Gathers values per key and window of event time, and hands results out as the watermark passes. Whoever feeds it decides
/// when time moves; the watermark of a record must be given before or after it, never while it is added. Not thread-safe.
/// </summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">What is added.</typeparam>
/// <typeparam name="TAcc">What a key gathers in a window.</typeparam>
public interface IKeyedAggregation<TKey, in TValue, TAcc> : ICheckpointed
    where TKey : notnull
{
    /// <summary>The current watermark; <see cref="long.MinValue"/> before the first.</summary>
    long Watermark { get; }

    /// <summary>
    /// Adds a value. When it changes a window whose end has passed, an <see cref="ResultKind.Update"/> is handed out before
    /// the call returns.
    /// </summary>
    /// <returns>False when the record is too late: nothing was changed, and the caller owes it to the late output.</returns>
    bool Add(TKey key, long timestampMs, TValue value);

    /// <summary>
    /// Moves the watermark, hands out the <see cref="ResultKind.Final"/> results of the windows it passes and forgets those
    /// whose lateness is over. A watermark that is not higher changes nothing.
    /// </summary>
    void AdvanceWatermark(long watermark);

    /// <summary>
    /// Hands out an <see cref="ResultKind.Early"/> result for what changed since the previous call in windows that have not ended.
    /// </summary>
    void EmitEarly();
}
