using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>Whatever goes wrong for a while, a call ends with what was asked for done once.</summary>
[TestFixture(false)]
[TestFixture(true)]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class MongoFaultTests(bool isReplicaSet) : MongoServerFixture
{
    private static readonly Dictionary<string, Func<string, MongoFault>> Faults = new(StringComparer.Ordinal)
    {
        ["the connection is cut before it is done"] = command => new MongoFault(command) { CutsBefore = true },
        ["the connection is cut in the middle of the answer"] = command => new MongoFault(command) { CutsReply = true },
        ["the server is no primary"] = command => new MongoFault(command) { Error = (10107, "NotWritablePrimary") },
        ["the server shuts down"] = command => new MongoFault(command) { Error = (91, "ShutdownInProgress") },
        ["the server exceeds its time"] = command => new MongoFault(command) { Error = (262, "ExceededTimeLimit") },
        ["the answer comes too late"] = command => new MongoFault(command) { Delay = TimeSpan.FromSeconds(5) },
        ["the write is not confirmed in time"] = command => new MongoFault(command) { WriteConcernError = 64 },
        ["several in a row"] = command => new MongoFault(command) { Times = 3, CutsReply = true },
    };

    protected override MongoServerOptions ServerOptions => new() { IsReplicaSet = isReplicaSet };

    private static IEnumerable<string> Names => Faults.Keys;

    [TestCaseSource(nameof(Names))]
    public async Task UpsertAsync_Fault_EveryDocumentIsThereOnce(string fault, CancellationToken token)
    {
        await using var store = Open(o => o.OperationTimeout = TimeSpan.FromMilliseconds(700));
        await PrepareAsync(token, store);
        Server.Inject(Faults[fault]("update"));

        await store.UpsertAsync("sessions", [.. Enumerable.Range(0, 50).Select(i => Session($"{i:D2}", startMs: i))], token);

        Stored().ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i:D2}={i}"));
        Server.HasFaultsLeft.ShouldBeFalse();
        Connection.IsUp.ShouldBe(true);
        Server.RequestsOf("update").Count.ShouldBeGreaterThan(2);
    }

    [TestCaseSource(nameof(Names))]
    public async Task TryReplaceAsync_Fault_SucceedsAndIsThereOnce(string fault, CancellationToken token)
    {
        await using var store = Open(o => o.OperationTimeout = TimeSpan.FromMilliseconds(700));
        await PrepareAsync(token, store);
        Server.Inject(Faults[fault]("insert"));
        (await store.TryReplaceAsync("sessions", Session("a", startMs: 1), "startMs", null, token)).ShouldBeTrue("insert");
        Server.Inject(Faults[fault]("update"));
        (await store.TryReplaceAsync("sessions", Session("a", startMs: 2), "startMs", 1, token)).ShouldBeTrue("replace");

        Stored().ShouldBe(["a=2"]);
        (await store.TryReplaceAsync("sessions", Session("a", startMs: 3), "startMs", 1, token)).ShouldBeFalse();
        (await store.TryReplaceAsync("sessions", Session("a", startMs: 3), "startMs", null, token)).ShouldBeFalse();
        Stored().ShouldBe(["a=2"]);
    }

    [TestCase("the connection is cut in the middle of the answer")]
    [TestCase("the server is no primary")]
    [TestCase("the server exceeds its time")]
    [TestCase("the answer comes too late")]
    [TestCase("the write is not confirmed in time")]
    public async Task DeleteFindAndCount_Fault_GiveWhatIsThere(string fault, CancellationToken token)
    {
        await using var store = Open(o => o.OperationTimeout = TimeSpan.FromMilliseconds(700));
        foreach (var command in (string[])["createIndexes", "find", "aggregate", "delete"])
        {
            var kind = Faults[fault](command);
            if (kind.WriteConcernError is null || command == "delete") Server.Inject(kind);
        }

        await PrepareAsync(token, store);
        await store.UpsertAsync("sessions", [Session("a"), Session("b"), Session("c")], token);
        (await store.GetAsync("sessions", "b", token)).ShouldNotBeNull();
        (await store.CountAsync("sessions", DocumentQuery.All, token)).ShouldBe(3);
        await store.DeleteAsync("sessions", ["b"], token);
        Stored().ShouldBe(["a=1", "c=1"]);
        Server.HasFaultsLeft.ShouldBeFalse();
    }

    [TestCase(1L)]
    [TestCase(null)]
    public async Task TryReplaceAsync_AnswerLostAndAnotherWriterCameAfter_IsNotTakenForOurs(long? expected, CancellationToken token)
    {
        await PrepareAsync(token);
        if (expected is not null) await Store.UpsertAsync("sessions", [Session("a", startMs: 1)], token);

        // It is written, another writer builds upon it, and the answer is lost.
        Server.Inject(new MongoFault(expected is null ? "insert" : "update")
        {
            CutsReply = true,
            Then = () => Server.Data.Collection("test", "sessions").Replace(new BsonDoc { { "_id", "a" } }, new BsonDoc { { "startMs", 9 } }, upsert: false),
        });
        var won = await Store.TryReplaceAsync("sessions", Session("a", startMs: 2), "startMs", expected, token);

        // A replica set remembers the answer and gives it again; else it is not known any more, and nothing is overwritten.
        won.ShouldBe(isReplicaSet);
        Stored().ShouldBe(["a=9"]);
    }

    [Test]
    public async Task TryReplaceAsync_WritersAndLostAnswers_NoStepIsLostOrDoubled(CancellationToken token)
    {
        await PrepareAsync(token);
        (await Store.TryReplaceAsync("sessions", Session("a", startMs: 0), "startMs", null, token)).ShouldBeTrue();
        for (var i = 0; i < 20; i++) Server.Inject(new MongoFault("update") { Skip = i % 3, CutsReply = i % 2 == 0, CutsBefore = i % 2 == 1 });
        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                var won = new List<long>();
                while (won.Count < 15)
                {
                    var now = Server.Data.Collection("test", "sessions").Find([]).Single().Long("startMs");
                    if (await Store.TryReplaceAsync("sessions", Session("a", $"w{writer}", now + 1), "startMs", now, token)) won.Add(now + 1);
                }

                return won;
            },
            token)));

        // A win whose answer was lost, and that another writer went on from, counts for nobody; none counts for two.
        var all = steps.SelectMany(s => s).ToList();
        all.ShouldBeUnique();
        long.Parse(Stored().Single()[2..]).ShouldBeGreaterThanOrEqualTo(all.Count);
        Server.HasFaultsLeft.ShouldBeFalse();
    }

    [Test]
    public async Task UpsertAsync_ServerAwayAndBack_WaitsAndIsDone(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [Session("before")], token);
        await Server.StopAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.UpsertAsync("sessions", [Session($"a{i}"), Session($"b{i}")], token).AsTask()));
        await Eventually.BecomesTrueAsync(() => Connection.IsUp is false, "the connection is reported as lost");
        Connection.Failure.ShouldNotBeNull();
        writing.IsCompleted.ShouldBeFalse();

        await Server.RestartAsync();
        await writing;

        Stored().Count.ShouldBe(41);
        Connection.IsUp.ShouldBe(true);
    }

    [Test]
    public async Task UpsertAsync_ServerAwayForLonger_ThrowsAfterTheTimeAndNamesTheServer(CancellationToken token)
    {
        await using var store = Open(o =>
        {
            o.OperationTimeout = TimeSpan.FromMilliseconds(200);
            o.RetryFor = TimeSpan.FromMilliseconds(300);
        });
        await PrepareAsync(token, store);
        await Server.StopAsync();

        var error = await Should.ThrowAsync<MongoStoreException>(async () => await store.UpsertAsync("sessions", [Session("a")], token));

        error.Kind.ShouldBe(MongoFailureKind.Away);
        error.Message.ShouldStartWith($"MongoDB at 127.0.0.1:{Server.Port}, test.sessions: upsert failed: No suitable servers found");
        await Server.RestartAsync();
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync("sessions", [Session("a")], token);
    }

    [Test]
    public async Task UpsertAsync_CancelledWhileTheServerIsAway_Ends(CancellationToken token)
    {
        await PrepareAsync(token);
        await Server.StopAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var writing = Enumerable.Range(0, 20).Select(i => Store.UpsertAsync("sessions", [Session($"{i}")], cancel.Token).AsTask()).ToList();
        await Eventually.BecomesTrueAsync(() => Connection.IsUp is false, "the connection is reported as lost");
        await cancel.CancelAsync();

        foreach (var task in writing) await Should.ThrowAsync<OperationCanceledException>(async () => await task);
    }
}
