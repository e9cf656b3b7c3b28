namespace Shopstream.Modules.Bus.Embedded;

/// <summary>A member of a group on the embedded bus.</summary>
internal sealed class EmbeddedConsumer : IEventConsumer
{
    private const int ReadLimit = 500;
    private readonly EmbeddedEventBus _bus;
    private readonly string _group;
    private readonly GroupCoordinator _coordinator;
    private readonly IReadOnlyList<EmbeddedTopic> _topics;
    private readonly IPartitionHandler _handler;
    private readonly SemaphoreSlim _wake = new(1, 1);
    private readonly List<(PartitionLog Log, ReadPosition Position)> _owned = [];
    private readonly Action _signal;
    private (PartitionLog Log, ReadPosition Position, long Next)? _handedOut;
    private int _turn;
    private int _coordinationPending = 1;

    public EmbeddedConsumer(
        EmbeddedEventBus bus, string group, GroupCoordinator coordinator, IReadOnlyList<EmbeddedTopic> topics, IPartitionHandler handler)
    {
        _bus = bus;
        _group = group;
        _coordinator = coordinator;
        _topics = topics;
        _handler = handler;
        _signal = Signal;
        foreach (var topic in topics) topic.Listen(_signal);
        coordinator.Join(this, [.. topics.SelectMany(t => t.Partitions).Select(p => p.Source)], () =>
        {
            Volatile.Write(ref _coordinationPending, 1);
            Signal();
        });
    }

    public IReadOnlyCollection<TopicPartition> Assignment => [.. _owned.Select(o => o.Log.Source)];

    public async ValueTask<ConsumedBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        FinishHandedOut();
        var deadline = _bus.Time.GetTimestamp() + (long)(maxWait.TotalSeconds * _bus.Time.TimestampFrequency);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Interlocked.Exchange(ref _coordinationPending, 0) == 1) await CoordinateAsync(cancellationToken);
            if (TryNext() is { } batch) return batch;
            var left = _bus.Time.GetElapsedTime(_bus.Time.GetTimestamp(), deadline);
            if (left <= TimeSpan.Zero || !await _wake.WaitAsync(left, cancellationToken)) return null;
        }
    }

    public ValueTask CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken) =>
        _bus.CommitAsync(_group, offsets, cancellationToken);

    public ValueTask SeekAsync(TopicPartition partition, long offset, CancellationToken cancellationToken)
    {
        var owned = Owned(partition);
        if (_handedOut?.Log == owned.Log) _handedOut = null;
        owned.Position.MoveTo(offset, _bus.Time.GetTimestamp());
        Signal();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var topic in _topics) topic.StopListening(_signal);
        foreach (var (log, position) in _owned) log.RemoveReader(position);
        _owned.Clear();
        _coordinator.Leave(this);
        foreach (var topic in _topics) _bus.Progressed();
        return ValueTask.CompletedTask;
    }

    private (PartitionLog Log, ReadPosition Position) Owned(TopicPartition partition)
    {
        foreach (var owned in _owned)
            if (owned.Log.Source == partition) return owned;
        throw new InvalidOperationException($"Partition {partition} is not owned by this member of {_group}; it owns {string.Join(", ", Assignment)}.");
    }

    private void FinishHandedOut()
    {
        if (_handedOut is not { } done) return;
        done.Position.MoveTo(done.Next, _bus.Time.GetTimestamp());
        done.Log.Passed();
        _handedOut = null;
        _bus.Progressed();
    }

    private ConsumedBatch? TryNext()
    {
        for (var i = 0; i < _owned.Count; i++)
        {
            var (log, position) = _owned[_turn++ % _owned.Count];
            var next = log.Next;
            if (position.Offset >= next) continue;
            if (position.Offset < log.Earliest)
            {
                _bus.ReportGap(_group, log.Source, position.Offset, log.Earliest);
                position.MoveTo(log.Earliest, _bus.Time.GetTimestamp());
            }

            var records = new List<ConsumedRecord>();
            if (!log.TryRead(position.Offset, ReadLimit, records)) records = _bus.ReadFile(log, position.Offset, ReadLimit);
            if (records.Count == 0)
            {
                // Only a failed append leaves offsets without a record.
                position.MoveTo(next, _bus.Time.GetTimestamp());
                continue;
            }

            _handedOut = (log, position, records[^1].Offset + 1);
            _bus.CountRead(_group, log.Source.Topic, records.Count);
            return new ConsumedBatch(log.Source, records, next);
        }

        return null;
    }

    private async ValueTask CoordinateAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in _coordinator.ToRevoke(this))
        {
            await _handler.RevokedAsync(partition, cancellationToken);
            var owned = Owned(partition);
            _owned.Remove(owned);
            owned.Log.RemoveReader(owned.Position);
            _coordinator.Release(this, partition);
        }

        foreach (var partition in _coordinator.Take(this))
        {
            var log = _topics.First(t => t.Name == partition.Topic).Partitions[partition.Partition];
            var start = await _handler.AssignedAsync(partition, cancellationToken)
                ?? await _bus.CommittedAsync(_group, partition, cancellationToken)
                ?? log.Earliest;
            _owned.Add((log, log.AddReader(start, _bus.Time.GetTimestamp())));
        }
    }

    private void Signal()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else signalled in between: one wake-up is enough.
        }
    }
}
