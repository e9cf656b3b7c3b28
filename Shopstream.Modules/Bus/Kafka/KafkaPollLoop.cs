using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// The thread that polls for one member of a group: it fills the buffer, carries out seeks and commits, and waits in the
/// callbacks of a rebalance until the reading loop has let the handler do its part. All calls of the client but the look at
/// cached offsets are made here, so that none is under way when the client is closed.
/// </summary>
internal sealed class KafkaPollLoop : IAsyncDisposable
{
    private const int PollMs = 50;
    private const double PatiencePerPollInterval = 0.25;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(10);

    private readonly string _group;
    private readonly IReadOnlyList<string> _topics;
    private readonly KafkaTopics _names;
    private readonly FetchBuffer _buffer;
    private readonly FetchedRecords _records;
    private readonly Action _wakeReader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TimeSpan _patience;
    private readonly ConcurrentQueue<PollCommand> _commands = new();
    private readonly AutoResetEvent _signal = new(initialState: false);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Confluent.Kafka.TopicPartition> _paused = [];
    private volatile PartitionHandover? _handover;
    private volatile Exception? _failure;
    private volatile bool _isClosing;

    public KafkaPollLoop(
        string group, IReadOnlyList<string> topics, KafkaBusOptions options, KafkaClients clients, KafkaTopics names, FetchBuffer buffer,
        BusMetrics metrics, Action wakeReader, TimeProvider time, ILogger logger)
    {
        _group = group;
        _topics = topics;
        _names = names;
        _buffer = buffer;
        _wakeReader = wakeReader;
        _time = time;
        _logger = logger;
        _patience = TimeSpan.FromSeconds(Math.Min(LongestPatience.TotalSeconds, options.MaxPollInterval.TotalSeconds * PatiencePerPollInterval));
        _consumer = clients.Member(
            group,
            OnAssigned,
            partitions => OnGone(HandoverKind.Revoked, partitions),
            partitions => OnGone(HandoverKind.Lost, partitions),
            error => Fail(new KafkaBusException($"The consumer of group {group} cannot go on: {error.Reason}.")));
        _records = new FetchedRecords(group, names, buffer, metrics, _consumer.GetWatermarkOffsets, logger);
        new Thread(Run) { IsBackground = true, Name = $"kafka {group}" }.Start();
    }

    /// <summary>Partitions that wait for the handler, or null.</summary>
    public PartitionHandover? Handover => _handover is { IsDone: false } handover ? handover : null;

    /// <summary>Why it cannot go on, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Completes once the group has taken the member in.</summary>
    public Task Joined => _joined.Task;

    /// <summary>Makes the thread look around: there is room, or the handler has done its part.</summary>
    public void Signal() => _signal.Set();

    /// <summary>Next offset of a partition as last heard, or null.</summary>
    public long? HighWatermark(TopicPartition source)
    {
        var high = _consumer.GetWatermarkOffsets(new(_names.NameInKafka(source.Topic), source.Partition)).High;
        return high.IsSpecial ? null : high.Value;
    }

    /// <summary>Commits offsets.</summary>
    public Task CommitAsync(IEnumerable<KeyValuePair<TopicPartition, long>> offsets)
    {
        var list = offsets.Select(o => new TopicPartitionOffset(_names.NameInKafka(o.Key.Topic), o.Key.Partition, o.Value)).ToList();
        return RunAsync(() =>
        {
            _consumer.Commit(list);
            return true;
        });
    }

    /// <summary>Continues an assigned partition elsewhere; what was fetched of it before is dropped.</summary>
    public Task SeekAsync(TopicPartition source, long offset)
    {
        var started = _time.GetTimestamp();
        return RunAsync(() =>
        {
            try
            {
                _consumer.Seek(new TopicPartitionOffset(_names.NameInKafka(source.Topic), source.Partition, offset));
                _buffer.Restart(source, offset);
                return true;
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State && _time.GetElapsedTime(started) < SeekTimeout)
            {
                // It was assigned just now and is still finding its place.
                return false;
            }
        });
    }

