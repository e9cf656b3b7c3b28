using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// A member of a group in Kafka: the side of the loop that reads. Once a handler has failed, or the client cannot go on, every
/// read fails, and the member is to be disposed; what it had in hand another one reads again.
/// </summary>
internal sealed class KafkaConsumer : IEventConsumer
{
    private const int BatchRecords = 500;
    private const int BufferRecords = 10_000;
    private const long BufferBytes = 8 << 20;
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly string _group;
    private readonly IPartitionHandler _handler;
    private readonly BusMetrics _metrics;
    private readonly Action<TopicPartition, long> _seen;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FetchBuffer _buffer = new(BufferRecords, BufferBytes, BatchRecords);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly KafkaPollLoop _poll;
    private readonly HashSet<TopicPartition> _assignment = [];
    private readonly Dictionary<TopicPartition, long> _postponed = [];
    private ExceptionDispatchInfo? _handlerFailure;

    /// <summary>Begins to join the group.</summary>
    /// <param name="group">Its name.</param>
    /// <param name="topics">Topics that exist.</param>
    /// <param name="handler">Told of partitions.</param>
    /// <param name="options">Settings.</param>
    /// <param name="clients">Makes the client.</param>
    /// <param name="names">Names of topics.</param>
    /// <param name="metrics">Counts what is read.</param>
    /// <param name="seen">Told of the next offset of a partition.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Log.</param>
    public KafkaConsumer(
        string group, IReadOnlyList<string> topics, IPartitionHandler handler, KafkaBusOptions options, KafkaClients clients, KafkaTopics names,
        BusMetrics metrics, Action<TopicPartition, long> seen, TimeProvider time, ILogger logger)
    {
        _group = group;
        _handler = handler;
        _metrics = metrics;
        _seen = seen;
        _time = time;
        _logger = logger;
        _poll = new KafkaPollLoop(group, topics, options, clients, names, _buffer, metrics, Wake, time, logger);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<TopicPartition> Assignment => [.. _assignment];

    /// <summary>Completes once the group has taken the member in.</summary>
    public Task Joined => _poll.Joined;

    /// <summary>Whether nothing is fetched, since too much waits to be read.</summary>
    public bool IsPaused => _poll.IsPaused;

    /// <inheritdoc/>
    public async ValueTask<ConsumedBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var deadline = _time.GetTimestamp() + (long)(maxWait.TotalSeconds * _time.TimestampFrequency);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _handlerFailure?.Throw();
            if (_poll.Failure is { } failure) throw new KafkaBusException(failure.Message, failure);
            if (_poll.Handover is { } handover)
            {
                await HandOverAsync(handover, cancellationToken);
                continue;
            }

            if (_postponed.Count > 0) StorePostponed();
            if (TryNext() is { } batch) return batch;
            var left = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
            if (left <= TimeSpan.Zero || !await _wake.WaitAsync(left, cancellationToken)) return null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The client sends the offsets in the background, a moment later or when it leaves. A commit that waited for the coordinator
    /// would hold up the rebalance that the coordinator waits for.
    /// </remarks>
    public ValueTask CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (partition, next) in offsets)
        {
            if (_assignment.Contains(partition) && _poll.TryStore(partition, next)) _postponed.Remove(partition);
            else _postponed[partition] = next;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask SeekAsync(TopicPartition partition, long offset, CancellationToken cancellationToken)
    {
        if (!_assignment.Contains(partition))
            throw new InvalidOperationException($"Partition {partition} is not owned by this member of {_group}; it owns {string.Join(", ", _assignment)}.");
        try
        {
            await _poll.SeekAsync(partition, offset).WaitAsync(cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaBusException($"Kafka does not continue {partition} at {offset}: {e.Error.Reason}.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postponed.Count > 0) await CommitPostponedAsync();
        await _poll.DisposeAsync();
        _assignment.Clear();
    }

    /// <summary>Stores what came while the client was still taking the partitions on.</summary>
    private void StorePostponed()
    {
        foreach (var (partition, next) in _postponed.ToList())
            if (_assignment.Contains(partition) && _poll.TryStore(partition, next)) _postponed.Remove(partition);
    }

    /// <summary>Commits for partitions that the group has not handed out to this member yet.</summary>
    private async ValueTask CommitPostponedAsync()
    {
        try
        {
            // Only a member may commit.
            await _poll.Joined.WaitAsync(JoinTimeout, _time);
            await _poll.CommitAsync(_postponed).WaitAsync(RequestTimeout, _time);
        }
        catch (Exception e) when (e is KafkaException or TimeoutException or KafkaBusException or ObjectDisposedException)
        {
            KafkaLog.CommitPostponed(_logger, _group, e.Message);
        }
    }

    private ConsumedBatch? TryNext()
    {
        if (!_buffer.TryTake(out var source, out var records, out var wasFull)) return null;
        if (wasFull) _poll.Wake();
        var batch = new ConsumedBatch(source, records, HighWatermark: 0);
        var high = Math.Max(batch.NextOffset, _poll.HighWatermark(source) ?? 0);
        _seen(source, high);
        _metrics.Consumed(_group, source.Topic, records.Count);
        return batch with { HighWatermark = high };
    }

    private async ValueTask HandOverAsync(PartitionHandover handover, CancellationToken cancellationToken)
    {
        try
        {
            // What was fetched of them and not read will be read by their next owner.
            if (handover.Kind != HandoverKind.Assigned)
                foreach (var partition in handover.Partitions) _buffer.Close(partition);
            foreach (var partition in handover.Partitions.OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition))
                await HandOverAsync(handover, partition, cancellationToken);
        }
        catch (Exception e)
        {
            _handlerFailure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
        finally
        {
            handover.Done();
            _poll.Wake();
        }

        foreach (var gone in _postponed.Keys.Except(_assignment).ToList()) _postponed.Remove(gone);
    }

    private async ValueTask HandOverAsync(PartitionHandover handover, TopicPartition partition, CancellationToken cancellationToken)
    {
        if (handover.Kind == HandoverKind.Assigned)
        {
            handover.Starts[partition] = await _handler.AssignedAsync(partition, cancellationToken);
            _assignment.Add(partition);
            return;
        }

        // Of one whose assignment failed the handler knows nothing.
        if (!_assignment.Remove(partition)) return;
        if (handover.Kind == HandoverKind.Revoked) await _handler.RevokedAsync(partition, cancellationToken);
        else await _handler.LostAsync(partition, cancellationToken);
    }

    private void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another one woke it in between: once is enough.
        }
    }
}
