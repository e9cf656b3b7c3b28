using Confluent.Kafka;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// The callbacks of a rebalance. Each waits, on the polling thread, until the reading loop has let the handler do its part: the
/// group goes on without this member's answer meanwhile, as heartbeats are sent by a thread of the client's own. Nothing may be
/// thrown from here, since native code calls.
/// </summary>
internal sealed class KafkaRebalance(string group, KafkaTopics names, FetchBuffer buffer, PollControl control)
{
    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAround = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PartitionHandover? _handover;

    /// <summary>Partitions that wait for the handler, or null.</summary>
    public PartitionHandover? Pending => _handover is { IsDone: false } handover ? handover : null;

    /// <summary>Completes once the group has taken the member in.</summary>
    public Task Joined => _joined.Task;

    /// <summary>Partitions come.</summary>
    /// <returns>Where each starts.</returns>
    public IEnumerable<TopicPartitionOffset> OnAssigned(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyList<Confluent.Kafka.TopicPartition> partitions)
    {
        _joined.TrySetResult();
        var starts = partitions.ToDictionary(p => p, _ => Offset.Unset);
        var handover = new PartitionHandover(HandoverKind.Assigned, [.. partitions.Select(Here)]);
        if (partitions.Count > 0 && Await(handover))
        {
            try
            {
                Choose(starts, handover, consumer);
                foreach (var (partition, start) in starts) buffer.Open(Here(partition), start.IsSpecial ? null : start.Value);
            }
            catch (KafkaException e)
            {
                control.Fail(new KafkaBusException($"Kafka does not say the offsets of group {group}: {e.Error.Reason}.", e));
            }
        }

        return starts.Select(s => new TopicPartitionOffset(s.Key, s.Value));
    }

    /// <summary>Partitions go.</summary>
    public void OnGone(HandoverKind kind, IReadOnlyList<TopicPartitionOffset> partitions)
    {
        if (partitions.Count > 0) Await(new PartitionHandover(kind, [.. partitions.Select(p => Here(p.TopicPartition))]));
    }

    /// <summary>The handler's offset, else the committed one, else the earliest.</summary>
    private void Choose(Dictionary<Confluent.Kafka.TopicPartition, Offset> starts, PartitionHandover handover, IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var partition in starts.Keys.ToList())
            if (handover.Starts.GetValueOrDefault(Here(partition)) is { } start) starts[partition] = start;
        var open = starts.Where(s => s.Value == Offset.Unset).Select(s => s.Key).ToList();
        if (open.Count == 0) return;
        foreach (var committed in consumer.Committed(open, CommittedTimeout))
            starts[committed.TopicPartition] = committed.Offset.IsSpecial ? Offset.Beginning : committed.Offset;
    }

    /// <summary>Waits until the reading loop has let the handler do its part; no longer once the consumer closes or has failed.</summary>
    private bool Await(PartitionHandover handover)
    {
        _handover = handover;
        control.WakeReader();
        while (!handover.IsDone && control.IsRunning)
        {
            control.RunCommands();
            control.Wait(LookAround);
        }

        return handover.IsDone && control.Failure is null;
    }

    private TopicPartition Here(Confluent.Kafka.TopicPartition partition) => new(names.NameHere(partition.Topic), partition.Partition.Value);
}
