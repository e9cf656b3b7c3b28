using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>What the provider sends when it writes.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class MongoWriteTests : MongoServerFixture
{
    [Test]
    public async Task UpsertAsync_SeveralDocuments_AreOneUnorderedUpdateAndThenTheLastAlone(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 10).Select(i => Session($"s{i}", "u", i))], token);

        var updates = Server.RequestsOf("update");
        updates.Count.ShouldBe(2);
        foreach (var update in updates)
        {
            update.Command["ordered"].ShouldBe(false);
            Concern(update).ShouldBe(("majority", true, 5000L));
            update.Command["update"].ShouldBe("sessions");
            update.Command["$db"].ShouldBe("test");
            foreach (var item in update.Items)
            {
                item["upsert"].ShouldBe(true);
                item.Doc("q").ToString().ShouldBe($"{{_id: \"{item.Doc("u")["_id"]}\"}}");
                item["multi"].ShouldNotBe(true);
            }
        }

        updates[0].Items.Select(i => i.Doc("u")["_id"]).ShouldBe(Enumerable.Range(0, 9).Select(i => (object)$"s{i}"));
        updates[1].Items.Single().Doc("u").ToString().ShouldBe("""{_id: "s9", userId: "u", startMs: 9, text: ""}""");
        Stored().Count.ShouldBe(10);
    }

    [Test]
    public async Task UpsertAsync_MoreThanABatch_GoesInSeveral(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 2_500).Select(i => Session($"{i}"))], token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 5).Select(i => Session($"large{i}", bytes: 5_000_000))], token);

        Server.RequestsOf("update").Select(u => u.Items.Count).ShouldBe([1000, 1000, 499, 1, 2, 2, 1]);
        Stored().Count.ShouldBe(2_505);
    }

    [Test]
    public async Task UpsertAsync_SameIdAgain_SendsTheLastOfTheBatch(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [Session("a", startMs: 1), Session("b", startMs: 2), Session("a", startMs: 3), Session("b", startMs: 4)], token);

        Stored().ShouldBe(["a=3", "b=4"]);
        Server.RequestsOf("update")[0].Items.Select(i => i.Doc("u")["startMs"]).ShouldBe([3, 2], ignoreOrder: true);
    }

    [Test]
    public async Task UpsertAsync_AnEarlierDocumentIsRefused_LastIsNotWrittenAndTheIdIsNamed(CancellationToken token)
    {
        await PrepareAsync(token);
        Server.Inject(new MongoFault("update") { WriteError = (1, 121) });

        var error = await Should.ThrowAsync<MongoStoreException>(async () => await Store.UpsertAsync("sessions", [Session("a"), Session("b"), Session("c")], token));

        error.Code.ShouldBe(121);
        error.Message.ShouldContain("document b:");
        error.Message.ShouldContain($"127.0.0.1:{Server.Port}, test.sessions: upsert failed");
        Stored().ShouldBe(["a=1"]);
        Server.RequestsOf("update").Count.ShouldBe(1, "it was tried again");
    }

    [Test]
    public async Task UpsertAsync_DuplicateKeyOfAnotherWriter_SendsOnlyThoseAgain(CancellationToken token)
    {
        await PrepareAsync(token);
        Server.Inject(new MongoFault("update") { WriteError = (2, 11000) });

        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 5).Select(i => Session($"s{i}", startMs: i))], token);

        Server.RequestsOf("update").Select(u => string.Join(' ', u.Items.Select(i => i.Doc("u")["_id"]))).ShouldBe(["s0 s1 s2 s3", "s2", "s4"]);
        Stored().ShouldBe(["s0=0", "s1=1", "s2=2", "s3=3", "s4=4"]);
    }

    [Test]
    public async Task UpsertAsync_SomeRefusedAndTheRestUnconfirmed_SendsAllAgain(CancellationToken token)
    {
        await PrepareAsync(token);
        Server.Inject(new MongoFault("update") { WriteError = (2, 11000), WriteConcernError = 64 });

        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 5).Select(i => Session($"s{i}", startMs: i))], token);

        Server.RequestsOf("update").Select(u => u.Items.Count).ShouldBe([4, 4, 1]);
        Stored().Count.ShouldBe(5);
    }

    [Test]
    public async Task UpsertAsync_DuplicateKeyAgainAndAgain_ThrowsAfterTheTime(CancellationToken token)
    {
        await PrepareAsync(token);
        await using var store = Open(o => o.RetryFor = TimeSpan.FromMilliseconds(200));
        await store.EnsureCollectionAsync(Sessions, token);
        Server.Inject(new MongoFault("update") { Times = 1_000, WriteError = (0, 11000) });

        var error = await Should.ThrowAsync<MongoStoreException>(async () => await store.UpsertAsync("sessions", [Session("a"), Session("b")], token));

        error.Kind.ShouldBe(MongoFailureKind.Passing);
        Server.RequestsOf("update").Count.ShouldBeGreaterThan(1);
    }

    [Test]
    public async Task UpsertAsync_DocumentOfMoreThan16Megabytes_IsRefusedByIdBeforeAnythingIsSent(CancellationToken token)
    {
        await PrepareAsync(token);
        var error = await Should.ThrowAsync<ArgumentException>(async () => await Store.UpsertAsync("sessions", [Session("small"), Session("too-large", bytes: 16 << 20), Session("c")], token));

        error.Message.ShouldContain("too-large");
        error.Message.ShouldContain("16777216");
        Server.Requests.ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(async () => await Store.TryReplaceAsync("sessions", Session("too-large", bytes: 16 << 20), "startMs", null, token));
        await Store.UpsertAsync("sessions", [Session("fits", bytes: (16 << 20) - 100)], token);
        (await Store.GetAsync("sessions", "fits", token))!.Body.Length.ShouldBeGreaterThan((16 << 20) - 100);
    }

    [Test]
    public async Task UpsertAsync_WriteConcernInTheConnectionString_IsKept(CancellationToken token)
    {
        await using var store = Open(o => o.ConnectionString += "?w=1&journal=false&wtimeoutMS=77");
        await PrepareAsync(token, store);
        await store.UpsertAsync("sessions", [Session("a")], token);

        Concern(Server.RequestsOf("update").Single()).ShouldBe((1, false, 77L));
    }

    [Test]
    public async Task EnsureCollectionAsync_WithIndexes_CreatesThemUnderTheServersNames(CancellationToken token)
    {
        await using var store = Open(o =>
        {
            o.CollectionPrefix = "shop.";
            o.TimeToLive["sessions"] = TimeSpan.FromDays(2);
        });
        await store.EnsureCollectionAsync(Sessions, token);
        await store.EnsureCollectionAsync(Sessions, token);
        await store.EnsureCollectionAsync(new CollectionDefinition("plain", [], []), token);

        Server.Data.Collection("test", "shop.sessions").Indexes.Select(i => i.ToString()).ShouldBe(
        [
            """{key: {userId: 1, startMs: 1}, name: "userId_1_startMs_1"}""",
            """{key: {startMs: 1}, name: "startMs_1"}""",
            """{key: {_expiresAt: 1}, name: "_expiresAt_1", expireAfterSeconds: 0}""",
        ]);
        Server.RequestsOf("createIndexes").Count.ShouldBe(2);
    }

    [Test]
    public async Task UpsertAsync_TimeToLive_ExpiresThatLongAfterTheLastWrite(CancellationToken token)
    {
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        var time = new Tests.Support.ManualTimeProvider(start);
        await using var store = Open(o => o.TimeToLive["SESSIONS"] = TimeSpan.FromHours(1), time);
        await PrepareAsync(token, store);
        await store.UpsertAsync("sessions", [Session("a"), Session("b")], token);
        (await store.TryReplaceAsync("sessions", Session("c"), "startMs", null, token)).ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(30));
        await store.UpsertAsync("sessions", [Session("b", startMs: 2)], token);

        var collection = Server.Data.Collection("test", "sessions");
        collection.RemoveExpired(start + TimeSpan.FromHours(1)).ShouldBe(0);
        collection.RemoveExpired(start + TimeSpan.FromMinutes(61)).ShouldBe(2);
        Stored().ShouldBe(["b=2"]);
        System.Text.Encoding.UTF8.GetString((await store.GetAsync("sessions", "b", token))!.Body.Span).ShouldBe("""{"userId":"u","startMs":2,"text":""}""");
    }

    [Test]
    public async Task DeleteAsync_ManyIds_GoesInSeveralCommands(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 2_000).Select(i => Session($"{i}", startMs: i))], token);
        await Store.DeleteAsync("sessions", [.. Enumerable.Range(500, 1_400).Select(i => $"{i}"), "nowhere"], token);
        await Store.DeleteAsync("sessions", Array.Empty<string>(), token);

        Server.RequestsOf("delete").Select(d => ((BsonArr)d.Items[0].Doc("q").Doc("_id")["$in"]!).Count).ShouldBe([1000, 401]);
        (await Store.CountAsync("sessions", DocumentQuery.All, token)).ShouldBe(600);
        (await Store.DeleteAsync("sessions", new DocumentQuery { SortBy = "startMs", Descending = true, Limit = 3 }, token)).ShouldBe(3);
        (await FindAsync(new DocumentQuery { SortBy = "startMs", Descending = true, Limit = 2 }, token)).ShouldBe(["1996", "1995"]);
        (await Store.DeleteAsync("sessions", DocumentQuery.All with { Limit = 0 }, token)).ShouldBe(0);
        (await Store.CountAsync("sessions", DocumentQuery.All with { Limit = 7 }, token)).ShouldBe(7);
        (await Store.CountAsync("sessions", DocumentQuery.All with { Limit = 0 }, token)).ShouldBe(0);
    }

    private static (object? Nodes, object? Journal, long Timeout) Concern(MongoRequest request)
    {
        var concern = request.Command.Doc("writeConcern");
        return (concern["w"], concern["j"], concern.Long("wtimeout"));
    }
}
