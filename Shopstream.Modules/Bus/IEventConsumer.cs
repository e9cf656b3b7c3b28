namespace Shopstream.Modules.Bus;

/// <summary>One member of a consumer group. Not thread-safe: one loop reads, commits and seeks.</summary>
public interface IEventConsumer : IAsyncDisposable
{
    /// <summary>Partitions owned now.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>The next batch of one owned partition, or null when nothing came within <paramref name="maxWait"/>.</summary>
    ValueTask<ConsumedBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken);

    /// <summary>Stores the next offset to read of each partition for the group; used for lag and as a start without checkpoint.</summary>
    ValueTask CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken);

    /// <summary>Continues a partition at another offset.</summary>
    /// <exception cref="InvalidOperationException">The partition is not owned.</exception>
    ValueTask SeekAsync(TopicPartition partition, long offset, CancellationToken cancellationToken);
}
