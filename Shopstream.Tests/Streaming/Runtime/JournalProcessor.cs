using System.Collections.Concurrent;
using System.Text;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Tests.Streaming.Runtime;

/// <summary>What processors did, over all their lives.</summary>
internal sealed class Journal
{
    /// <summary>Values in the state of each partition as it is now.</summary>
    public ConcurrentDictionary<TopicPartition, List<string>> State { get; } = new();

    /// <summary>Watermarks that idle partitions were given.</summary>
    public ConcurrentDictionary<TopicPartition, long> Idle { get; } = new();

    /// <summary>State sizes with which processors were restored.</summary>
    public ConcurrentQueue<int> Restored { get; } = new();

    /// <summary>Values that make the processor throw, once each.</summary>
    public ConcurrentDictionary<string, bool> Traps { get; } = new();

    /// <summary>Values at which the processor waits, with what it waits for.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Holds { get; } = new();

    public int EmittedAll;

    public int Disposed;

    /// <summary>Where a processor waits or has waited last.</summary>
    public string? Held;

    public int Total => State.Values.Sum(s =>
    {
        lock (s) return s.Count;
    });
}

/// <summary>Keeps every value it sees in its state.</summary>
internal sealed class JournalProcessor(TopicPartition source, Journal journal) : IPartitionProcessor
{
    private readonly List<string> _seen = [];

    public long Watermark { get; private set; } = long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        if (state.TryGet("seen", out var bytes)) _seen.AddRange(Encoding.UTF8.GetString(bytes.Span).Split(',', StringSplitOptions.RemoveEmptyEntries));
        journal.Restored.Enqueue(_seen.Count);
        journal.State[source] = _seen;
        return ValueTask.CompletedTask;
    }

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            var value = Encoding.UTF8.GetString(record.Value.Span);
            if (journal.Traps.TryRemove(value, out _)) throw new InvalidOperationException($"trapped by {value}");
            if (journal.Holds.TryGetValue(value, out var hold))
            {
                Volatile.Write(ref journal.Held, value);
                await hold.Task.WaitAsync(cancellationToken);
            }

            lock (_seen) _seen.Add(value);
            Watermark = Math.Max(Watermark, record.TimestampMs);
        }
    }

    public void AdvanceIdle(long watermark)
    {
        Watermark = watermark;
        journal.Idle[source] = watermark;
    }

    public ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        if (all) Interlocked.Increment(ref journal.EmittedAll);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        state.Put("seen", Encoding.UTF8.GetBytes(string.Join(',', _seen)));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Interlocked.Increment(ref journal.Disposed);
        return ValueTask.CompletedTask;
    }
}
