using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Tests.Support;
using StackExchange.Redis;

namespace Shopstream.Tests.Stores;

/// <summary>Servers that are away, slow, locked or forgetful of scripts.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class RedisSketchesOutageTests
{
    private const string Partition = "user_session_info/0";
    private const string Password = "s3cret/With=Signs";

    [Test]
    public async Task Apply_ServerFrozenForAWhile_WaitsAndCountsOnce(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        var connections = RedisSketching.Connections();
        await using var sketches = RedisSketching.Open(server.Configuration, connections, options => options.OperationTimeout = TimeSpan.FromMilliseconds(300));
        var visits = SampleVisits.Make(seed: 1, count: 400);
        var expected = SampleVisits.Answers(visits);
        (await sketches.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        connections.All.Single().IsUp.ShouldBe(true);

        server.Freeze();
        var applying = sketches.ApplyAsync(Partition, visits[100..200], cancel).AsTask();
        await Eventually.BecomesTrueAsync(() => connections.All.Single().IsUp is false, "the connection counts as down");
        connections.All.Single().Failure.ShouldNotBeNullOrEmpty();
        applying.IsCompleted.ShouldBeFalse();
        server.Thaw();
        (await applying).ShouldBe(expected[100..200], "given up calls that were carried out after all count nothing twice");
        connections.All.Single().IsUp.ShouldBe(true);
        (await sketches.ApplyAsync(Partition, visits[200..], cancel)).ShouldBe(expected[200..]);
        foreach (var (user, count) in SampleVisits.Counts(visits)) (await sketches.SessionCountAsync(user, cancel)).ShouldBe(count);
    }

    [Test]
    public async Task Apply_ServerAwayForTooLong_ThrowsAndHealsByItself(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        var connections = RedisSketching.Connections();
        await using var sketches = RedisSketching.Open(server.Configuration, connections, options => options.RetryFor = TimeSpan.FromMilliseconds(500));
        var visits = SampleVisits.Make(seed: 2, count: 200);
        var expected = SampleVisits.Answers(visits);
        var checkpoint = new SketchCheckpoint();
        (await sketches.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        await checkpoint.TakeAsync(sketches, Partition, cancel);
        server.Kill();
        var error = await Should.ThrowAsync<TimeoutException>(async () => await sketches.ApplyAsync(Partition, visits[100..], cancel));
        error.Message.ShouldContain("0.5 s");
        connections.All.Single().IsUp.ShouldBe(false);
        await Should.ThrowAsync<TimeoutException>(async () => await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel));
        checkpoint.Slots.Count.ShouldBe(2);

        await server.RestartAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await sketches.RestoreAsync(Partition, checkpoint.Slots, cancel);
                    return true;
                }
                catch (TimeoutException)
                {
                    return false;
                }
            },
            "the job starts again until the server is back");
        (await sketches.ApplyAsync(Partition, visits[100..], cancel)).ShouldBe(expected[100..]);
        connections.All.Single().IsUp.ShouldBe(true);
    }

    [Test]
    public async Task Apply_ServerNotThereAtTheStart_ConnectsOnceItIs(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        server.Kill();
        await using var sketches = RedisSketching.Open(server);
        var applying = sketches.ApplyAsync(Partition, SampleVisits.Make(seed: 1, count: 10), cancel).AsTask();
        await server.RestartAsync();
        (await applying).ShouldBe(SampleVisits.Answers(SampleVisits.Make(seed: 1, count: 10)));
    }

    [Test]
    public async Task Apply_ScriptsFlushed_BringsThemAlongAgain(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        var connections = RedisSketching.Connections();
        await using var sketches = RedisSketching.Open(server.Configuration, connections);
        var visits = SampleVisits.Make(seed: 3, count: 100);
        for (var from = 0; from < 100; from += 20)
        {
            (await sketches.ApplyAsync(Partition, visits[from..(from + 20)], cancel)).ShouldBe(SampleVisits.Answers(visits)[from..(from + 20)]);
            await server.ExecuteAsync("SCRIPT", "FLUSH");
            connections.All.Single().IsUp.ShouldBe(true);
        }
    }

    [Test]
    public async Task Apply_PasswordInASettingOfItsOwn_IsUsed(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync("--requirepass", Password);
        await using var sketches = RedisSketching.Open(server, options => options.Password = Password);
        (await sketches.ApplyAsync(Partition, [new(0, "s1", "ann", true)], cancel)).ShouldBe([new(false, false, 1)]);
        await using var other = RedisSketching.Open($"{server.Configuration},password={Password}", RedisSketching.Connections());
        (await other.DistinctUsersAsync(cancel)).ShouldBe(1);
    }

    [Test]
    public async Task Apply_WrongPassword_ThrowsWithoutNamingIt(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync("--requirepass", "another");
        var connections = RedisSketching.Connections();
        await using var sketches = RedisSketching.Open(server.Configuration, connections, options =>
        {
            (options.Password, options.RetryFor) = (Password, TimeSpan.FromMilliseconds(300));
        });
        var error = await Should.ThrowAsync<Exception>(async () => await sketches.ApplyAsync(Partition, [new(0, "s1", "ann", true)], cancel));
        error.ToString().ShouldNotContain(Password);
        connections.All.Single().IsUp.ShouldBe(false);
        connections.All.Single().Failure!.ShouldNotContain(Password);
    }

    [Test]
    public async Task Apply_ServerOutOfMemory_FailsAndHealsByItself(CancellationToken cancel)
    {
        using var server = await RedisServer.StartAsync();
        await using var sketches = RedisSketching.Open(server, options => options.RetryFor = TimeSpan.FromMilliseconds(200));
        var visits = SampleVisits.Make(seed: 5, count: 300);
        var expected = SampleVisits.Answers(visits);
        (await sketches.ApplyAsync(Partition, visits[..100], cancel)).ShouldBe(expected[..100]);
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
        var error = await Should.ThrowAsync<TimeoutException>(async () => await sketches.ApplyAsync(Partition, visits[100..200], cancel));
        error.Message.ShouldContain("OOM");
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        (await sketches.ApplyAsync(Partition, visits[100..], cancel)).ShouldBe(expected[100..]);
    }

    [Test]
    public async Task Apply_NewUsers_AreMistakenAsRarelyAsPromised(CancellationToken cancel)
    {
        const int Users = 100_000;
        using var server = await RedisServer.StartAsync();
        await using var sketches = RedisSketching.Open(server, options => options.BloomCapacity = Users);
        // Full to its capacity with users that come once; then as many unknown ones are asked for, which adds them as well.
        var filter = new BloomFilter(Users, 0.01);
        var mistaken = 0;
        for (var from = 0; from < Users; from += 1_000)
        {
            var batch = Enumerable.Range(from, 1_000).Select(i => new Visit(i, $"s{i}", $"user-{i}", true)).ToArray();
            var answers = await sketches.ApplyAsync(Partition, batch, cancel);
            answers.Select(a => a.IsReturning).ShouldBe(batch.Select(visit => filter.Add(visit.UserId)), $"users from {from}");
            mistaken += answers.Count(a => a.IsReturning);
        }

        var unknown = Enumerable.Range(0, 2_000).Select(i => new Visit(Users + i, $"s{Users + i}", $"unknown-{i}", true)).ToArray();
        var share = (await sketches.ApplyAsync(Partition, unknown, cancel)).Count(a => a.IsReturning) / 2_000.0;
        TestContext.Out.WriteLine($"{mistaken} of {Users} mistaken while it filled, {share:P2} of 2,000 when full");
        mistaken.ShouldBeLessThan((int)(Users * 0.01));
        share.ShouldBeLessThan(0.017, "0.01 and three standard deviations");
        using var admin = await server.ConnectAsync();
        (await admin.GetDatabase().StringLengthAsync($"users_bloomfilter:{{{Partition}}}")).ShouldBe(filter.SizeInBytes);
    }
}
