using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;
using StackExchange.Redis;

namespace Shopstream.Tests.Stores;

/// <summary>
/// A job on a partition whose hosts die, freeze and come back, on a server that loses everything, one key, or its latest writes. The
/// answers must be those of a recomputation that knows of none of it, false positives of the filter included.
/// </summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class RedisSketchesLossTests
{
    private const string Partition = "user_session_info/0";
    private const int Capacity = 1_000;
    private const int Remembered = 300;
    private RedisServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public void StopServer() => _server?.Dispose();

    [Test]
    public async Task Apply_CrashesLossesAndZombies_AnswersAsIfNothingHappened([Range(1, 12)] int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var visits = SampleVisits.Make(seed, count: 4_000, users: 1_500, sessions: 3_500);
        var expected = Expected(visits);
        var (answered, rebuilt, refused, undead) = (new bool[visits.Length], 0, 0, 0);
        var checkpoint = new SketchCheckpoint();
        using var admin = await _server.ConnectAsync();
        var copy = await RedisCopies.TakeAsync(admin);
        await admin.GetDatabase().ExecuteAsync("FLUSHALL");
        var hosts = new List<Host> { new(Open()) };
        await hosts[0].RestoreAsync(checkpoint, cancel);
        while (hosts[^1].Next < visits.Length)
        {
            var owner = hosts[^1];
            // With every third seed the server is reliable, so that the frozen hosts live longer.
            var fate = random.Next(seed % 3 == 0 ? 13 : 20) + (random.Next(100) < 80 ? 100 : 0);
            if (fate < 7)
            {
                await checkpoint.TakeAsync(owner.Sketches, Partition, cancel);
                checkpoint.Next = owner.Next;
            }
            else if (fate < 13)
            {
                // The owner dies, or only seems to: it may go on later.
                hosts.Add(new(Open()));
                await hosts[^1].RestoreAsync(checkpoint, cancel);
            }
            else if (fate < 14)
            {
                await admin.GetDatabase().ExecuteAsync("FLUSHALL");
            }
            else if (fate < 16)
            {
                var keys = RedisCopies.Keys(admin);
                if (keys.Length > 0) await admin.GetDatabase().KeyDeleteAsync(keys[random.Next(keys.Length)]);
            }
            else if (fate < 17)
            {
                copy = await RedisCopies.TakeAsync(admin);
            }
            else if (fate < 19)
            {
                await RedisCopies.PutBackAsync(admin, copy);
            }
            else if (fate < 20)
            {
                await admin.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
            }
            else
            {
                var host = random.Next(4) == 0 ? hosts[random.Next(hosts.Count)] : owner;
                var (from, end) = (host.Next, Math.Min(visits.Length, host.Next + 1 + random.Next(150)));
                try
                {
                    var answers = await host.Sketches.ApplyAsync(Partition, visits[from..end], cancel);
                    answers.ShouldBe(expected[from..end], $"seed {seed}, visits {from} to {end - 1}");
                    Array.Fill(answered, true, from, end - from);
                    host.Next = end;
                    if (host != owner) undead++;
                }
                catch (SketchStateLostException) when (host != owner)
                {
                    // A zombie starts again, and finds that the partition is no longer its own.
                    refused++;
                    hosts.Remove(host);
                    await host.Sketches.DisposeAsync();
                }
                catch (SketchStateLostException)
                {
                    rebuilt++;
                    await host.RestoreAsync(checkpoint, cancel);
                }
            }
        }

        answered.ShouldAllBe(a => a);
        await checkpoint.TakeAsync(hosts[^1].Sketches, Partition, cancel);
        await ShouldHoldAsync(hosts[^1].Sketches, visits, expected, admin, seed, cancel);
        TestContext.Out.WriteLine($"{rebuilt} losses noticed, {undead} batches by zombies and {refused} refused, {hosts.Count} hosts, checkpoint {checkpoint.Size} bytes");
        if (seed % 3 != 0) rebuilt.ShouldBeGreaterThan(0);
        foreach (var host in hosts) await host.Sketches.DisposeAsync();
    }

    [Test]
    public async Task Apply_LongRun_KeepsTheCheckpointBounded(CancellationToken cancel)
    {
        await _server.ExecuteAsync("FLUSHALL");
        var visits = SampleVisits.Make(seed: 9, count: 60_000, users: 400, sessions: 1_000_000);
        var expected = Expected(visits);
        var (checkpoint, largest) = (new SketchCheckpoint(), 0L);
        await using var sketches = Open();
        for (var from = 0; from < visits.Length; from += 500)
        {
            (await sketches.ApplyAsync(Partition, visits[from..(from + 500)], cancel)).ShouldBe(expected[from..(from + 500)]);
            await checkpoint.TakeAsync(sketches, Partition, cancel);
            largest = Math.Max(largest, checkpoint.Size);
        }

        // 60,000 sessions of some 28 bytes would be 1.7 MB; two segments of 64 KiB are kept whole, and one is being written.
        largest.ShouldBeLessThan(4 * 64 * 1024);
        checkpoint.Slots.Keys.ShouldContain(name => name.StartsWith("users/", StringComparison.Ordinal));
        await _server.ExecuteAsync("FLUSHALL");
        await using var other = Open();
        await other.RestoreAsync(Partition, checkpoint.Slots, cancel);
        using var admin = await _server.ConnectAsync();
        await ShouldHoldAsync(other, visits, expected, admin, 9, cancel);
    }

    [Test]
    public async Task Apply_ServerRestartedEmpty_ThrowsAndIsRightAfterTheReplay(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        var visits = SampleVisits.Make(seed: 4, count: 600, users: 200);
        var expected = Expected(visits);
        var checkpoint = new SketchCheckpoint();
        await using var sketches = RedisSketching.Open(server, Configure);
        (await sketches.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        await checkpoint.TakeAsync(sketches, Partition, cancel);
        (await sketches.ApplyAsync(Partition, visits[100..150], cancel)).ShouldBe(expected[100..150]);
        server.Kill();
        await server.RestartAsync();
        var error = await Should.ThrowAsync<SketchStateLostException>(async () => await sketches.ApplyAsync(Partition, visits[150..200], cancel));
        error.Message.ShouldContain(Partition);
        error.Message.ShouldContain($"{visits[149].Offset}");
        await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel);
        (await sketches.ApplyAsync(Partition, visits[100..150], cancel)).ShouldBe(expected[100..150], "as before the loss");
        (await sketches.ApplyAsync(Partition, visits[150..], cancel)).ShouldBe(expected[150..]);
        using var admin = await server.ConnectAsync();
        await ShouldHoldAsync(sketches, visits, expected, admin, 4, cancel);
    }

    [Test]
    public async Task Restore_InterruptedRebuild_StartsOver(CancellationToken cancel)
    {
        await _server.ExecuteAsync("FLUSHALL");
        var visits = SampleVisits.Make(seed: 8, count: 900, users: 300);
        var expected = Expected(visits);
        var checkpoint = new SketchCheckpoint();
        await using var sketches = Open();
        (await sketches.ApplyAsync(Partition, visits[..800], cancel)).ShouldBe(expected[..800]);
        await checkpoint.TakeAsync(sketches, Partition, cancel);

        // A rebuild that came as far as its first step.
        using var admin = await _server.ConnectAsync();
        var (database, keys) = (admin.GetDatabase(), new PartitionKeys("", Partition));
        var filter = UserFilter.Plain(Capacity, 0.01);
        RedisValue[] begin = ["token-of-one-that-died", filter.Probes, filter.LastBit];
        await database.ScriptEvaluateAsync(RebuildScripts.Begin, keys.All, begin);
        await Should.ThrowAsync<SketchStateLostException>(async () => await sketches.ApplyAsync(Partition, visits[800..], cancel));
        await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel);

        // What the dead one had sent arrives late and finds that its time is over.
        RedisValue[] late = ["token-of-one-that-died", 1, filter.Probes, filter.CellSize, filter.Cells(["late"]), 1, "late", 77];
        ((long)await database.ScriptEvaluateAsync(RebuildScripts.PutUsers, keys.All, late)).ShouldBe(0);
        (await sketches.ApplyAsync(Partition, visits[800..], cancel)).ShouldBe(expected[800..]);
        await ShouldHoldAsync(sketches, visits, expected, admin, 8, cancel);
    }

    [Test]
    public async Task Apply_ScriptThatDiesMidway_LeavesNoHalfAppliedState(CancellationToken cancel)
    {
        await _server.ExecuteAsync("FLUSHALL");
        var visits = SampleVisits.Make(seed: 12, count: 400, users: 300);
        var expected = Expected(visits);
        var checkpoint = new SketchCheckpoint();
        await using var sketches = Open();
        (await sketches.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        await checkpoint.TakeAsync(sketches, Partition, cancel);
        // The script finds out only after it has fed the filter.
        await _server.ExecuteAsync("DEL", $"distinct_users_hyperloglog:{{{Partition}}}");
        await _server.ExecuteAsync("LPUSH", $"distinct_users_hyperloglog:{{{Partition}}}", "x");
        (await Should.ThrowAsync<RedisServerException>(async () => await sketches.ApplyAsync(Partition, visits[100..200], cancel)))
            .Message.ShouldContain("WRONGTYPE");
        await Should.ThrowAsync<SketchStateLostException>(async () => await sketches.ApplyAsync(Partition, visits[100..200], cancel));
        await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel);
        (await sketches.ApplyAsync(Partition, visits[100..], cancel)).ShouldBe(expected[100..]);
        using var admin = await _server.ConnectAsync();
        await ShouldHoldAsync(sketches, visits, expected, admin, 12, cancel);
    }

    [Test]
    public async Task Restore_ServerFarAhead_RebuildsAndAnswersAlike(CancellationToken cancel)
    {
        await _server.ExecuteAsync("FLUSHALL");
        var visits = SampleVisits.Make(seed: 10, count: 3_000, users: 300, sessions: 2_000);
        var expected = Expected(visits);
        var checkpoint = new SketchCheckpoint();
        await using var former = Open();
        (await former.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        await checkpoint.TakeAsync(former, Partition, cancel);
        (await former.ApplyAsync(Partition, visits[100..], cancel)).ShouldBe(expected[100..]);

        // A copy of the checkpoints from long ago: the sessions behind it are no longer remembered by the server.
        await using var next = Open();
        await next.RestoreAsync(Partition, checkpoint.Slots, cancel);
        (await next.ApplyAsync(Partition, visits[100..], cancel)).ShouldBe(expected[100..]);
        using var admin = await _server.ConnectAsync();
        await ShouldHoldAsync(next, visits, expected, admin, 10, cancel);
    }

    [Test]
    public async Task Restore_OtherFilterSize_IsRebuiltInIt(CancellationToken cancel)
    {
        await _server.ExecuteAsync("FLUSHALL");
        var visits = SampleVisits.Make(seed: 11, count: 3_000, users: 2_000);
        var checkpoint = new SketchCheckpoint();
        await using var small = Open();
        (await small.ApplyAsync(Partition, visits[..1_000], cancel)).Count.ShouldBe(1_000);
        await checkpoint.TakeAsync(small, Partition, cancel);
        await using var large = RedisSketching.Open(_server, options =>
        {
            Configure(options);
            options.BloomCapacity = 100_000;
        });
        await large.RestoreAsync(Partition, checkpoint.Slots, cancel);
        var answers = await large.ApplyAsync(Partition, visits[1_000..], cancel);
        answers.ShouldBe(SampleVisits.Answers(visits, remembered: Remembered)[1_000..], "no false positive is likely in so large a filter");
        await Should.ThrowAsync<SketchStateLostException>(async () => await small.ApplyAsync(Partition, visits[1_000..], cancel));
    }

    private static VisitAnswer[] Expected(Visit[] visits)
    {
        var filter = new BloomFilter(Capacity, 0.01);
        return SampleVisits.Answers(visits, user => filter.Add(user), Remembered);
    }

    private static void Configure(RedisSketchesOptions options)
    {
        options.BloomCapacity = Capacity;
        options.DuplicateCapacity = Remembered;
    }

    private static async Task ShouldHoldAsync(
        RedisSketches sketches, Visit[] visits, VisitAnswer[] expected, ConnectionMultiplexer admin, int seed, CancellationToken cancel)
    {
        var counts = visits.Zip(expected).Where(v => v.Second.SessionCount > 0)
            .GroupBy(v => v.First.UserId, (user, answered) => (User: user, Count: answered.Max(v => v.Second.SessionCount))).ToList();
        var database = admin.GetDatabase();
        var stored = (await database.HashGetAllAsync($"user_session_counts:{{{Partition}}}")).ToDictionary(e => (string)e.Name!, e => (long)e.Value);
        stored.ShouldBe(counts.ToDictionary(c => c.User, c => c.Count), ignoreOrder: true, $"seed {seed}");
        (await sketches.SessionCountAsync(counts[0].User, cancel)).ShouldBe(counts[0].Count);
        foreach (var user in counts) await database.HyperLogLogAddAsync("oracle", user.User);
        (await sketches.DistinctUsersAsync(cancel)).ShouldBe(await database.HyperLogLogLengthAsync("oracle"), $"seed {seed}");
        await database.KeyDeleteAsync("oracle");
    }

    private RedisSketches Open() => RedisSketching.Open(_server, Configure);

    private sealed class Host(RedisSketches sketches)
    {
        public RedisSketches Sketches => sketches;

        public int Next { get; set; }

        public async Task RestoreAsync(SketchCheckpoint checkpoint, CancellationToken cancel)
        {
            await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel);
            Next = checkpoint.Next;
        }
    }
}
