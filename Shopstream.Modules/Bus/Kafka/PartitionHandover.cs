namespace Shopstream.Modules.Bus.Kafka;

/// <summary>What happens to partitions in a rebalance.</summary>
internal enum HandoverKind
{
    /// <summary>They come.</summary>
    Assigned,

    /// <summary>They are about to go.</summary>
    Revoked,

    /// <summary>They are gone.</summary>
    Lost,
}

/// <summary>
/// Partitions that come or go: the polling thread waits in its callback until the reading loop has let the handler do its part.
/// </summary>
internal sealed class PartitionHandover(HandoverKind kind, IReadOnlyList<TopicPartition> partitions)
{
    private volatile bool _isDone;

    /// <summary>Whether they come or go.</summary>
    public HandoverKind Kind => kind;

    /// <summary>Which.</summary>
    public IReadOnlyList<TopicPartition> Partitions => partitions;

    /// <summary>Where the handler wants to start; to be read once done.</summary>
    public Dictionary<TopicPartition, long?> Starts { get; } = [];

    /// <summary>Whether the handler has done its part.</summary>
    public bool IsDone => _isDone;

    /// <summary>The handler has done its part.</summary>
    public void Done() => _isDone = true;
}
