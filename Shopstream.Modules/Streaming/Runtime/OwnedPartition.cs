using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>A partition that a job owns: its processor, and how far it is.</summary>
internal sealed class OwnedPartition(TopicPartition source, IPartitionProcessor processor, Checkpoint? checkpoint, long now)
{
    public const string LedgerScope = "ledger";

    public const string ProcessorScope = "state";

    public TopicPartition Source => source;

    public IPartitionProcessor Processor => processor;

    public SequenceLedger Ledger { get; } = new();

    public Checkpoint? Checkpoint { get; set; } = checkpoint is null ? null : checkpoint with { State = CheckpointStore.Empty };

    public long NextOffset { get; set; } = checkpoint?.NextOffset ?? 0;

    public long HighWatermark { get; set; }

    public long LastRecordAt { get; set; } = now;

    /// <summary>Offset that this host has committed for the group, or -1.</summary>
    public long CommittedOffset { get; set; } = -1;

    public bool Changed { get; set; }

    public bool IsIdle(long idleSince) => LastRecordAt < idleSince && NextOffset >= HighWatermark;
}
