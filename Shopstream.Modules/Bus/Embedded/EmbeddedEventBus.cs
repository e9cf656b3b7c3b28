using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Bus.Embedded;

/// <summary>
/// The bus inside the process: a durable partitioned log in one SQLite file. Records are stored in compressed batches by one
/// writer that groups commits; consumers take them from memory while they keep up and from the file when they do not.
/// </summary>
internal sealed class EmbeddedEventBus : IEventBus
{
    private readonly BusOptions _options;
    private readonly BusMetrics _metrics;
    private readonly ILogger<EmbeddedEventBus> _logger;
    private readonly SqliteFile _file;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentDictionary<string, EmbeddedTopic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GroupCoordinator> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Microsoft.Data.Sqlite.SqliteConnection> _readers = [];
    private readonly SemaphoreSlim _topicLock = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _retention;
    private BatchInsert? _insert;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EmbeddedEventBus(string path, BusOptions options, BusMetrics metrics, TimeProvider time, ILogger<EmbeddedEventBus> logger)
    {
        _options = options;
        _metrics = metrics;
        _logger = logger;
        Time = time;
        _file = new SqliteFile(path, "event bus", BusDatabase.Version, BusDatabase.Schema, options.Embedded.Fsync);
        _writer = new SqliteWriter(_file);
        using (var connection = _file.Open())
        {
            foreach (var (id, name, partitions) in BusDatabase.Topics(connection).ToList())
                _topics[name] = Topic(connection, id, name, partitions);
        }

        _retention = RetainAsync(_stop.Token);
        metrics.Observe(() => _topics.Values.SelectMany(t => t.Partitions).Select(p => (p.Source, p.Next)));
    }

    public TimeProvider Time { get; }

    public async ValueTask EnsureTopicAsync(string topic, CancellationToken cancellationToken)
    {
        if (_topics.ContainsKey(topic)) return;
        await _topicLock.WaitAsync(cancellationToken);
        try
        {
            if (_topics.ContainsKey(topic)) return;
            _topics[topic] = await _writer.WriteAsync(
                connection => Topic(connection, BusDatabase.CreateTopic(connection, topic, _options.Partitions), topic, _options.Partitions),
                cancellationToken);
        }
        finally
        {
            _topicLock.Release();
        }
    }

    public ValueTask<int> PartitionCountAsync(string topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(topic).Partitions.Length);

    public async ValueTask PublishAsync(string topic, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        var target = Find(topic);
        await WaitForConsumersAsync(target, cancellationToken);
        var batches = Split(target, records);
        var appendedMs = Time.GetUtcNow().ToUnixTimeMilliseconds();
        await _writer.WriteAsync(
            connection =>
            {
                if (_insert?.Connection != connection) _insert = new BatchInsert(connection);
                foreach (var batch in batches)
                {
                    batch.BaseOffset = batch.Log.Reserve(batch.Records.Length);
                    _insert.Run(target.Id, batch.Log.Source.Partition, batch.BaseOffset, batch.Records.Length, appendedMs, batch.Payload);
                }
            },
            () =>
            {
                foreach (var batch in batches) batch.Log.Append(batch.BaseOffset, batch.Records);
                target.Appended();
            },
            cancellationToken);
        _metrics.Published(topic, records.Count, batches.Sum(b => b.Payload.LongLength));
    }

    public async ValueTask<IEventConsumer> SubscribeAsync(
        string group, IReadOnlyList<string> topics, IPartitionHandler handler, CancellationToken cancellationToken)
    {
        foreach (var topic in topics) await EnsureTopicAsync(topic, cancellationToken);
        return new EmbeddedConsumer(this, group, _groups.GetOrAdd(group, _ => new GroupCoordinator()), [.. topics.Select(Find)], handler);
    }

    public ValueTask<IReadOnlyList<PartitionExtent>> ExtentsAsync(string topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<PartitionExtent>>(
            [.. Find(topic).Partitions.Select(p => new PartitionExtent(p.Source.Partition, p.Earliest, p.Next))]);

    public ValueTask<IReadOnlyDictionary<int, long>> CommittedAsync(string group, string topic, CancellationToken cancellationToken)
    {
        var id = Find(topic).Id;
        return ValueTask.FromResult<IReadOnlyDictionary<int, long>>(WithReader(connection => BusDatabase.Committed(connection, group, id)));
    }

    public async ValueTask<long?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        (await CommittedAsync(group, partition.Topic, cancellationToken)).TryGetValue(partition.Partition, out var next) ? next : null;

    public ValueTask CommitAsync(string group, IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                foreach (var (partition, next) in offsets)
                    BusDatabase.Commit(connection, group, Find(partition.Topic).Id, partition.Partition, next);
            },
            cancellationToken);

    public List<ConsumedRecord> ReadFile(PartitionLog log, long offset, int limit) =>
        WithReader(connection => BusDatabase.Read(connection, log.TopicId, log.Source.Partition, offset, limit));

