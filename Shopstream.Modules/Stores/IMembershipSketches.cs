namespace Shopstream.Modules.Stores;

/// <summary>
/// Who was seen before, how many there are, and how often each came: Bloom filter <c>users_bloomfilter</c>, HyperLogLog
/// <c>distinct_users_hyperloglog</c>, hash <c>user_session_counts</c>, and the session ids already processed. State is kept
/// per input partition, so that it moves with the partition. Thread-safe across partitions; one caller a partition.
/// </summary>
public interface IMembershipSketches : IAsyncDisposable
{
    /// <summary>
    /// Takes the visits of one partition in offset order. A repeat of a batch already applied (its last offset is not
    /// beyond the last one applied) changes nothing and gives the same answers a first application gave.
    /// </summary>
    /// <returns>One answer a visit, in order.</returns>
    ValueTask<IReadOnlyList<VisitAnswer>> ApplyAsync(
        string partition, long lastOffset, IReadOnlyList<Visit> visits, CancellationToken cancellationToken);

    /// <summary>State of a partition for the checkpoint; empty when the provider keeps it itself.</summary>
    ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> SnapshotAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Puts back what <see cref="SnapshotAsync"/> gave; an empty dictionary starts afresh.</summary>
    ValueTask RestoreAsync(
        string partition, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> state, CancellationToken cancellationToken);

    /// <summary>Forgets the in-memory state of a partition that moved away.</summary>
    ValueTask ReleaseAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Estimated number of distinct valid users over all partitions.</summary>
    ValueTask<long> DistinctUsersAsync(CancellationToken cancellationToken);

    /// <summary>Valid sessions of a user so far.</summary>
    ValueTask<long> SessionCountAsync(string userId, CancellationToken cancellationToken);
}
