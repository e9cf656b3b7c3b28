using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;
using StackExchange.Redis;

namespace Shopstream.Tests.Stores;

/// <summary>The contract on a Redis Cluster of three nodes.</summary>
[TestFixture]
public sealed class RedisClusterSketchesContractTests : MembershipSketchesContract
{
    private RedisCluster _cluster = null!;
    private int _test;

    [OneTimeSetUp, CancelAfter(60_000)]
    public async Task StartClusterAsync() => _cluster = await RedisCluster.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public void StopCluster() => _cluster?.Dispose();

    [Test, CancelAfter(60_000)]
    public async Task Apply_ManyPartitions_UsesAllNodesAndCountsTheUnion(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        for (var partition = 0; partition < 12; partition++)
        {
            var visits = SampleVisits.Make(partition, 200, users: 100);
            await sketches.ApplyAsync($"user_session_info/{partition}", visits, cancellationToken);
        }

        (await sketches.DistinctUsersAsync(cancellationToken)).ShouldBeInRange(95, 105);
        var sizes = new List<long>();
        foreach (var node in _cluster.Nodes) sizes.Add((long)await node.ExecuteAsync("DBSIZE"));
        sizes.ShouldAllBe(size => size > 5, "every node has partitions");
    }

    [Test, CancelAfter(60_000)]
    public async Task Apply_NodeRestartedEmpty_LosesOnlyItsOwnPartitions(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var partitions = Enumerable.Range(0, 12).Select(i => $"user_session_info/{i}").ToList();
        var checkpoints = partitions.ToDictionary(partition => partition, _ => new SketchCheckpoint());
        var visits = SampleVisits.Make(seed: 2, 200);
        var expected = SampleVisits.Answers(visits);
        foreach (var (partition, checkpoint) in checkpoints)
        {
            await sketches.ApplyAsync(partition, visits[..100], cancellationToken);
            await checkpoint.TakeAsync(sketches, partition, cancellationToken);
        }

        await _cluster.Nodes[1].ExecuteAsync("FLUSHALL");
        var lost = 0;
        foreach (var (partition, checkpoint) in checkpoints)
        {
            try
            {
                (await sketches.ApplyAsync(partition, visits[100..], cancellationToken)).ShouldBe(expected[100..]);
            }
            catch (SketchStateLostException)
            {
                lost++;
                await sketches.RestoreAsync(partition, checkpoint.Slots, cancellationToken);
                (await sketches.ApplyAsync(partition, visits[100..], cancellationToken)).ShouldBe(expected[100..]);
            }
        }

        lost.ShouldBeInRange(1, 11);
    }

    [Test]
    public void Keys_OfAPartition_ShareASlot()
    {
        using var connection = ConnectionMultiplexer.Connect(_cluster.Nodes[0].Configuration);
        foreach (var prefix in (string[])["", "shop:"])
        {
            for (var partition = 0; partition < 50; partition++)
            {
                var keys = new PartitionKeys(prefix, $"user_session_info/{partition}");
                keys.All.Select(connection.HashSlot).Distinct().Count().ShouldBe(1);
                keys.All.Distinct().Count().ShouldBe(6);
            }
        }
    }

    protected override Task<IMembershipSketches> CreateAsync(CancellationToken cancellationToken)
    {
        _test++;
        return Task.FromResult<IMembershipSketches>(Open());
    }

    protected override Task<IMembershipSketches> ReopenAsync(IMembershipSketches former, CancellationToken cancellationToken) =>
        Task.FromResult<IMembershipSketches>(Open());

    // One node is named; the others are found.
    private RedisSketches Open() => RedisSketching.Open(_cluster.Nodes[0], options => options.KeyPrefix = $"test-{_test}:");
}
