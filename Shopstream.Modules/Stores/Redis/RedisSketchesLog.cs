using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>Log messages of the sketches on Redis; event ids 960 to 979.</summary>
internal static partial class RedisSketchesLog
{
    [LoggerMessage(960, LogLevel.Warning, "Built the sketches of {Partition} on Redis anew in {Seconds:0.0} s, with {Sessions} remembered sessions up to offset {Offset}: {Reason}")]
    public static partial void Rebuilt(ILogger logger, string partition, double seconds, long sessions, long offset, string reason);

    [LoggerMessage(961, LogLevel.Warning, "The Bloom filter of {Partition} holds {Users} users but is made for {Capacity}: more new users than promised are taken for returning ones until Sketches:Redis:BloomCapacity is raised")]
    public static partial void FilterOverfull(ILogger logger, string partition, long users, long capacity);

    [LoggerMessage(962, LogLevel.Information, "The checkpoint of {Partition} keeps its old sessions for now: {Reason}")]
    public static partial void CompactionPutOff(ILogger logger, string partition, string reason);

    [LoggerMessage(964, LogLevel.Information, "Totals may miss {Partition} until the next checkpoint: {Reason}")]
    public static partial void NotRegistered(ILogger logger, string partition, string reason);

    [LoggerMessage(963, LogLevel.Warning, "Redis may evict keys when its memory is full (maxmemory-policy {Policy}); the sketches notice and rebuild them, but noeviction is what they need")]
    public static partial void MayEvict(ILogger logger, string policy);
}
