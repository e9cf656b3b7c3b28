using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Support;

/// <summary>A record as it stands in a partition.</summary>
internal readonly record struct PartitionRecord<TKey, TValue>(string Partition, long Offset, TKey Key, long TimestampMs, TValue Value);

/// <summary>
/// Drives an aggregation by hand: records, watermarks and ticks go in; results and late records are collected as an outside
/// store would, that is surviving a crash of the operator. A checkpoint holds the operator, the watermarks and the next
/// offset of each partition.
/// </summary>
/// <param name="create">Makes a fresh operator that hands its results to the given action.</param>
/// <param name="outOfOrderness">Allowance of the watermarks that <see cref="Feed"/> makes.</param>
internal sealed class StreamTestDriver<TKey, TValue, TAcc>(
    Func<Action<WindowResult<TKey, TAcc>>, IKeyedAggregation<TKey, TValue, TAcc>> create, TimeSpan outOfOrderness = default)
    where TKey : notnull
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _slots = [];
    private readonly Dictionary<(long StartMs, TKey Key), WindowResult<TKey, TAcc>> _table = [];
    private readonly StateWriter _writer = new();
    private Dictionary<string, long> _nextOffsets = [];
    private Dictionary<string, long> _savedOffsets = [];
    private PartitionWatermarks _watermarks = new(outOfOrderness);
    private IKeyedAggregation<TKey, TValue, TAcc>? _operator;

    /// <summary>The operator now running.</summary>
    public IKeyedAggregation<TKey, TValue, TAcc> Operator => _operator ??= create(Take);

    /// <summary>Every result in the order it came.</summary>
    public List<WindowResult<TKey, TAcc>> Results { get; } = [];

    /// <summary>The newest result of each window start and key that was not retracted.</summary>
    public IReadOnlyDictionary<(long StartMs, TKey Key), WindowResult<TKey, TAcc>> Table => _table;

    /// <summary>Late records; one that is late again in a replay replaces itself.</summary>
    public Dictionary<(string Partition, long Offset), PartitionRecord<TKey, TValue>> Late { get; } = [];

    /// <summary>Slots the last checkpoint wrote or removed.</summary>
    public int ChangedSlots { get; private set; }

    /// <summary>Names of the slots a restore would see.</summary>
    public IReadOnlyCollection<string> Slots => _slots.Keys;

    /// <summary>Adds a record under the watermark as it is.</summary>
    /// <returns>False when it was late.</returns>
    public bool Push(TKey key, long timestampMs, TValue value)
    {
        var offset = _nextOffsets.GetValueOrDefault("");
        _nextOffsets[""] = offset + 1;
        return Add(new("", offset, key, timestampMs, value));
    }

    /// <summary>
    /// Adds a record of a partition, unless its offset was applied before, then moves the watermark as the partitions allow.
    /// </summary>
    /// <returns>False when it was dropped as a repeat.</returns>
    public bool Feed(PartitionRecord<TKey, TValue> record)
    {
        if (record.Offset < _nextOffsets.GetValueOrDefault(record.Partition)) return false;
        _nextOffsets[record.Partition] = record.Offset + 1;
        Add(record);
        Watermark(_watermarks.Observe(record.Partition, record.TimestampMs));
        return true;
    }

    /// <summary>Moves the watermark.</summary>
    public void Watermark(long watermark) => Operator.AdvanceWatermark(watermark);

    /// <summary>Says that a partition is silent, and moves the watermark as the others allow.</summary>
    public void MarkIdle(string partition) => Watermark(_watermarks.MarkIdle(partition));

    /// <summary>Asks for early results.</summary>
    public void Tick() => Operator.EmitEarly();

    /// <summary>Takes and clears what came out since the last call.</summary>
    public IReadOnlyList<WindowResult<TKey, TAcc>> TakeResults()
    {
        var taken = Results.ToArray();
        Results.Clear();
        return taken;
    }

    /// <summary>Writes what changed since the last checkpoint into the slots.</summary>
    public void Checkpoint()
    {
        Operator.Snapshot(_writer.Scope("operator"));
        _watermarks.Snapshot(_writer.Scope("watermarks"));
        ChangedSlots = _writer.Changes.Count(change => change.Key.StartsWith("operator/", StringComparison.Ordinal));
        _writer.ApplyTo(_slots);
        _writer.Clear();
        _savedOffsets = new(_nextOffsets);
    }

    /// <summary>Throws the operator away and restores a fresh one from the last checkpoint.</summary>
    public void CrashAndRestore()
    {
        var reader = new StateReader(_slots);
        _operator = create(Take);
        _operator.Restore(reader.Scope("operator"));
        _watermarks = new(outOfOrderness);
        _watermarks.Restore(reader.Scope("watermarks"));
        _nextOffsets = new(_savedOffsets);
    }

    private bool Add(PartitionRecord<TKey, TValue> record)
    {
        if (Operator.Add(record.Key, record.TimestampMs, record.Value)) return true;
        Late[(record.Partition, record.Offset)] = record;
        return false;
    }

    private void Take(WindowResult<TKey, TAcc> result)
    {
        Results.Add(result);
        if (result.Kind == ResultKind.Retracted) _table.Remove((result.Window.StartMs, result.Key));
        else _table[(result.Window.StartMs, result.Key)] = result;
    }
}
