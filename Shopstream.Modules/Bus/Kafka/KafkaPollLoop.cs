using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// The thread that polls for one member of a group and fills its buffer. All calls of the client but the look at cached offsets
/// are made here, so that none is under way when the client is closed.
/// </summary>
internal sealed class KafkaPollLoop : IAsyncDisposable
{
    private const int PollMs = 50;
    private const double PatiencePerPollInterval = 0.25;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(10);

    private readonly string _group;
    private readonly IReadOnlyList<string> _topics;
    private readonly KafkaTopics _names;
    private readonly FetchBuffer _buffer;
    private readonly FetchedRecords _records;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PollControl _control;
    private readonly KafkaRebalance _rebalance;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TimeSpan _patience;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile List<Confluent.Kafka.TopicPartition> _paused = [];

    public KafkaPollLoop(
        string group, IReadOnlyList<string> topics, KafkaBusOptions options, KafkaClients clients, KafkaTopics names, FetchBuffer buffer,
        BusMetrics metrics, Action wakeReader, TimeProvider time, ILogger logger)
    {
        _group = group;
        _topics = topics;
        _names = names;
        _buffer = buffer;
        _time = time;
        _logger = logger;
        _patience = TimeSpan.FromSeconds(Math.Min(LongestPatience.TotalSeconds, options.MaxPollInterval.TotalSeconds * PatiencePerPollInterval));
        _control = new PollControl(wakeReader);
        _rebalance = new KafkaRebalance(group, names, buffer, _control);
        _consumer = clients.Member(
            group,
            _rebalance.OnAssigned,
            partitions => _rebalance.OnGone(HandoverKind.Revoked, partitions),
            partitions => _rebalance.OnGone(HandoverKind.Lost, partitions),
            error => _control.Fail(CannotGoOn(error)));
        _records = new FetchedRecords(group, names, buffer, metrics, _consumer.GetWatermarkOffsets, logger);
        new Thread(Run) { IsBackground = true, Name = $"kafka {group}" }.Start();
    }

    /// <summary>Partitions that wait for the handler, or null.</summary>
    public PartitionHandover? Handover => _rebalance.Pending;

    /// <summary>Why it cannot go on, or null.</summary>
    public Exception? Failure => _control.Failure;

    /// <summary>Completes once the group has taken the member in.</summary>
    public Task Joined => _rebalance.Joined;

    /// <summary>Whether nothing is fetched, since too much waits to be read.</summary>
    public bool IsPaused => _paused.Count > 0;

    /// <summary>Makes the thread look around: there is room, or the handler has done its part.</summary>
    public void Wake() => _control.WakeThread();

    /// <summary>Next offset of a partition as last heard, or null.</summary>
    public long? HighWatermark(TopicPartition source)
    {
        var high = _consumer.GetWatermarkOffsets(InKafka(source)).High;
        return high.IsSpecial ? null : high.Value;
    }

    /// <summary>Keeps the offset of an assigned partition for the next commit in the background. To be called by the reader.</summary>
    /// <returns>Whether the partition is assigned.</returns>
    public bool TryStore(TopicPartition source, long next)
    {
        try
        {
            _consumer.StoreOffset(new TopicPartitionOffset(InKafka(source), next));
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <summary>Commits offsets, and waits for the coordinator.</summary>
    public Task CommitAsync(IEnumerable<KeyValuePair<TopicPartition, long>> offsets)
    {
        var list = offsets.Select(o => new TopicPartitionOffset(InKafka(o.Key), o.Value)).ToList();
        return _control.RunAsync(() =>
        {
            _consumer.Commit(list);
            return true;
        });
    }

    /// <summary>Continues an assigned partition elsewhere; what was fetched of it before is dropped.</summary>
    public Task SeekAsync(TopicPartition source, long offset)
    {
        var started = _time.GetTimestamp();
        return _control.RunAsync(() =>
        {
            try
            {
                _consumer.Seek(new TopicPartitionOffset(InKafka(source), offset));
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
        if (_control.IsClosing) return;
        _control.Close();
        try
        {
            await _ended.Task.WaitAsync(LeaveTimeout, _time);
            _control.Dispose();
        }
        catch (TimeoutException e)
        {
            // The thread goes on trying, and ends with it.
            KafkaLog.LeaveFailed(_logger, _group, e);
        }
    }

    private void Run()
    {
        try
        {
            _consumer.Subscribe(_topics.Select(_names.NameInKafka));
            while (_control.IsRunning) PollOnce();
        }
        catch (Exception e)
        {
            // A topic that was removed is looked for again, and made again, by the next subscription.
            foreach (var topic in _topics) _names.Forget(topic);
            _control.Fail(e is KafkaException k ? CannotGoOn(k.Error) : e);
        }

        // The reader closes it; until then the partitions stay with this member, whose state of them is not given up yet.
        while (!_control.IsClosing)
        {
            _control.FailCommands();
            _control.Wait(Timeout.InfiniteTimeSpan);
        }

        Leave();
    }

    private void PollOnce()
    {
        _control.RunCommands();
        MakeRoom();
        try
        {
            if (_consumer.Consume(PollMs) is { Message: not null } result && _records.Take(result)) _control.WakeReader();
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && !IsFinal(e.Error.Code))
        {
            KafkaLog.ConsumeTrouble(_logger, _group, e.Error.Reason);
        }
    }

    private void MakeRoom()
    {
        if (_buffer.IsFull && _paused.Count == 0)
        {
            // Pausing throws away what the client has fetched ahead, so it is left to when a processor takes really long.
            var since = _time.GetTimestamp();
            while (_buffer.IsFull && _control is { IsRunning: true, HasCommands: false })
            {
                var left = _patience - _time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    _paused = _consumer.Assignment;
                    _consumer.Pause(_paused);
                    return;
                }

                _control.Wait(left);
            }
        }

        if (_paused.Count == 0 || !_buffer.IsLow) return;
        _consumer.Resume(_paused.Intersect(_consumer.Assignment).ToList());
        _paused = [];
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
            _control.FailCommands();
            _ended.TrySetResult();
        }
    }

    private KafkaBusException CannotGoOn(Error error) => new($"The consumer of group {_group} cannot go on: {error.Reason}.", new KafkaException(error));

    private Confluent.Kafka.TopicPartition InKafka(TopicPartition source) => new(_names.NameInKafka(source.Topic), source.Partition);

    private static bool IsFinal(ErrorCode code) => code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.SaslAuthenticationFailed;
}
