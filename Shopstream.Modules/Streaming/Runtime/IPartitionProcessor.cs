using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// What a job does with one input partition. Called by one loop only. Its state and the input offset are checkpointed
/// together; after a crash it is restored and sees the records behind the checkpoint again.
/// </summary>
public interface IPartitionProcessor : IAsyncDisposable
{
    /// <summary>Event-time progress of the partition, milliseconds; <see cref="long.MinValue"/> when it has none.</summary>
    long Watermark { get; }

    /// <summary>Puts back the state of the newest checkpoint; called once, before anything else. Empty at the very first start.</summary>
    ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken);

    /// <summary>Takes records in offset order, repeats by the same producer already removed.</summary>
    ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken);

    /// <summary>The partition has been idle while others went on to <paramref name="watermark"/>.</summary>
    void AdvanceIdle(long watermark);

    /// <summary>Hands out early results of what changed; with <paramref name="all"/>, also those that could wait.</summary>
    ValueTask EmitAsync(bool all, CancellationToken cancellationToken);

    /// <summary>Completes once everything handed out so far is durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Writes the state that changed since the last snapshot.</summary>
    ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken);
}
