using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using StackExchange.Redis;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Measures the sketches on the Redis server of the settings, under keys of its own that it removes: sessions checked in batches,
/// by one partition that waits for each answer and by several at a time, beside what the server takes of plain pipelined
/// <c>HINCRBY</c>; and how fast a partition is rebuilt from its checkpoint.
/// </summary>
internal sealed class RedisSketchesBench(RedisSketchesOptions configured, ConnectionRegistry connections)
{
    private const string Prefix = "shopstream-bench:";
    private const int Partitions = 4;
    private const int BatchSize = 500;
    private const int Users = 200_000;
    private const int Increments = 400_000;
    private const int IncrementsInFlight = 20_000;
    private readonly Dictionary<string, List<double>> _figures = [];

    /// <summary>Runs everything <paramref name="runs"/> times, after one round that is not counted.</summary>
    public async Task<BenchReport> RunAsync(int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        var options = new RedisSketchesOptions
        {
            Configuration = configured.Configuration, Password = configured.Password, KeyPrefix = configured.KeyPrefix + Prefix,
            BloomCapacity = configured.BloomCapacity, BloomError = configured.BloomError, BloomCommands = configured.BloomCommands,
            DuplicateCapacity = configured.DuplicateCapacity, OperationTimeout = configured.OperationTimeout, RetryFor = configured.RetryFor,
        };
        for (var run = -1; run < runs; run++)
        {
            progress(run < 0 ? "warming up" : $"run {run + 1} of {runs}");
            await using var sketches = new RedisSketches(options, connections, TimeProvider.System, NullLogger<RedisSketches>.Instance);
            try
            {
                await MeasureAsync(sketches, options.KeyPrefix, isCounted: run >= 0, cancellationToken);
            }
            finally
            {
                await RemoveAsync(sketches, options.KeyPrefix);
            }
        }

        var ceiling = _figures["hincrby"];
        return new("sketches", BenchReport.DescribeMachine(), Describe(options),
        [
            BenchResult.Of("first_visits_per_second", "visits/s", _figures["first"], "pipelined_hincrby", ceiling),
            BenchResult.Of("returning_visits_per_second", "visits/s", _figures["returning"], "pipelined_hincrby", ceiling),
            BenchResult.Of("replayed_visits_per_second", "visits/s", _figures["replayed"], "pipelined_hincrby", ceiling),
            BenchResult.Of("one_partition_visits_per_second", "visits/s", _figures["one"], "pipelined_hincrby", ceiling),
            BenchResult.Of("rebuilt_visits_per_second", "visits/s", _figures["rebuilt"], "pipelined_hincrby", ceiling),
            BenchResult.Of("server_bytes_per_session", "By", _figures["bytes"]),
        ]);
    }

    private static string Describe(RedisSketchesOptions options) =>
        $"Redis, Bloom commands {options.BloomCommands}; {Users:N0} users, each first seen and then returning, in batches of {BatchSize}, "
        + $"{Partitions} partitions at a time with one batch in flight each; replayed: the returning visits again; one partition: returning visits; "
        + $"baseline: {Increments:N0} HINCRBY on the same connection, {IncrementsInFlight:N0} in flight";

    private static string Partition(int number) => $"bench/{number}";

    private static Visit[] Visits(int partition, int pass) =>
    [
        .. Enumerable.Range(0, Users / Partitions).Select(i =>
        {
            var offset = (pass * (Users / Partitions)) + i;
            return new Visit(offset, $"0b5c7f0e-{partition:x4}-4c1d-9a52-{offset:x12}", $"user-{partition}-{i}", IsValid: true);
        }),
    ];

    private static async Task<double> ApplyAsync(RedisSketches sketches, Visit[][] visits, CancellationToken cancellationToken)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(visits.Select((own, partition) => Task.Run(
            async () =>
            {
                for (var from = 0; from < own.Length; from += BatchSize)
                    await sketches.ApplyAsync(Partition(partition), new ArraySegment<Visit>(own, from, BatchSize), cancellationToken);
            },
            cancellationToken)));
        return visits.Sum(own => own.Length) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> IncrementAsync(RedisSketches sketches, string prefix, CancellationToken cancellationToken)
    {
        RedisKey key = $"{prefix}ceiling";
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < Increments; from += IncrementsInFlight)
        {
            await sketches.Link.RunAsync(
                async database =>
                {
                    var increments = new Task[IncrementsInFlight];
                    for (var i = 0; i < increments.Length; i++) increments[i] = database.HashIncrementAsync(key, $"user-{(from + i) % Users}");
                    await Task.WhenAll(increments);
                    return true;
                },
                cancellationToken);
        }

        return Increments / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> BytesPerSessionAsync(RedisSketches sketches, string prefix, CancellationToken cancellationToken)
    {
        var key = new PartitionKeys(prefix, Partition(0)).All[4];
        return await sketches.Link.RunAsync(
            async database => (double)(long)await database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0") / await database.HashLengthAsync(key),
            cancellationToken);
    }

    private static async Task RemoveAsync(RedisSketches sketches, string prefix)
    {
        var keys = Enumerable.Range(0, Partitions).SelectMany(i => new PartitionKeys(prefix, Partition(i)).All)
            .Append(PartitionKeys.Partitions(prefix)).Append($"{prefix}ceiling");
        foreach (var key in keys) await sketches.Link.RunAsync(database => database.KeyDeleteAsync(key), CancellationToken.None);
    }

    private async Task MeasureAsync(RedisSketches sketches, string prefix, bool isCounted, CancellationToken cancellationToken)
    {
        var passes = Enumerable.Range(0, 3).Select(pass => Enumerable.Range(0, Partitions).Select(partition => Visits(partition, pass)).ToArray()).ToArray();
        Take("first", await ApplyAsync(sketches, passes[0], cancellationToken));
        Take("returning", await ApplyAsync(sketches, passes[1], cancellationToken));
        Take("replayed", await ApplyAsync(sketches, passes[1], cancellationToken));
        Take("one", await ApplyAsync(sketches, [passes[2][0]], cancellationToken));
        Take("hincrby", await IncrementAsync(sketches, prefix, cancellationToken));
        Take("bytes", await BytesPerSessionAsync(sketches, prefix, cancellationToken));

        var slots = (await sketches.SnapshotAsync(Partition(0), cancellationToken))
            .Where(slot => slot.Value is not null).ToDictionary(slot => slot.Key, slot => slot.Value!.Value);
        await sketches.Link.RunAsync(database => database.KeyDeleteAsync(new PartitionKeys(prefix, Partition(0)).State), cancellationToken);
        var start = Stopwatch.GetTimestamp();
        await sketches.RestoreAsync(Partition(0), slots, cancellationToken);
        Take("rebuilt", 3.0 * passes[0][0].Length / Stopwatch.GetElapsedTime(start).TotalSeconds);

        void Take(string name, double value)
        {
            if (!_figures.TryGetValue(name, out var values)) _figures.Add(name, values = []);
            if (isCounted) values.Add(value);
        }
    }
}
