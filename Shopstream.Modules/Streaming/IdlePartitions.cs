using System.Reactive.Concurrency;

namespace Shopstream.Modules.Streaming;

/// <summary>Watermarks of partitions that fall idle when they are silent for a while on a scheduler's clock.</summary>
internal sealed class IdlePartitions(PartitionWatermarks watermarks, TimeSpan idleAfter, IScheduler scheduler)
{
    private readonly Dictionary<string, DateTimeOffset> _lastSeen = new(StringComparer.Ordinal);
    private readonly List<string> _silent = [];

    /// <summary>Takes a record's event time and answers with the combined watermark.</summary>
    public long Observe(string partition, long timestampMs)
    {
        _lastSeen[partition] = scheduler.Now;
        return watermarks.Observe(partition, timestampMs);
    }

    /// <summary>Marks the partitions idle that were silent for long enough, and answers with the combined watermark.</summary>
    public long Sweep()
    {
        var now = scheduler.Now;
        _silent.Clear();
        foreach (var (partition, seen) in _lastSeen)
            if (now - seen >= idleAfter && !watermarks.IsIdle(partition)) _silent.Add(partition);
        return _silent.Count == 0 ? watermarks.Combined : watermarks.MarkIdle(_silent);
    }
}
