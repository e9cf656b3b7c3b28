namespace Shopstream.Modules.Bus;

/// <summary>
/// A durable log of records in topics and partitions, read by consumer groups. Delivery is at least once; order holds
/// within a partition. Thread-safe.
/// </summary>
public interface IEventBus : IAsyncDisposable
{
    /// <summary>Creates the topic with the configured number of partitions when it is not there yet.</summary>
    ValueTask EnsureTopicAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Number of partitions of an existing topic.</summary>
    ValueTask<int> PartitionCountAsync(string topic, CancellationToken cancellationToken);

    /// <summary>
    /// Appends records; completes once they are durable. All records of one call that fall into one partition keep their order.
    /// Waits while the log is behind or a consumer in this process is too far behind.
    /// </summary>
    ValueTask PublishAsync(string topic, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken);

    /// <summary>Joins a consumer group. The handler is called from inside <see cref="IEventConsumer.ReadAsync"/>.</summary>
    ValueTask<IEventConsumer> SubscribeAsync(
        string group, IReadOnlyList<string> topics, IPartitionHandler handler, CancellationToken cancellationToken);

    /// <summary>First and next offset of each partition of a topic.</summary>
    ValueTask<IReadOnlyList<PartitionExtent>> ExtentsAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Committed offsets of a group on a topic; partitions without one are absent.</summary>
    ValueTask<IReadOnlyDictionary<int, long>> CommittedAsync(string group, string topic, CancellationToken cancellationToken);
}
