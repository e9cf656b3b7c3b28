using System.Text.Json;

namespace Shopstream.Modules.Streaming;

/// <summary>
/// Aggregates values per key over sessions. Beside the results every aggregation hands out it retracts: when a session is
/// merged into one that starts earlier, the result under the later start is void and says so at once.
/// </summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">What is added.</typeparam>
/// <typeparam name="TAcc">What a session gathers.</typeparam>
public sealed class SessionAggregation<TKey, TValue, TAcc> : IKeyedAggregation<TKey, TValue, TAcc>
    where TKey : notnull
{
    private readonly SessionWindows<TKey, TAcc> _sessions;
    private readonly Func<TAcc, TValue, TAcc> _add;
    private readonly Action<WindowResult<TKey, TAcc>> _emit;
    private readonly Action<Session<TKey, TAcc>> _ended;
    private readonly Action<Session<TKey, TAcc>> _changed;

    /// <summary>Creates the aggregation.</summary>
    /// <param name="gap">Pause that separates two sessions; above zero.</param>
    /// <param name="allowedLateness">How long after its end a session still takes events; zero or more.</param>
    /// <param name="zero">A new accumulator.</param>
    /// <param name="add">The accumulator with a value added; it may be the same object.</param>
    /// <param name="merge">One accumulator from those of an earlier and a later session; it may be one of the two.</param>
    /// <param name="emit">Takes the results; must not call back into this object.</param>
    /// <param name="gapOf">Gap of a key, when keys differ; must always answer the same for a key.</param>
    /// <param name="stateJson">JSON of keys and accumulators in checkpoints; null for reflection over properties and fields.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of range or has a fraction of a millisecond.</exception>
    public SessionAggregation(
        TimeSpan gap, TimeSpan allowedLateness, Func<TAcc> zero, Func<TAcc, TValue, TAcc> add, Func<TAcc, TAcc, TAcc> merge,
        Action<WindowResult<TKey, TAcc>> emit, Func<TKey, TimeSpan>? gapOf = null, JsonSerializerOptions? stateJson = null)
    {
        _sessions = new(gap, allowedLateness, zero, merge, gapOf, stateJson);
        (_add, _emit) = (add, emit);
        _ended = session => Emit(session, ResultKind.Final);
        _changed = session =>
        {
            if (!session.HasEnded) Emit(session, ResultKind.Early);
        };
    }

    /// <inheritdoc/>
    public long Watermark => _sessions.Watermark;

    /// <summary>Number of sessions held.</summary>
    public int OpenSessions => _sessions.Count;

    /// <inheritdoc/>
    public bool Add(TKey key, long timestampMs, TValue value)
    {
        var change = _sessions.Add(key, timestampMs, long.MinValue, value, _add);
        if (change.IsLate) return false;
        // Whether the old start was ever reported depends on ticks that a replay may not repeat, so it is always retracted.
        if (change.Absorbed is { } absorbed) _emit(new(absorbed, key, change.Session.Acc, ResultKind.Retracted));
        if (change.Session.HasEnded) Emit(change.Session, ResultKind.Update);
        return true;
    }

    /// <inheritdoc/>
    public void AdvanceWatermark(long watermark) => _sessions.Advance(watermark, static _ => { }, _ended);

    /// <inheritdoc/>
    public void EmitEarly() => _sessions.DrainChanged(_changed);

    /// <inheritdoc/>
    public void Snapshot(StateWriter writer) => _sessions.Snapshot(writer);

    /// <inheritdoc/>
    public void Restore(StateReader reader)
    {
        _sessions.Restore(reader);
        // Whether the last early results were out before the crash is unknown; they are harmless to repeat.
        _sessions.MarkUnendedChanged();
    }

    private void Emit(Session<TKey, TAcc> session, ResultKind kind) => _emit(new(session.Window, session.Key, session.Acc, kind));
}
