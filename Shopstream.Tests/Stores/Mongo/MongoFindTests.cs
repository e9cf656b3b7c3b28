using System.Text;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>Searches: in batches, beside other calls, given up, broken off.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class MongoFindTests : MongoServerFixture
{
    private static readonly DocumentQuery InOrder = new() { SortBy = "startMs" };

    [Test]
    public async Task FindAsync_MoreThanABatch_AsksForOneAfterTheOther(CancellationToken token)
    {
        await FillAsync(1_300, token);
        (await FindAsync(InOrder, token)).ShouldBe(Enumerable.Range(0, 1_300).Select(i => $"{i:D6}"));

        Server.Requests.Select(r => r.Name).ShouldBe(["find", "getMore", "getMore"]);
        var find = Server.Requests[0].Command;
        find["batchSize"].ShouldBe(512);
        find.Doc("sort").ToString().ShouldBe("{startMs: 1, _id: 1}");
        find.Has("limit").ShouldBeFalse();
        Server.Requests[1].Command["batchSize"].ShouldBe(512L);
    }

    [Test]
    public async Task FindAsync_ConditionsAndLimit_AreTheServersWork(CancellationToken token)
    {
        await FillAsync(100, token);
        var query = new DocumentQuery
        {
            Where = [new("userId", Comparison.StartsWith, "u"), new("startMs", Comparison.AtLeast, 10L), new("startMs", Comparison.Below, 90L), new("_id", Comparison.Equal, "000020")],
            SortBy = "_id",
            Descending = true,
            Limit = 5,
        };
        (await FindAsync(query, token)).ShouldBe(["000020"]);

        var find = Server.RequestsOf("find").Single().Command;
        find.Doc("filter").ToString().ShouldBe("""{$and: [{userId: {$gte: "u", $lt: "v"}}, {startMs: {$gte: 10}}, {startMs: {$lt: 90}}, {_id: {$eq: "000020"}}]}""");
        find.Doc("sort").ToString().ShouldBe("{_id: -1}");
        find["limit"].ShouldBe(5L);
        find.Has("projection").ShouldBeFalse();
    }

    [Test]
    public async Task FindAsync_CallsWithinTheLoop_HaveRoomEvenInAPoolOfOne(CancellationToken token)
    {
        await using var store = Open(o => o.PoolSize = 1);
        await FillAsync(1_300, token, store);
        var loops = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var seen = 0;
                await foreach (var document in store.FindAsync("sessions", InOrder, token))
                {
                    if (seen++ % 100 == 0) (await store.GetAsync("sessions", document.Id, token)).ShouldNotBeNull();
                }

                return seen;
            },
            token));
        (await Task.WhenAll(loops)).ShouldAllBe(seen => seen == 1_300);
    }

    [Test]
    public async Task FindAsync_GivenUp_TellsTheServer(CancellationToken token)
    {
        await FillAsync(1_300, token);
        await foreach (var _ in Store.FindAsync("sessions", InOrder, token)) break;

        await Eventually.BecomesTrueAsync(() => Server.RequestsOf("killCursors").Count == 1, "the server is told that the search is over");
        Server.RequestsOf("getMore").ShouldBeEmpty();
    }

    [Test]
    public async Task FindAsync_ManyGivenUp_LeaveRoomForMore(CancellationToken token)
    {
        await FillAsync(600, token);
        for (var i = 0; i < 150; i++)
            await foreach (var _ in Store.FindAsync("sessions", InOrder, token)) break;
        (await FindAsync(InOrder, token)).Count.ShouldBe(600);
    }

    [Test]
    public async Task FindAsync_TooManyAtATime_SaysSo(CancellationToken token)
    {
        await using var store = Open(o => o.OperationTimeout = TimeSpan.FromMilliseconds(300));
        await FillAsync(600, token, store);
        var open = new List<IAsyncEnumerator<Document>>();
        try
        {
            for (var i = 0; i < 64; i++)
            {
                open.Add(store.FindAsync("sessions", InOrder, token).GetAsyncEnumerator(token));
                (await open[^1].MoveNextAsync()).ShouldBeTrue();
            }

            var error = await Should.ThrowAsync<MongoStoreException>(async () => await store.FindAsync("sessions", InOrder, token).GetAsyncEnumerator(token).MoveNextAsync());
            error.Message.ShouldContain("64 searches are under way");
            await store.UpsertAsync("sessions", [Session("a")], token);
        }
        finally
        {
            foreach (var search in open) await search.DisposeAsync();
        }
    }

    [Test]
    public async Task FindAsync_BrokenOffInTheMiddle_ThrowsAndGivesNothingTwice(CancellationToken token)
    {
        await FillAsync(1_300, token);
        Server.Inject(new MongoFault("getMore") { Skip = 1, CutsReply = true });
        var seen = new List<string>();

        var error = await Should.ThrowAsync<MongoStoreException>(async () =>
        {
            await foreach (var document in Store.FindAsync("sessions", InOrder, token)) seen.Add(document.Id);
        });

        error.Kind.ShouldBe(MongoFailureKind.Away);
        seen.ShouldBe(Enumerable.Range(0, 1_024).Select(i => $"{i:D6}"));
        (await FindAsync(InOrder, token)).Count.ShouldBe(1_300);
    }

    [Test]
    public async Task FindAsync_LargeDocuments_ComeInSmallerChunks(CancellationToken token)
    {
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, 12).Select(i => Session($"{i:D2}", startMs: i, bytes: 1_500_000))], token);
        (await FindAsync(InOrder, token)).ShouldBe(Enumerable.Range(0, 12).Select(i => $"{i:D2}"));
    }

    [Test]
    public async Task FindAsync_StoreClosedMeanwhile_EndsWithoutHarm(CancellationToken token)
    {
        var store = Open(_ => { });
        await FillAsync(1_300, token, store);
        await using var search = store.FindAsync("sessions", InOrder, token).GetAsyncEnumerator(token);
        (await search.MoveNextAsync()).ShouldBeTrue();
        await store.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.GetAsync("sessions", "a", token));
        await Should.ThrowAsync<ObjectDisposedException>(async () =>
        {
            while (await search.MoveNextAsync())
            {
                // The rest of the chunk, then the end.
            }
        });
    }

    [Test]
    public async Task FindAsync_DocumentsOfOtherPrograms_AreReadToo(CancellationToken token)
    {
        await PrepareAsync(token);
        Server.Data.Collection("test", "sessions").Insert(new BsonDoc { { "_id", new BsonOid(new byte[12]) }, { "userId", "u" }, { "at", new BsonDate(0) } });
        await foreach (var document in Store.FindAsync("sessions", DocumentQuery.All, token))
        {
            document.Id.ShouldBe("000000000000000000000000");
            Encoding.UTF8.GetString(document.Body.Span).ShouldBe("""{"userId":"u","at":"1970-01-01T00:00:00.0000000Z"}""");
        }
    }

    private async Task FillAsync(int count, CancellationToken token, MongoDocumentStore? store = null)
    {
        if (store is not null) await PrepareAsync(token, store);
        await PrepareAsync(token);
        await Store.UpsertAsync("sessions", [.. Enumerable.Range(0, count).Select(i => Session($"{i:D6}", $"u{i % 3}", i))], token);
        Server.ForgetRequests();
    }
}
