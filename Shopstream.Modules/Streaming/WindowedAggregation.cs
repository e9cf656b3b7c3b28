using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shopstream.Modules.Streaming;

/// <summary>
/// Aggregates values per key over tumbling or sliding windows. A record that is late for some of its windows counts in the
/// others; one that is late for all is refused.
/// </summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">What is added.</typeparam>
/// <typeparam name="TAcc">What a key gathers in a window.</typeparam>
public sealed class WindowedAggregation<TKey, TValue, TAcc> : IKeyedAggregation<TKey, TValue, TAcc>
    where TKey : notnull
{
    private readonly WindowPanes<KeyedPane<TKey, TAcc>> _panes;
    private readonly List<KeyedPane<TKey, TAcc>> _collected = [];
    private readonly Func<TAcc> _zero;
    private readonly Func<TAcc, TValue, TAcc> _add;
    private readonly Action<WindowResult<TKey, TAcc>> _emit;
    private readonly Action<TimeWindow, KeyedPane<TKey, TAcc>> _ended;
    private readonly Action<TimeWindow, KeyedPane<TKey, TAcc>> _closed;
    private readonly Action<TimeWindow, KeyedPane<TKey, TAcc>> _changed;
    private readonly JsonTypeInfo<TKey> _keyJson;
    private readonly JsonTypeInfo<TAcc> _accJson;
    private int _expectedKeys;

    /// <summary>Creates the aggregation.</summary>
    /// <param name="assigner">Which windows a record belongs to.</param>
    /// <param name="allowedLateness">How long after its end a window still takes records; zero or more.</param>
    /// <param name="zero">A new accumulator.</param>
    /// <param name="add">The accumulator with a value added; it may be the same object.</param>
    /// <param name="emit">Takes the results; must not call back into this object.</param>
    /// <param name="stateJson">JSON of keys and accumulators in checkpoints; null for reflection over properties and fields.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lateness is negative or has a fraction of a millisecond.</exception>
    public WindowedAggregation(
        WindowAssigner assigner, TimeSpan allowedLateness, Func<TAcc> zero, Func<TAcc, TValue, TAcc> add,
        Action<WindowResult<TKey, TAcc>> emit, JsonSerializerOptions? stateJson = null)
    {
        (_zero, _add, _emit) = (zero, add, emit);
        (_keyJson, _accJson) = (StateText.JsonOf<TKey>(stateJson), StateText.JsonOf<TAcc>(stateJson));
        _panes = new(assigner, allowedLateness, CreatePane);
        _ended = (_, pane) =>
        {
            pane.EmitAll(ResultKind.Final, _emit);
            pane.HasEnded = true;
        };
        // The next window will hold about as many keys; room made at once saves growing step by step.
        _closed = (_, pane) => _expectedKeys = pane.Count;
        _changed = (_, pane) => pane.EmitChanged(ResultKind.Early, _emit);
    }

    /// <inheritdoc/>
    public long Watermark => _panes.Watermark;

    /// <summary>Number of windows held.</summary>
    public int OpenWindows => _panes.Count;

    /// <summary>
    /// How often, since this object was made, a record was refused by one of its windows while another took it, which only
    /// overlapping windows know.
    /// </summary>
    public long PartlyLate { get; private set; }

    /// <inheritdoc/>
    public bool Add(TKey key, long timestampMs, TValue value)
    {
        if (!_panes.TryCollect(timestampMs, long.MinValue, _collected, out var late)) return false;
        PartlyLate += late;
        foreach (var pane in _collected)
        {
            var acc = pane.Add(key, value, _zero, _add);
            if (pane.HasEnded) _emit(new(pane.Window, key, acc, ResultKind.Update));
        }

        return true;
    }

    /// <inheritdoc/>
    public void AdvanceWatermark(long watermark) => _panes.Advance(watermark, _closed, _ended);

    /// <inheritdoc/>
    public void EmitEarly() => _panes.DrainChanged(_changed);

    /// <inheritdoc/>
    public void Snapshot(StateWriter writer) => _panes.Snapshot(writer, pane => pane.Encode(_keyJson, _accJson));

    /// <inheritdoc/>
    public void Restore(StateReader reader)
    {
        _panes.Restore(reader, (window, content) => KeyedPane<TKey, TAcc>.Decode(window, content, _keyJson, _accJson));
        // Whether the last early results were out before the crash is unknown; they are harmless to repeat.
        _panes.MarkUnendedChanged();
        foreach (var (window, pane) in _panes.Open)
        {
            pane.HasEnded = window.EndMs <= Watermark;
            if (!pane.HasEnded) pane.MarkAllChanged();
        }
    }

    private KeyedPane<TKey, TAcc> CreatePane(TimeWindow window)
    {
        var hasEnded = window.EndMs <= Watermark;
        return new(window, hasEnded ? 0 : _expectedKeys) { HasEnded = hasEnded };
    }
}
