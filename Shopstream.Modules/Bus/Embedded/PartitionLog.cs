namespace Shopstream.Modules.Bus.Embedded;

/// <summary>
/// What the process knows of one partition: its extent, and the tail of records that some consumer here has not passed yet,
/// with their decoded form. Thread-safe.
/// </summary>
internal sealed class PartitionLog(int topicId, TopicPartition source, long earliest, long next, int tailLimit)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<ConsumedRecord[]> _tail = [];
    private readonly List<ReadPosition> _readers = [];
    private int _tailRecords;
    private long _appendAt = next;
    private long _next = next;
    private long _earliest = earliest;

    public int TopicId => topicId;

    public TopicPartition Source => source;

    /// <summary>Next offset that a consumer can wait for: everything below is committed.</summary>
    public long Next => Volatile.Read(ref _next);

    public long Earliest => Volatile.Read(ref _earliest);

    /// <summary>Takes offsets for a batch; called by the writer's thread only. A batch that fails leaves a gap.</summary>
    public long Reserve(int count)
    {
        var offset = _appendAt;
        _appendAt += count;
        return offset;
    }

    /// <summary>Makes a committed batch visible; called by the writer's thread, in offset order.</summary>
    public void Append(long baseOffset, ReadOnlySpan<OutgoingRecord> records)
    {
        lock (_lock)
        {
            if (_readers.Count > 0)
            {
                _tail.AddLast(ToConsumed(baseOffset, records));
                _tailRecords += records.Length;

                // A reader that stands still must not fill the memory: it will find the records in the file.
                while (_tailRecords > tailLimit) DropOldest();
            }

            Volatile.Write(ref _next, baseOffset + records.Length);
        }
    }

    /// <summary>Copies tail records from <paramref name="offset"/> on; false when the tail does not reach back so far.</summary>
    public bool TryRead(long offset, int limit, List<ConsumedRecord> records)
    {
        lock (_lock)
        {
            if (_tail.First is null || _tail.First.Value[0].Offset > offset) return false;
            for (var node = _tail.First; node is not null && records.Count < limit; node = node.Next)
            {
                var batch = node.Value;
                if (batch[^1].Offset < offset) continue;
                var skip = (int)Math.Max(0, offset - batch[0].Offset);
                records.AddRange(batch.AsSpan(skip));
            }

            return records.Count > 0;
        }
    }

    /// <summary>A consumer reads here from now on; records behind all consumers leave memory.</summary>
    public ReadPosition AddReader(long offset, long nowTicks)
    {
        var position = new ReadPosition(offset, nowTicks);
        lock (_lock) _readers.Add(position);
        return position;
    }

    public void RemoveReader(ReadPosition position)
    {
        lock (_lock)
        {
            _readers.Remove(position);
            Trim();
        }
    }

    /// <summary>Forgets tail records that every consumer has passed.</summary>
    public void Passed()
    {
        lock (_lock) Trim();
    }

    /// <summary>Records that the slowest consumer still moving has before it.</summary>
    public long WorstLag(long stalledBefore)
    {
        lock (_lock)
        {
            long worst = 0;
            foreach (var reader in _readers)
                if (reader.ProgressTicks >= stalledBefore) worst = Math.Max(worst, _next - reader.Offset);
            return worst;
        }
    }

    public void RetentionReached(long earliest) => Volatile.Write(ref _earliest, earliest);

    private void Trim()
    {
        var passed = _readers.Count == 0 ? long.MaxValue : _readers.Min(r => r.Offset);
        while (_tail.First is { } first && first.Value[^1].Offset < passed) DropOldest();
    }

    private void DropOldest()
    {
        _tailRecords -= _tail.First!.Value.Length;
        _tail.RemoveFirst();
    }

    private static ConsumedRecord[] ToConsumed(long baseOffset, ReadOnlySpan<OutgoingRecord> records)
    {
        var consumed = new ConsumedRecord[records.Length];
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            consumed[i] = new ConsumedRecord
            {
                Offset = baseOffset + i,
                Key = record.Key,
                Value = record.Value,
                TimestampMs = record.TimestampMs,
                ProducerId = record.ProducerId,
                Sequence = record.Sequence,
                Decoded = record.Decoded,
            };
        }

        return consumed;
    }
}

/// <summary>Where one consumer stands in a partition, and when it last moved.</summary>
internal sealed class ReadPosition(long offset, long nowTicks)
{
    private long _offset = offset;
    private long _progressTicks = nowTicks;

    public long Offset => Volatile.Read(ref _offset);

    public long ProgressTicks => Volatile.Read(ref _progressTicks);

    public void MoveTo(long offset, long nowTicks)
    {
        Volatile.Write(ref _offset, offset);
        Volatile.Write(ref _progressTicks, nowTicks);
    }
}
