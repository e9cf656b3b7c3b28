namespace Shopstream.Modules.Bus;

/// <summary>Consecutive records of one partition.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Records">At least one, offsets rising.</param>
/// <param name="HighWatermark">Next offset of the partition when the batch was read; its lag is this minus the last offset minus one.</param>
public sealed record ConsumedBatch(TopicPartition Source, IReadOnlyList<ConsumedRecord> Records, long HighWatermark)
{
    /// <summary>Offset after the last record.</summary>
    public long NextOffset => Records[^1].Offset + 1;
}
