using System.Collections.Concurrent;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Sketches in the memory of this process, kept in the checkpoint. A visit's session id is checked and remembered first, of
/// invalid visits too; a valid one then asks and feeds the Bloom filter, feeds the HyperLogLog and adds one to the user's
/// count. Invalid and repeated visits are answered with <c>IsReturning</c> false and a count of 0.
/// <para>
/// Replays: the state comes back from the checkpoint at exactly the offset where processing continues, so a visit only repeats
/// when a caller gives it again without restoring. Visits of the last batch of a partition are then answered from memory (the
/// snapshot holds these answers too), with or without new ones behind them. The answers of earlier batches are no longer known:
/// giving one is an error.
/// </para>
/// <para>
/// Slots: <c>bloom…</c>, <c>hll</c>, <c>counts…</c>, <c>ids…</c>, <c>applied</c>.
/// </para>
/// <para>
/// Totals cover the partitions held here: those applied to or restored, and not released. Thread-safe; calls on one partition
/// wait for each other.
/// </para>
/// </summary>
public sealed class InProcessSketches : IMembershipSketches
{
    private readonly InProcessSketchesOptions _options;
    private readonly ConcurrentDictionary<string, Held> _partitions = new(StringComparer.Ordinal);

    /// <summary>Sketches without any partition.</summary>
    public InProcessSketches(InProcessSketchesOptions options) => _options = options;

    /// <summary>Session ids that the partitions held here have forgotten for want of room; repeats of them go unnoticed.</summary>
    public long ForgottenSessions => Sum(sketches => sketches.Forgotten);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A visit before the last batch.</exception>
    public ValueTask<IReadOnlyList<VisitAnswer>> ApplyAsync(
        string partition, IReadOnlyList<Visit> visits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var held = Hold(partition);
        lock (held.Gate) return new(held.Sketches.Apply(visits));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>?>> SnapshotAsync(string partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_partitions.TryGetValue(partition, out var held)) return new(new Dictionary<string, ReadOnlyMemory<byte>?>());
        lock (held.Gate) return new(held.Sketches.Snapshot());
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync(
        string partition, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _partitions[partition] = new(state.Count == 0 ? new PartitionSketches(_options) : new PartitionSketches(_options, state));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _partitions.TryRemove(partition, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> DistinctUsersAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var union = new HyperLogLog(_options.HyperLogLogPrecision);
        foreach (var held in _partitions.Values)
        {
            lock (held.Gate)
            {
                // A partition restored from a time with another setting still has that precision; the lower one decides.
                var users = held.Sketches.Users;
                if (users.Precision < union.Precision) union = union.WithPrecision(users.Precision);
                union.Merge(users.Precision > union.Precision ? users.WithPrecision(union.Precision) : users);
            }
        }

        return new((long)Math.Round(union.Estimate()));
    }

    /// <inheritdoc/>
    public ValueTask<long> SessionCountAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var user = ItemHash.Of(userId);
        return new(Sum(sketches => sketches.CountOf(user)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _partitions.Clear();
        return ValueTask.CompletedTask;
    }

    private Held Hold(string partition) =>
        _partitions.GetOrAdd(partition, static (_, options) => new(new PartitionSketches(options)), _options);

    private long Sum(Func<PartitionSketches, long> value)
    {
        var sum = 0L;
        foreach (var held in _partitions.Values)
        {
            lock (held.Gate) sum += value(held.Sketches);
        }

        return sum;
    }

    private sealed class Held(PartitionSketches sketches)
    {
        public Lock Gate { get; } = new();

        public PartitionSketches Sketches { get; } = sketches;
    }
}
