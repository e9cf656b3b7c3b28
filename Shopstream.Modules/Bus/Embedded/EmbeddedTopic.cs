namespace Shopstream.Modules.Bus.Embedded;

/// <summary>A topic with its partitions and those who wait for its records.</summary>
internal sealed class EmbeddedTopic(string name, int id, PartitionLog[] partitions)
{
    private readonly Lock _lock = new();
    private Action[] _listeners = [];
    private int _roundRobin = -1;

    public string Name => name;

    public int Id => id;

    public PartitionLog[] Partitions => partitions;

    /// <summary>Called after each append.</summary>
    public void Listen(Action listener)
    {
        lock (_lock) _listeners = [.. _listeners, listener];
    }

    public void StopListening(Action listener)
    {
        lock (_lock) _listeners = [.. _listeners.Where(l => l != listener)];
    }

    public void Appended()
    {
        foreach (var listener in Volatile.Read(ref _listeners)) listener();
    }

    public int PartitionOf(string? key) => key is null
        ? (int)((uint)Interlocked.Increment(ref _roundRobin) % (uint)partitions.Length)
        : KeyPartitioner.Partition(key, partitions.Length);

    public long WorstLag(long stalledBefore)
    {
        long worst = 0;
        foreach (var partition in partitions) worst = Math.Max(worst, partition.WorstLag(stalledBefore));
        return worst;
    }
}
