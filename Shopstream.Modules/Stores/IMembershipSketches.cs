namespace Shopstream.Modules.Stores;

/// <summary>
/// Who was seen before, how many there are, and how often each came: Bloom filter <c>users_bloomfilter</c>, HyperLogLog
/// <c>distinct_users_hyperloglog</c>, hash <c>user_session_counts</c>, and the session ids already processed. State is kept
/// per input partition, so that it moves with the partition. Thread-safe across partitions; one caller a partition.
/// <para>
/// A caller applies the visits of a partition in the order of their offsets, checkpoints what <see cref="SnapshotAsync"/> gives,
/// and after a crash restores its newest checkpoint and applies every visit behind it again. Such a replay gets the answers it
/// got before, however it is cut into batches, and counts nothing twice, whether the provider's state went back with the
/// checkpoint or is ahead of it. A host that was taken for dead and applies visits which another one applies as well does no harm.
/// </para>
/// </summary>
public interface IMembershipSketches : IAsyncDisposable
{
    /// <summary>
    /// Takes visits of one partition, by rising offsets. Visits applied before may stand at the beginning: those of the last batch,
    /// and those that are replayed from the checkpoint restored, get the same answers again.
    /// </summary>
    /// <returns>One answer a visit, in order.</returns>
    /// <exception cref="ArgumentException">The offsets do not rise.</exception>
    /// <exception cref="SketchStateLostException">
    /// The provider lost what it was given; the caller starts again from its newest checkpoint.
    /// </exception>
    ValueTask<IReadOnlyList<VisitAnswer>> ApplyAsync(string partition, IReadOnlyList<Visit> visits, CancellationToken cancellationToken);

    /// <summary>
    /// What the checkpoint has to change since the last call, or since <see cref="RestoreAsync"/>: new content by slot name, null for
    /// a slot that is gone. Slots handed out do not change afterwards.
    /// </summary>
    ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>?>> SnapshotAsync(string partition, CancellationToken cancellationToken);

    /// <summary>
    /// Puts back the slots that all snapshots up to a checkpoint left; an empty dictionary starts afresh. The slots must not change
    /// afterwards.
    /// </summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    ValueTask RestoreAsync(
        string partition, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> state, CancellationToken cancellationToken);

    /// <summary>Forgets the in-memory state of a partition that moved away.</summary>
    ValueTask ReleaseAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Estimated number of distinct valid users over all partitions.</summary>
    ValueTask<long> DistinctUsersAsync(CancellationToken cancellationToken);

    /// <summary>Valid sessions of a user so far.</summary>
    ValueTask<long> SessionCountAsync(string userId, CancellationToken cancellationToken);
}
