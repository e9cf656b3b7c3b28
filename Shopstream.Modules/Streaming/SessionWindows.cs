using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shopstream.Modules.Streaming;

/// <summary>
/// Event-time sessions per key. A session is <c>[first event, last event + gap)</c>; an event less than the gap away from it,
/// on either side, joins it, and one that reaches two merges them. A session ends once the watermark reaches its end, and is
/// closed once the watermark reaches its end plus the allowed lateness.
/// <para>An event is late when it lies more than the allowed lateness behind the watermark, unless it falls inside a session
/// still open. Then the closed sessions are exactly those that sorting the accepted events and cutting at every gap gives,
/// in whatever order they came.</para>
/// Not thread-safe.
/// </summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TAcc">What a session gathers.</typeparam>
public sealed partial class SessionWindows<TKey, TAcc> : ICheckpointed
    where TKey : notnull
{
    private readonly long _gapMs;
    private readonly long _latenessMs;
    private readonly Func<TAcc> _create;
    private readonly Func<TAcc, TAcc, TAcc> _merge;
    private readonly Func<TKey, TimeSpan>? _gapOf;
    private readonly JsonTypeInfo<TKey> _keyJson;
    private readonly JsonTypeInfo<TAcc> _accJson;
    private readonly Dictionary<TKey, Session<TKey, TAcc>> _first = [];
    private readonly PriorityQueue<Session<TKey, TAcc>, long> _schedule = new();
    private readonly HashSet<Session<TKey, TAcc>> _changed = [];

    /// <summary>Creates the set without any session.</summary>
    /// <param name="gap">Pause that separates two sessions; above zero.</param>
    /// <param name="allowedLateness">How long after its end a session still takes events; zero or more.</param>
    /// <param name="create">A new accumulator.</param>
    /// <param name="merge">One accumulator from those of an earlier and a later session; it may be one of the two.</param>
    /// <param name="gapOf">Gap of a key, when keys differ; must always answer the same for a key.</param>
    /// <param name="stateJson">JSON of keys and accumulators in checkpoints; null for reflection over properties and fields.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of range or has a fraction of a millisecond.</exception>
    public SessionWindows(
        TimeSpan gap, TimeSpan allowedLateness, Func<TAcc> create, Func<TAcc, TAcc, TAcc> merge,
        Func<TKey, TimeSpan>? gapOf = null, JsonSerializerOptions? stateJson = null)
    {
        _gapMs = EventTime.Positive(gap, nameof(gap));
        _latenessMs = EventTime.NotNegative(allowedLateness, nameof(allowedLateness));
        (_create, _merge, _gapOf) = (create, merge, gapOf);
        (_keyJson, _accJson) = (StateText.JsonOf<TKey>(stateJson), StateText.JsonOf<TAcc>(stateJson));
    }

    /// <summary>Number of sessions held.</summary>
    public int Count { get; private set; }

    /// <summary>A copy of the list of open sessions, in no particular order of keys; the sessions of a key by start.</summary>
    public IReadOnlyCollection<Session<TKey, TAcc>> Open => [.. Enumerate()];

    /// <summary>The largest watermark that <see cref="Advance"/> was given.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Adds an event.</summary>
    /// <param name="key">Whose event it is.</param>
    /// <param name="timestampMs">Its event time.</param>
    /// <param name="watermark">The watermark before it; one below <see cref="Watermark"/> counts as that.</param>
    /// <param name="update">The accumulator with the event added; it may be the same object.</param>
    public SessionChange<TKey, TAcc> Add(TKey key, long timestampMs, long watermark, Func<TAcc, TAcc> update) =>
        Add(key, timestampMs, watermark, update, static (acc, change) => change(acc));

    /// <summary>Adds an event, without a closure for each.</summary>
    /// <param name="key">Whose event it is.</param>
    /// <param name="timestampMs">Its event time.</param>
    /// <param name="watermark">The watermark before it; one below <see cref="Watermark"/> counts as that.</param>
    /// <param name="value">Handed to <paramref name="add"/>.</param>
    /// <param name="add">The accumulator with the value added; it may be the same object.</param>
    public SessionChange<TKey, TAcc> Add<TValue>(TKey key, long timestampMs, long watermark, TValue value, Func<TAcc, TValue, TAcc> add)
    {
        var gapMs = _gapOf is null ? _gapMs : EventTime.Positive(_gapOf(key), "gapOf");
        if (watermark < Watermark) watermark = Watermark;
        Session<TKey, TAcc>? before = null, joined = null, bridged = null;
        // Sessions of a key are at least a gap apart, so at most two are in reach.
        for (var session = _first.GetValueOrDefault(key); session is not null && session.StartMs - gapMs < timestampMs; session = session.Next)
        {
            if (timestampMs >= session.EndMs) before = session;
            else if (joined is null) joined = session;
            else bridged = session;
        }

        if (timestampMs + _latenessMs < watermark
            && (joined is null || timestampMs < joined.StartMs || joined.EndMs + _latenessMs <= watermark)) return default;
        if (joined is null) return new(Begin(before, key, timestampMs, timestampMs, timestampMs + gapMs, add(_create(), value)), null);

        TimeWindow? absorbed = null;
        joined.Acc = add(bridged is null ? joined.Acc : _merge(joined.Acc, bridged.Acc), value);
        if (bridged is not null)
        {
            absorbed = bridged.Window;
            (joined.LastMs, joined.EndMs) = (bridged.LastMs, bridged.EndMs);
            Discard(bridged, joined);
        }
        else if (timestampMs < joined.StartMs)
        {
            absorbed = joined.Window;
            joined.StartMs = timestampMs;
        }
        else if (timestampMs > joined.LastMs)
        {
            (joined.LastMs, joined.EndMs) = (timestampMs, timestampMs + gapMs);
        }

        if (joined.HasEnded && joined.EndMs > Watermark)
        {
            joined.HasEnded = false;
            // An end moved further away is found when the old one comes up, but here the lateness of the old one stands in the schedule.
            if (joined.EndMs < joined.DueMs) Schedule(joined, joined.EndMs);
        }

        Touch(joined);
        return new(joined, absorbed);
    }

    /// <summary>
    /// Removes the sessions that the watermark closes and hands them out, in order of the watermark that was due. The cost
    /// depends on the number of sessions that end or close, not on the number held.
    /// </summary>
    /// <param name="watermark">The watermark.</param>
    /// <param name="closed">Takes each session that is closed.</param>
    /// <param name="ended">Takes each session whose end was reached, before it closes; again when a late event had moved the end.</param>
    public void Advance(long watermark, Action<Session<TKey, TAcc>> closed, Action<Session<TKey, TAcc>>? ended = null)
    {
        if (watermark > Watermark) Watermark = watermark;
        while (_schedule.TryPeek(out var session, out var due) && due <= Watermark)
        {
            _schedule.Dequeue();
            if (!session.IsOpen || session.DueMs != due) continue;
            if (!session.HasEnded)
            {
                if (session.EndMs > due)
                {
                    Schedule(session, session.EndMs);
                    continue;
                }

                session.HasEnded = true;
                ended?.Invoke(session);
            }

            var closeAtMs = session.EndMs + _latenessMs;
            if (closeAtMs > due)
            {
                Schedule(session, closeAtMs);
                continue;
            }

            Discard(session, PredecessorOf(session));
            closed(session);
        }
    }

    /// <summary>Hands out the open sessions changed since the previous call, each once.</summary>
    public void DrainChanged(Action<Session<TKey, TAcc>> changed)
    {
        foreach (var session in _changed)
        {
            session.IsChanged = false;
            changed(session);
        }

        _changed.Clear();
    }

    private Session<TKey, TAcc> Begin(Session<TKey, TAcc>? before, TKey key, long startMs, long lastMs, long endMs, TAcc acc)
    {
        var session = new Session<TKey, TAcc>(key, startMs, lastMs, endMs, acc) { HasEnded = endMs <= Watermark };
        if (before is not null)
        {
            (session.Next, before.Next) = (before.Next, session);
        }
        else
        {
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, key, out _);
            (session.Next, first) = (first, session);
        }

        Count++;
        Schedule(session, session.HasEnded ? endMs + _latenessMs : endMs);
        Touch(session);
        return session;
    }

    private void Discard(Session<TKey, TAcc> session, Session<TKey, TAcc>? before)
    {
        if (before is not null) before.Next = session.Next;
        else if (session.Next is { } next) _first[session.Key] = next;
        else _first.Remove(session.Key);
        Count--;
        session.IsOpen = false;
        if (session.IsChanged) _changed.Remove(session);
        if (session.IsUnsaved) _unsaved.Remove(session);
        if (session.SavedStartMs is { } saved) _removed.Add(SlotOf(saved, session.Key));
    }

    private Session<TKey, TAcc>? PredecessorOf(Session<TKey, TAcc> session)
    {
        Session<TKey, TAcc>? before = null;
        for (var other = _first[session.Key]; other != session; other = other.Next!) before = other;
        return before;
    }

    private void Schedule(Session<TKey, TAcc> session, long due)
    {
        session.DueMs = due;
        _schedule.Enqueue(session, due);
    }

    private void Touch(Session<TKey, TAcc> session)
    {
        if (!session.IsChanged) _changed.Add(session);
        if (!session.IsUnsaved) _unsaved.Add(session);
        session.IsChanged = session.IsUnsaved = true;
    }

    private IEnumerable<Session<TKey, TAcc>> Enumerate()
    {
        foreach (var first in _first.Values)
            for (var session = first; session is not null; session = session.Next) yield return session;
    }
}
