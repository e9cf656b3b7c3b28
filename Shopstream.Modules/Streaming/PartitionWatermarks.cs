namespace Shopstream.Modules.Streaming;

/// <summary>
/// The watermark of several partitions together: the smallest of those that are not idle. It never goes back: a partition
/// that joins or wakes up behind it finds its old records late, and while all are idle it stays. Not thread-safe.
/// </summary>
/// <param name="outOfOrderness">How much a record may lag behind the largest event time of its partition; zero or more, whole milliseconds.</param>
/// <exception cref="ArgumentOutOfRangeException">The allowance is negative or has a fraction of a millisecond.</exception>
public sealed class PartitionWatermarks(TimeSpan outOfOrderness) : ICheckpointed
{
    private const string CombinedSlot = "combined";
    private const string PartitionPrefix = "partition/";
    private const string IdleSlot = "idle";
    private readonly long _outOfOrdernessMs = EventTime.NotNegative(outOfOrderness, nameof(outOfOrderness));
    private readonly Dictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private long _savedCombined = long.MinValue;

    /// <summary>The combined watermark in milliseconds; <see cref="long.MinValue"/> until every active partition had a record.</summary>
    public long Combined { get; private set; } = long.MinValue;

    /// <summary>Names of the partitions known.</summary>
    public IReadOnlyCollection<string> Partitions => _partitions.Keys;

    /// <summary>Takes the event time of a record; its partition becomes active.</summary>
    /// <returns>The combined watermark after it.</returns>
    public long Observe(string partition, long timestampMs)
    {
        var state = Find(partition);
        var before = state.IsIdle ? long.MinValue : state.Tracker.Current;
        state.IsIdle = false;
        // Only a partition that held the others back can let the combined watermark rise.
        if (state.Tracker.Observe(timestampMs) > before && before <= Combined) Recompute();
        return Combined;
    }

    /// <summary>Watermark of one partition; <see cref="long.MinValue"/> before its first record.</summary>
    public long Of(string partition) => _partitions.TryGetValue(partition, out var state) ? state.Tracker.Current : long.MinValue;

    /// <summary>Whether a partition is known and idle.</summary>
    public bool IsIdle(string partition) => _partitions.TryGetValue(partition, out var state) && state.IsIdle;

    /// <summary>Says that a partition has nothing to read, so that it does not hold the others back.</summary>
    /// <returns>The combined watermark after it.</returns>
    public long MarkIdle(string partition) => MarkIdle([partition]);

    /// <summary>Marks several idle at once: when none stays active the combined watermark stays too, in whichever order they are given.</summary>
    /// <returns>The combined watermark after it.</returns>
    public long MarkIdle(IReadOnlyCollection<string> partitions)
    {
        foreach (var partition in partitions) Find(partition).IsIdle = true;
        return Recompute();
    }

    /// <summary>Adds a partition, or wakes an idle one: it holds the others back until its records come.</summary>
    /// <returns>The combined watermark after it.</returns>
    public long MarkActive(string partition)
    {
        Find(partition).IsIdle = false;
        return Recompute();
    }

    /// <summary>Forgets a partition, such as one that moved to another host.</summary>
    /// <returns>The combined watermark after it.</returns>
    public long Remove(string partition)
    {
        if (_partitions.Remove(partition, out var state) && state.IsSaved) _removed.Add(partition);
        return Recompute();
    }

    /// <inheritdoc/>
    public void Snapshot(StateWriter writer)
    {
        // Before the puts: a partition may have come back meanwhile.
        foreach (var partition in _removed)
        {
            var scope = writer.Scope(PartitionPrefix + partition);
            scope.Remove(IdleSlot);
            scope.Remove(WatermarkTracker.Slot);
        }

        _removed.Clear();
        foreach (var (name, state) in _partitions)
        {
            var scope = writer.Scope(PartitionPrefix + name);
            if (!state.IsSaved || state.SavedIdle != state.IsIdle) scope.Put(IdleSlot, StateText.Of(state.IsIdle ? 1 : 0));
            state.Tracker.Snapshot(scope);
            (state.IsSaved, state.SavedIdle) = (true, state.IsIdle);
        }

        if (Combined != _savedCombined) writer.Put(CombinedSlot, StateText.Of(Combined));
        _savedCombined = Combined;
    }

    /// <inheritdoc/>
    public void Restore(StateReader reader)
    {
        _partitions.Clear();
        _removed.Clear();
        foreach (var (slot, value) in reader.WithPrefix(PartitionPrefix))
        {
            if (!slot.EndsWith("/" + IdleSlot, StringComparison.Ordinal)) continue;
            var name = slot[PartitionPrefix.Length..^(IdleSlot.Length + 1)];
            var idle = StateText.ToInt64(slot, value.Span) != 0;
            var state = new Partition(_outOfOrdernessMs) { IsIdle = idle, SavedIdle = idle, IsSaved = true };
            state.Tracker.Restore(reader.Scope(PartitionPrefix + name));
            _partitions.Add(name, state);
        }

        _savedCombined = Combined = reader.TryGet(CombinedSlot, out var text) ? StateText.ToInt64(CombinedSlot, text.Span) : long.MinValue;
    }

    private Partition Find(string partition)
    {
        if (_partitions.TryGetValue(partition, out var state)) return state;
        _partitions.Add(partition, state = new(_outOfOrdernessMs));
        return state;
    }

    private long Recompute()
    {
        var (smallest, anyActive) = (long.MaxValue, false);
        foreach (var state in _partitions.Values)
        {
            if (state.IsIdle) continue;
            anyActive = true;
            smallest = Math.Min(smallest, state.Tracker.Current);
        }

        if (anyActive && smallest > Combined) Combined = smallest;
        return Combined;
    }

    private sealed class Partition(long outOfOrdernessMs)
    {
        public WatermarkTracker Tracker { get; } = new(TimeSpan.FromMilliseconds(outOfOrdernessMs));
        public bool IsIdle { get; set; }
        public bool IsSaved { get; set; }
        public bool SavedIdle { get; set; }
    }
}