    /// <summary>Leaves the group, without the handler.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosing) return;
        _isClosing = true;
        _signal.Set();
        try
        {
            await _ended.Task.WaitAsync(LeaveTimeout, _time);
            _signal.Dispose();
        }
        catch (TimeoutException e)
        {
            // The thread goes on trying, and ends with it.
            KafkaLog.LeaveFailed(_logger, _group, e);
        }
    }

    private Task RunAsync(Func<bool> tryRun)
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        var command = new PollCommand(tryRun);
        _commands.Enqueue(command);
        _signal.Set();
        return command.Done;
    }

    private void Run()
    {
        try
        {
            _consumer.Subscribe(_topics.Select(_names.NameInKafka));
            while (!_isClosing && _failure is null) PollOnce();
        }
        catch (Exception e)
        {
            Fail(e is KafkaException k ? new KafkaBusException($"The consumer of group {_group} cannot go on: {k.Error.Reason}.", e) : e);
        }

        // The reader closes it; until then the partitions stay with this member, whose state of them is not given up yet.
        while (!_isClosing)
        {
            FailCommands();
            _signal.WaitOne();
        }

        Leave();
    }

    private void PollOnce()
    {
        RunCommands();
        MakeRoom();
        try
        {
            if (_consumer.Consume(PollMs) is { Message: not null } result && _records.Take(result)) _wakeReader();
        }
        catch (ConsumeException e)
        {
            if (e.Error.IsFatal || IsFinal(e.Error.Code)) throw;
            KafkaLog.ConsumeTrouble(_logger, _group, e.Error.Reason);
        }
    }

    private void MakeRoom()
    {
        if (_buffer.IsFull && _paused.Count == 0)
        {
            // Pausing throws away what the client has fetched ahead, so it is left to when a processor takes really long.
            var since = _time.GetTimestamp();
            while (_buffer.IsFull && !_isClosing && _commands.IsEmpty)
            {
                var left = _patience - _time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    _paused = _consumer.Assignment;
                    _consumer.Pause(_paused);
                    return;
                }

                _signal.WaitOne(left);
            }
        }

        if (_paused.Count == 0 || !_buffer.IsLow) return;
        _consumer.Resume(_paused.Intersect(_consumer.Assignment).ToList());
        _paused = [];
    }

    private IEnumerable<TopicPartitionOffset> OnAssigned(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyList<Confluent.Kafka.TopicPartition> partitions)
    {
        _joined.TrySetResult();
        var starts = partitions.ToDictionary(p => p, _ => Offset.Unset);
        if (partitions.Count == 0) return [];
        var handover = new PartitionHandover(HandoverKind.Assigned, [.. partitions.Select(Here)]);
        if (!Await(handover)) return starts.Select(s => new TopicPartitionOffset(s.Key, s.Value));
        try
        {
            foreach (var partition in partitions)
                if (handover.Starts.GetValueOrDefault(Here(partition)) is { } start) starts[partition] = start;
            var unknown = starts.Where(s => s.Value == Offset.Unset).Select(s => s.Key).ToList();
            if (unknown.Count > 0)
            {
                foreach (var committed in consumer.Committed(unknown, CommittedTimeout))
                    starts[committed.TopicPartition] = committed.Offset.IsSpecial ? Offset.Beginning : committed.Offset;
            }

            foreach (var (partition, start) in starts) _buffer.Open(Here(partition), start.IsSpecial ? null : start.Value);
        }
        catch (KafkaException e)
        {
            // Nothing may escape into the native code that called.
            Fail(new KafkaBusException($"Kafka does not say the offsets of group {_group}: {e.Error.Reason}.", e));
        }

        return starts.Select(s => new TopicPartitionOffset(s.Key, s.Value));
    }

    private void OnGone(HandoverKind kind, IReadOnlyList<TopicPartitionOffset> partitions)
    {
        if (partitions.Count > 0) Await(new PartitionHandover(kind, [.. partitions.Select(p => Here(p.TopicPartition))]));
    }

    /// <summary>Waits until the reading loop has let the handler do its part; no longer once the consumer is closed or has failed.</summary>
    private bool Await(PartitionHandover handover)
    {
        _handover = handover;
        _wakeReader();
        while (!handover.IsDone && !_isClosing && _failure is null)
        {
            RunCommands();
            _signal.WaitOne(PollMs);
        }

        return handover.IsDone && _failure is null;
    }

    private void RunCommands()
    {
        while (_commands.TryPeek(out var command) && command.TryRun()) _commands.TryDequeue(out _);
    }

    private void FailCommands()
    {
        while (_commands.TryDequeue(out var command)) command.Fail(_failure ?? new ObjectDisposedException($"consumer of group {_group}"));
    }

    private void Fail(Exception reason)
    {
        _failure ??= reason;
        _wakeReader();
        _signal.Set();
    }

    private void Leave()
    {
        try
        {
            _consumer.Close();
        }
        catch (Exception e)
        {
            KafkaLog.LeaveFailed(_logger, _group, e);
            _consumer.Dispose();
        }
        finally
        {
            _ended.TrySetResult();
            FailCommands();
        }
    }

    private TopicPartition Here(Confluent.Kafka.TopicPartition partition) => new(_names.NameHere(partition.Topic), partition.Partition.Value);

    private static bool IsFinal(ErrorCode code) => code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.SaslAuthenticationFailed;
}