    /// <summary>A consumer moved on: publishers that wait look again.</summary>
    public void Progressed()
    {
        if (Volatile.Read(ref _progress).Task.IsCompleted) return;
        Interlocked.Exchange(ref _progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void CountRead(string group, string topic, int records) => _metrics.Consumed(group, topic, records);

    public void ReportGap(string group, TopicPartition partition, long wanted, long earliest)
    {
        _metrics.Skipped(partition.Topic, earliest - wanted);
        BusLog.RecordsGone(_logger, group, partition.ToString(), wanted, earliest);
    }

    /// <summary>Removes what is older or larger than configured.</summary>
    public async Task ApplyRetentionAsync(CancellationToken cancellationToken)
    {
        var before = (Time.GetUtcNow() - _options.Embedded.RetentionAge).ToUnixTimeMilliseconds();
        foreach (var log in _topics.Values.SelectMany(t => t.Partitions))
        {
            var earliest = await _writer.WriteAsync(
                connection =>
                {
                    BusDatabase.ApplyRetention(connection, log.TopicId, log.Source.Partition, before, _options.Embedded.RetentionBytes);
                    return BusDatabase.Extent(connection, log.TopicId, log.Source.Partition).Earliest;
                },
                cancellationToken);
            log.RetentionReached(earliest);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _retention;
        await _writer.DisposeAsync();
        _insert?.Dispose();
        while (_readers.TryTake(out var reader)) await reader.DisposeAsync();
        _topicLock.Dispose();
    }

    private async Task RetainAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Embedded.RetentionInterval, Time);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(cancellationToken)) return;
                await ApplyRetentionAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                BusLog.RetentionFailed(_logger, e);
            }
        }
    }

    private async ValueTask WaitForConsumersAsync(EmbeddedTopic topic, CancellationToken cancellationToken)
    {
        while (true)
        {
            var progress = Volatile.Read(ref _progress).Task;
            var stalledBefore = Time.GetTimestamp() - (long)(_options.Embedded.StallTimeout.TotalSeconds * Time.TimestampFrequency);
            if (topic.WorstLag(stalledBefore) < _options.Embedded.MaxLag) return;
            await Task.WhenAny(progress, Task.Delay(_options.Embedded.StallTimeout, Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private List<PendingBatch> Split(EmbeddedTopic topic, IReadOnlyList<OutgoingRecord> records)
    {
        Span<int> counts = stackalloc int[topic.Partitions.Length];
        var partitions = ArrayPool<int>.Shared.Rent(records.Count);
        for (var i = 0; i < records.Count; i++) counts[partitions[i] = records[i].Partition ?? topic.PartitionOf(records[i].Key)]++;

        var batches = new List<PendingBatch>();
        var open = new OutgoingRecord[topic.Partitions.Length][];
        Span<int> filled = stackalloc int[topic.Partitions.Length];
        for (var i = 0; i < records.Count; i++)
        {
            var partition = partitions[i];
            if (filled[partition] == 0) open[partition] = new OutgoingRecord[Math.Min(counts[partition], _options.Embedded.BatchRecords)];
            open[partition][filled[partition]++] = records[i];
            if (filled[partition] < open[partition].Length) continue;
            batches.Add(new PendingBatch(topic.Partitions[partition], open[partition]));
            counts[partition] -= filled[partition];
            filled[partition] = 0;
        }

        ArrayPool<int>.Shared.Return(partitions);
        return batches;
    }

    private EmbeddedTopic Topic(Microsoft.Data.Sqlite.SqliteConnection connection, int id, string name, int partitions)
    {
        var logs = new PartitionLog[partitions];
        for (var p = 0; p < partitions; p++)
        {
            var (earliest, next) = BusDatabase.Extent(connection, id, p);
            logs[p] = new PartitionLog(id, new TopicPartition(name, p), earliest, next, tailLimit: 2 * _options.Embedded.MaxLag);
        }

        return new EmbeddedTopic(name, id, logs);
    }

    private EmbeddedTopic Find(string topic) => _topics.TryGetValue(topic, out var found)
        ? found
        : throw new InvalidOperationException($"There is no topic \"{topic}\"; known are {string.Join(", ", _topics.Keys.Order(StringComparer.Ordinal))}.");

    private T WithReader<T>(Func<Microsoft.Data.Sqlite.SqliteConnection, T> read)
    {
        if (!_readers.TryTake(out var connection)) connection = _file.Open();
        try
        {
            return read(connection);
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    private sealed class PendingBatch(PartitionLog log, OutgoingRecord[] records)
    {
        public PartitionLog Log => log;

        public OutgoingRecord[] Records => records;

        public byte[] Payload { get; } = RecordBatchCodec.Encode(records);

        public long BaseOffset { get; set; }
    }
}
