namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// Records that were fetched but not read yet, by partition: one thread adds, another takes. A partition has a lane of its own
/// from its being assigned to its being given up; what comes for a lane that is closed is dropped, so nothing that was fetched
/// before is delivered afterwards. Thread-safe.
/// </summary>
internal sealed class FetchBuffer
{
    private readonly int _maxRecords;
    private readonly long _maxBytes;
    private readonly int _batchRecords;
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, Lane> _lanes = [];
    private readonly Queue<Lane> _ready = new();
    private int _records;
    private long _bytes;

    /// <summary>An empty buffer.</summary>
    /// <param name="maxRecords">Records from which on it is full.</param>
    /// <param name="maxBytes">Bytes of contents from which on it is full.</param>
    /// <param name="batchRecords">Records taken at once, at most.</param>
    public FetchBuffer(int maxRecords, long maxBytes, int batchRecords)
    {
        _maxRecords = maxRecords;
        _maxBytes = maxBytes;
        _batchRecords = batchRecords;
    }

    /// <summary>Whether nothing more should be fetched.</summary>
    public bool IsFull => Volatile.Read(ref _records) >= _maxRecords || Volatile.Read(ref _bytes) >= _maxBytes;

    /// <summary>Whether there is room for a good while.</summary>
    public bool IsLow => Volatile.Read(ref _records) <= _maxRecords / 2 && Volatile.Read(ref _bytes) <= _maxBytes / 2;

    /// <summary>Opens an empty lane for a partition that was assigned.</summary>
    public Lane Open(TopicPartition source, long? next)
    {
        lock (_gate) return _lanes[source] = new Lane(source) { Next = next };
    }

    /// <summary>The lane of a partition, or null while it is not assigned.</summary>
    public Lane? Find(TopicPartition source)
    {
        lock (_gate) return _lanes.GetValueOrDefault(source);
    }

    /// <summary>Drops what a partition has and takes nothing more for it.</summary>
    public void Close(TopicPartition source)
    {
        lock (_gate)
        {
            if (!_lanes.Remove(source, out var lane)) return;
            Empty(lane);
            lane.IsClosed = true;
        }
    }

    /// <summary>Drops what a partition has and goes on at an offset.</summary>
    public void Restart(TopicPartition source, long next)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue(source, out var lane)) return;
            Empty(lane);
            lane.Next = next;
        }
    }

    /// <summary>Adds a record to an open lane.</summary>
    /// <returns>Whether there was nothing to take before.</returns>
    public bool Add(Lane lane, in ConsumedRecord record)
    {
        lock (_gate)
        {
            if (lane.IsClosed) return false;
            lane.Next = record.Offset + 1;
            var wasEmpty = _ready.Count == 0;
            if (lane.Chunks.Count == 0) _ready.Enqueue(lane);
            if (lane.Last is not { } last || last.Count >= _batchRecords) lane.Chunks.Enqueue(lane.Last = last = new List<ConsumedRecord>(_batchRecords / 8));
            last.Add(record);
            _records++;
            _bytes += record.Value.Length;
            return wasEmpty;
        }
    }

    /// <summary>Takes a batch, from each partition in turn.</summary>
    /// <param name="source">Its partition.</param>
    /// <param name="records">Its records.</param>
    /// <param name="wasFull">Whether the buffer was full before, so that someone may wait for room.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(out TopicPartition source, out List<ConsumedRecord> records, out bool wasFull)
    {
        lock (_gate)
        {
            wasFull = IsFull;
            if (!_ready.TryDequeue(out var lane))
            {
                (source, records) = (default, []);
                return false;
            }

            source = lane.Source;
            records = lane.Chunks.Dequeue();
            if (lane.Chunks.Count > 0) _ready.Enqueue(lane);
            else lane.Last = null;
            Uncount(records);
            return true;
        }
    }

    private void Empty(Lane lane)
    {
        foreach (var chunk in lane.Chunks) Uncount(chunk);
        lane.Chunks.Clear();
        lane.Last = null;

        // Rare and short: as many as there are partitions.
        for (var i = _ready.Count; i > 0; i--)
            if (_ready.Dequeue() is var other && other != lane) _ready.Enqueue(other);
    }

    private void Uncount(List<ConsumedRecord> records)
    {
        _records -= records.Count;
        foreach (var record in records) _bytes -= record.Value.Length;
    }

    /// <summary>What one partition has from its being assigned on.</summary>
    internal sealed class Lane(TopicPartition source)
    {
        /// <summary>The partition.</summary>
        public TopicPartition Source => source;

        /// <summary>Offset expected next; null while not known.</summary>
        public long? Next { get; set; }

        /// <summary>Whether the partition was given up.</summary>
        public bool IsClosed { get; set; }

        /// <summary>Batches in order.</summary>
        public Queue<List<ConsumedRecord>> Chunks { get; } = new();

        /// <summary>The batch that is being filled.</summary>
        public List<ConsumedRecord>? Last { get; set; }
    }
}
