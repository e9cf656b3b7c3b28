namespace Shopstream.Modules.Bus;

/// <summary>Told of partitions that come and go; called between reads, never beside them.</summary>
public interface IPartitionHandler
{
    /// <summary>A partition is owned from now on.</summary>
    /// <returns>Offset to start at, or null for the group's committed offset, or the earliest record without one.</returns>
    ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>A partition is about to be given up; its state is to be checkpointed now.</summary>
    ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>A partition was taken away without notice and may have another owner already: its state is to be dropped unsaved.</summary>
    ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken);
}
