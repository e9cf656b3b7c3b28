using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Sketches on a Redis server or cluster, shared by all hosts. Each batch is applied by a script in one atomic step, together with
/// the offset up to which it is applied. What a session was answered is remembered there, so a replay is answered alike.
/// <para>
/// The checkpoint holds a journal from which a partition's keys can be built anew (<see cref="VisitJournal"/>). When the server
/// turns out to have lost something, <see cref="ApplyAsync"/> throws <see cref="SketchStateLostException"/>; the job starts again from
/// its checkpoint, <see cref="RestoreAsync"/> rebuilds the keys as they were at that offset, and the replay does the rest: the result is
/// what it would have been without the loss.
/// </para>
/// <para>
/// Totals cover all partitions of all hosts. Calls that fail for a passing reason are tried again for a while, then throw
/// <see cref="TimeoutException"/>. A partition that is applied to without having been restored starts afresh.
/// </para>
/// </summary>
public sealed class RedisSketches : IMembershipSketches
{
    private readonly RedisSketchesOptions _options;
    private readonly ILogger<RedisSketches> _logger;
    private readonly TimeProvider _time;
    private readonly RedisLink _link;
    private readonly RedisKey _partitionsKey;
    private readonly ConcurrentDictionary<string, HeldPartition> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _overfull = new(StringComparer.Ordinal);

    /// <summary>Sketches that connect with the first call.</summary>
    public RedisSketches(RedisSketchesOptions options, ConnectionRegistry connections, TimeProvider time, ILogger<RedisSketches> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _link = new(options, connections, time);
        _partitionsKey = PartitionKeys.Partitions(options.KeyPrefix);
    }

    /// <summary>The connection, for measurements beside it.</summary>
    internal RedisLink Link => _link;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<VisitAnswer>> ApplyAsync(
        string partition, IReadOnlyList<Visit> visits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var i = 1; i < visits.Count; i++)
        {
            if (visits[i].Offset <= visits[i - 1].Offset)
                throw new ArgumentException($"Expected an offset behind {visits[i - 1].Offset}, found {visits[i].Offset}.", nameof(visits));
        }

        if (visits.Count == 0) return [];
        var held = await HoldAsync(partition, cancellationToken);
        var answers = await held.ApplyAsync(visits, cancellationToken);
        if (held.Users > _options.BloomCapacity && _overfull.TryAdd(partition, true))
            RedisSketchesLog.FilterOverfull(_logger, partition, held.Users, _options.BloomCapacity);
        return answers;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>?>> SnapshotAsync(string partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_held.TryGetValue(partition, out var held)) return new Dictionary<string, ReadOnlyMemory<byte>?>();
        await RegisterAgainAsync(partition, cancellationToken);
        return await held.SnapshotAsync(reason => RedisSketchesLog.CompactionPutOff(_logger, partition, reason), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RestoreAsync(
        string partition, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _held.TryRemove(partition, out _);
        var started = _time.GetTimestamp();
        var filter = await ServerFeatures.ChooseFilterAsync(_link, _options, _logger, cancellationToken);
        await _link.RunAsync(database => database.SetAddAsync(_partitionsKey, partition), cancellationToken);
        var journal = state.Count == 0 ? new VisitJournal(Guid.NewGuid()) : new VisitJournal(state);
        var keys = new PartitionKeys(_options.KeyPrefix, partition);
        var held = new HeldPartition(partition, _link, keys, filter, new(_options.DuplicateCapacity), journal);
        if (state.Count == 0)
        {
            await held.RebuildAsync(state, cancellationToken);
        }
        else if (await held.FindFaultAsync(cancellationToken) is { } fault)
        {
            var sessions = await held.RebuildAsync(state, cancellationToken);
            RedisSketchesLog.Rebuilt(_logger, partition, _time.GetElapsedTime(started).TotalSeconds, sessions, journal.Position, fault);
        }

        _held[partition] = held;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _held.TryRemove(partition, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<long> DistinctUsersAsync(CancellationToken cancellationToken)
    {
        var keys = (await PartitionsAsync(cancellationToken)).Select(keys => keys.HyperLogLog).ToArray();
        if (keys.Length == 0) return 0;
        return await _link.RunAsync(
            database => RedisLink.IsCluster(database) ? UnionAsync(database, keys) : database.HyperLogLogLengthAsync(keys), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> SessionCountAsync(string userId, CancellationToken cancellationToken)
    {
        var keys = await PartitionsAsync(cancellationToken);
        var counts = await Task.WhenAll(
            keys.Select(key => _link.RunAsync(database => database.HashGetAsync(key.Counts, userId), cancellationToken)));
        return counts.Sum(count => (long)count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _held.Clear();
        await _link.DisposeAsync();
    }

    /// <summary>The set of partitions lies beside their keys and can be lost alone; only totals depend on it.</summary>
    private async Task RegisterAgainAsync(string partition, CancellationToken cancellationToken)
    {
        try
        {
            await _link.RunOnceAsync(database => database.SetAddAsync(_partitionsKey, partition), cancellationToken);
        }
        catch (Exception e) when (RedisFailure.IsTransient(e))
        {
            RedisSketchesLog.NotRegistered(_logger, partition, RedisFailure.Reason(e));
        }
    }

    private async Task<HeldPartition> HoldAsync(string partition, CancellationToken cancellationToken)
    {
        if (_held.TryGetValue(partition, out var held)) return held;
        await RestoreAsync(partition, new Dictionary<string, ReadOnlyMemory<byte>>(), cancellationToken);
        return _held[partition];
    }

    private async Task<List<PartitionKeys>> PartitionsAsync(CancellationToken cancellationToken)
    {
        var names = await _link.RunAsync(database => database.SetMembersAsync(_partitionsKey), cancellationToken);
        return [.. names.Select(name => new PartitionKeys(_options.KeyPrefix, name!))];
    }

    /// <summary>Fetches the sketches from their nodes and counts their union on one.</summary>
    private async Task<long> UnionAsync(IDatabase database, RedisKey[] keys)
    {
        var sketches = (await Task.WhenAll(keys.Select(key => database.StringGetAsync(key)))).Where(sketch => !sketch.IsNull).ToArray();
        if (sketches.Length == 0) return 0;
        var place = $"{_options.KeyPrefix}distinct_users_union:{{{Guid.NewGuid():N}}}";
        var places = Enumerable.Range(0, sketches.Length).Select(i => (RedisKey)$"{place}:{i}").ToArray();
        return (long)await database.ScriptEvaluateAsync(RedisScripts.UnionOfSketches, places, sketches);
    }
}
