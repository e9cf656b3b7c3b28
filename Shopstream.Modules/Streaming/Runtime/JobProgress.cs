using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>How far a job is.</summary>
/// <param name="IsRunning">It has joined its group.</param>
/// <param name="IsIdle">It has read everything, and everything it made of it is durable.</param>
/// <param name="Failure">Why it is being started again, or null.</param>
/// <param name="Partitions">Each partition it owns.</param>
public sealed record JobProgress(bool IsRunning, bool IsIdle, string? Failure, IReadOnlyList<PartitionProgress> Partitions)
{
    /// <summary>Before the first look around.</summary>
    public static readonly JobProgress NotStarted = new(false, false, null, []);
}

/// <summary>How far a job is in one partition.</summary>
/// <param name="Source">The partition.</param>
/// <param name="NextOffset">First offset not processed.</param>
/// <param name="HighWatermark">Next offset of the partition when it was last read.</param>
/// <param name="Watermark">Event-time progress, milliseconds; <see cref="long.MinValue"/> when it has none.</param>
public sealed record PartitionProgress(TopicPartition Source, long NextOffset, long HighWatermark, long Watermark);
