using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.CacheChecks;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Ingest.Simulation;
using Shopstream.Tests.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.CacheChecks;

/// <summary>The whole job on a real Redis server that is emptied, killed and frozen under it.</summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class CacheChecksOnRedisTests
{
    private const int Sessions = 3_000;
    private TempDirectory _directory = null!;
    private TestMeterFactory _meters = null!;
    private TestBus _bus = null!;
    private SqliteDocumentStore _documents = null!;

    [SetUp]
    public void Open()
    {
        (_directory, _meters, _bus) = (new TempDirectory(), new TestMeterFactory(), new TestBus(partitions: 3));
        _documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _bus.DisposeAsync();
        await _documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Run_RedisEmptiedKilledAndFrozen_GivesTheOutputsOfARecomputation(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        await using var sketches = RedisSketching.Open(server, options => options.OperationTimeout = TimeSpan.FromMilliseconds(500));
        var job = Job(sketches);
        await _bus.Bus.EnsureTopicAsync(Topics.UserSessionInfo, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = job.RunAsync(stop.Token);
        var sessions = new ShopSimulator(new SimulatorOptions { Seed = 7, Users = 300, DuplicateShare = 0.1 }).Generate(Sessions).ToList();
        for (var from = 0; from < Sessions; from += 50)
        {
            await _bus.Bus.PublishAsync(Topics.UserSessionInfo, [.. sessions.GetRange(from, 50).Select(Record)], cancel);
            // Several checkpoints lie between the blows.
            if (from % 200 == 0) await CaughtUpAsync(job, from);
            if (from == 600) await server.ExecuteAsync("FLUSHALL");
            if (from is 1_000 or 1_900)
            {
                server.Kill();
                await server.RestartAsync();
            }

            if (from == 1_400) server.Freeze();
            if (from == 1_450) server.Thaw();
            if (from == 2_400) await server.ExecuteAsync("DEL", $"users_bloomfilter:{{{Topics.UserSessionInfo}/1}}");
        }

        await CaughtUpAsync(job, Sessions);
        await stop.CancelAsync();
        await run;
        await ShouldEqualARecomputationAsync(sketches, cancel);
    }

    private static OutgoingRecord Record(ShopSession session) =>
        new() { Key = session.UserId, Value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(SimulatedHistory.Bytes([session])).TrimEnd()) };

    private static async Task CaughtUpAsync(StreamJob job, int published) => await Eventually.BecomesTrueAsync(
        () => job.Progress.IsIdle && job.Progress.Partitions.Sum(p => p.NextOffset) >= published,
        $"{published} sessions are processed; the job last failed with: {job.Progress.Failure}",
        TimeSpan.FromSeconds(60));

    private async Task ShouldEqualARecomputationAsync(RedisSketches sketches, CancellationToken cancel)
    {
        await using var consumer = await _bus.Bus.SubscribeAsync("recomputation", [Topics.UserSessionInfo], new FromTheStart(), cancel);
        var (expected, counts, read) = (new HashSet<(string Producer, long Sequence)>(), new Dictionary<string, long>(), 0);
        var seen = new HashSet<string>();
        while (read < Sessions)
        {
            var batch = (await consumer.ReadAsync(TimeSpan.FromSeconds(5), cancel)).ShouldNotBeNull();
            foreach (var record in batch.Records)
            {
                read++;
                SessionReader.Read(record.Value.Span, DateTimeOffset.MaxValue, out var session).ShouldBeNull();
                // A user, and with it the session, always comes to the same partition.
                if (!seen.Add(session!.SessionId) || SessionRules.Check(session) is not null) continue;
                expected.Add(($"cache-checks/{batch.Source}", record.Offset));
                counts[session.UserId] = counts.GetValueOrDefault(session.UserId) + 1;
            }
        }

        var valid = await _bus.Bus.ReadTopicAsync(Topics.ValidCustomerSession, cancel);
        valid.Select(r => (r.ProducerId!, r.Sequence)).Distinct().ShouldBe(expected, ignoreOrder: true);
        var rejected = await _bus.Bus.ReadTopicAsync(Topics.RejectedSessions, cancel);
        rejected.Select(r => (r.ProducerId!, r.Sequence)).Distinct().Count().ShouldBe(Sessions - expected.Count);
        rejected.GroupBy(r => (r.ProducerId, r.Sequence))
            .ShouldAllBe(r => r.Select(ReasonOf).Distinct().Count() == 1, "a replay refuses for the same reason");
        foreach (var (user, count) in counts) (await sketches.SessionCountAsync(user, cancel)).ShouldBe(count, user);
        (await sketches.DistinctUsersAsync(cancel)).ShouldBeInRange((long)(counts.Count * 0.97), (long)(counts.Count * 1.03));
    }

    private static string ReasonOf(ConsumedRecord record) =>
        JsonSerializer.Deserialize(record.Value.Span, EventsJsonContext.Default.RejectedRecord)!.Reason;

    private StreamJob Job(IMembershipSketches sketches)
    {
        var metrics = new CacheChecksMetrics(_meters);
        var definition = new StreamJobDefinition(
            CacheChecksModule.Group,
            [Topics.UserSessionInfo],
            source => new CacheChecksProcessor(source, _bus.Bus, sketches, metrics, TimeProvider.System))
        {
            OutputTopics = [Topics.ValidCustomerSession, Topics.RejectedSessions],
        };
        var options = new StreamingOptions
        {
            EmitInterval = TimeSpan.FromMilliseconds(50),
            CheckpointInterval = TimeSpan.FromMilliseconds(100),
            RestartDelay = TimeSpan.FromMilliseconds(20),
        };
        return new(
            definition, _bus.Bus, new CheckpointStore(_documents, TimeProvider.System), Options.Create(options), new StreamingMetrics(_meters),
            TimeProvider.System, NullLogger<StreamJob>.Instance);
    }

    private sealed class FromTheStart : IPartitionHandler
    {
        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(0);

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
