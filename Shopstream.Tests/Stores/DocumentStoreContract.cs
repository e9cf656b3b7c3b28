using System.Text;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>What every provider of <see cref="IDocumentStore"/> keeps to. A provider's fixture says how to open one, empty for each test.</summary>
public abstract class DocumentStoreContract
{
    private static readonly CollectionDefinition Sessions = new("contract_sessions",
        [new("userId", IsInteger: false), new("timestamp", IsInteger: true)],
        [["userId", "timestamp"], ["timestamp"]]);

    /// <summary>The store under test.</summary>
    protected IDocumentStore Store { get; private set; } = null!;

    [SetUp]
    public async Task OpenStore() => Store = await OpenAsync();

    [TearDown]
    public async Task CloseStore()
    {
        await Store.DisposeAsync();
        await CleanAsync();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task GetAsync_AfterUpsert_GivesTheBodyOrNull(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        var body = """{"a":"Stühle 椅子 🪑","b":[1,2.5,null],"c":{}}""";
        await Store.UpsertAsync(Sessions.Name, [new Document("0/000000000001", Encoding.UTF8.GetBytes(body), ["u1", 5L])], token);

        var found = await Store.GetAsync(Sessions.Name, "0/000000000001", token);

        found.ShouldNotBeNull();
        found.Id.ShouldBe("0/000000000001");
        Same(found.Body, body).ShouldBeTrue();
        (await Store.GetAsync(Sessions.Name, "0/000000000002", token)).ShouldBeNull();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task UpsertAsync_SameIdAgain_ReplacesBodyAndFields(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync(Sessions.Name, [Session("a", "u1", 1), Session("b", "u1", 2), Session("a", "u1", 3)], token);
        await Store.UpsertAsync(Sessions.Name, [Session("b", "u2", 4)], token);

        (await Ids(new DocumentQuery { Where = [new("userId", Comparison.Equal, "u1")] }, token)).ShouldBe(["a"]);
        (await Ids(new DocumentQuery { Where = [new("timestamp", Comparison.Equal, 3L)] }, token)).ShouldBe(["a"]);
        (await Ids(new DocumentQuery { Where = [new("timestamp", Comparison.Equal, 1L)] }, token)).ShouldBeEmpty();
        Same((await Store.GetAsync(Sessions.Name, "b", token))!.Body, Text(Session("b", "u2", 4))).ShouldBeTrue();
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(2);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_EqualValuesOfTheSortField_FollowById([Values] bool descending, CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync(Sessions.Name, [.. "cbefad".Select(id => Session($"{id}", "u1", id < 'd' ? 1 : 2))], token);

        (await Ids(new DocumentQuery { SortBy = "timestamp", Descending = descending }, token))
            .ShouldBe(descending ? ["d", "e", "f", "a", "b", "c"] : ["a", "b", "c", "d", "e", "f"]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task TryReplaceAsync_ExpectedValue_WritesOnlyWhenItIsStored(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);

        (await Store.TryReplaceAsync(Sessions.Name, Session("a", "u1", 1), "timestamp", 1, token)).ShouldBeFalse();
        (await Store.TryReplaceAsync(Sessions.Name, Session("a", "u1", 1), "timestamp", null, token)).ShouldBeTrue();
        (await Store.TryReplaceAsync(Sessions.Name, Session("a", "u2", 2), "timestamp", null, token)).ShouldBeFalse();
        (await Store.TryReplaceAsync(Sessions.Name, Session("a", "u2", 2), "timestamp", 7, token)).ShouldBeFalse();
        Same((await Store.GetAsync(Sessions.Name, "a", token))!.Body, Text(Session("a", "u1", 1))).ShouldBeTrue();
        (await Store.TryReplaceAsync(Sessions.Name, Session("a", "u3", 3), "timestamp", 1, token)).ShouldBeTrue();
        Same((await Store.GetAsync(Sessions.Name, "a", token))!.Body, Text(Session("a", "u3", 3))).ShouldBeTrue();
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(1);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task TryReplaceAsync_ManyAtOnce_OneWins(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        for (var round = 0L; round < 10; round++)
        {
            long? expected = round == 0 ? null : round - 1;
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
                async () => await Store.TryReplaceAsync(Sessions.Name, Session("a", $"u{writer}", round), "timestamp", expected, token), token)));
            won.Count(w => w).ShouldBe(1, $"round {round}");
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [CancelAfter(60_000)]
    public async Task FindAsync_RandomQueries_GiveWhatAFilterOverAllGives(int seed, CancellationToken token)
    {
        var random = new Random(seed);
        await Store.EnsureCollectionAsync(Sessions, token);
        var all = Enumerable.Range(0, 1_500).Select(i => Session($"{i % 3}/{i:D12}", random.Next(10) == 0 ? null : $"u{random.Next(40)}", random.Next(500))).ToList();
        foreach (var chunk in all.Chunk(400)) await Store.UpsertAsync(Sessions.Name, chunk, token);

        for (var n = 0; n < 60; n++)
        {
            var query = DocumentOracle.RandomQuery(random);
            var expected = all.Where(d => query.Where.All(c => DocumentOracle.Holds(c, d))).ToList();
            var message = $"seed {seed}, query {n}: {string.Join(" and ", query.Where)} sort {query.SortBy} {query.Descending} limit {query.Limit}";
            (await Store.CountAsync(Sessions.Name, query with { Limit = null }, token)).ShouldBe(expected.Count, message);

            var found = await Ids(query, token);
            found.ShouldBeUnique(message);
            found.Count.ShouldBe(Math.Min(expected.Count, query.Limit ?? int.MaxValue), message);
            if (query.SortBy is null)
            {
                found.ShouldBeSubsetOf(expected.Select(d => d.Id), message);
                continue;
            }

            // Documents of equal rank may come in any order, so ranks are compared.
            var ranks = expected.ToDictionary(d => d.Id, d => (long)d.FieldValues[1]!, StringComparer.Ordinal);
            var ordered = query.Descending ? ranks.Values.OrderDescending() : ranks.Values.Order();
            found.Select(id => ranks[id]).ShouldBe(ordered.Take(query.Limit ?? int.MaxValue), message);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_StartsWithAndIds_CompareByCharacters(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync(Sessions.Name, [Session("1", "a%", 1), Session("2", "ab", 2), Session("3", "a_", 3), Session("4", "A%", 4), Session("5", "a", 5), Session("6", "äx", 6)], token);

        (await Ids(Prefix("a%"), token)).ShouldBe(["1"]);
        (await Ids(Prefix("a"), token)).ShouldBe(["1", "2", "3", "5"], ignoreOrder: true);
        (await Ids(Prefix("ä"), token)).ShouldBe(["6"]);
        (await Ids(Prefix("a."), token)).ShouldBeEmpty();
        (await Ids(new DocumentQuery { Where = [new("_id", Comparison.Equal, "4")] }, token)).ShouldBe(["4"]);
        (await Ids(new DocumentQuery { Where = [new("_id", Comparison.AtLeast, "2"), new("_id", Comparison.Below, "5")], SortBy = "_id", Descending = true }, token))
            .ShouldBe(["4", "3", "2"]);

        static DocumentQuery Prefix(string value) => new() { Where = [new("userId", Comparison.StartsWith, value)] };
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_MoreThanAChunk_StreamsAllOnce(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        for (var batch = 0; batch < 5; batch++)
            await Store.UpsertAsync(Sessions.Name, [.. Enumerable.Range(batch * 1000, 1000).Select(i => Session($"{i:D6}", "u", i))], token);

        var ids = Enumerable.Range(0, 5000).Select(i => $"{i:D6}").ToList();
        (await Ids(DocumentQuery.All, token)).ShouldBe(ids, ignoreOrder: true);
        (await Ids(DocumentQuery.All with { Limit = 1234 }, token)).Distinct().Count().ShouldBe(1234);
        (await Ids(DocumentQuery.All with { Limit = 0 }, token)).ShouldBeEmpty();
        (await Ids(new DocumentQuery { SortBy = "timestamp" }, token)).ShouldBe(ids);
        (await Ids(new DocumentQuery { SortBy = "timestamp", Descending = true, Limit = 3 }, token)).ShouldBe(["004999", "004998", "004997"]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_Cancelled_Stops(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync(Sessions.Name, [.. Enumerable.Range(0, 2000).Select(i => Session($"{i:D6}", "u", i))], token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var seen = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.FindAsync(Sessions.Name, DocumentQuery.All, cancel.Token))
                if (++seen == 10) await cancel.CancelAsync();
        });

        seen.ShouldBe(10);
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(2000);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task DeleteAsync_ByCondition_RemovesWhatMatchesAndSaysHowMany(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        await Store.UpsertAsync(Sessions.Name, [.. Enumerable.Range(0, 100).Select(i => Session($"{i:D3}", $"u{i % 4}", i))], token);

        (await Store.DeleteAsync(Sessions.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, "u1")] }, token)).ShouldBe(25);
        (await Store.DeleteAsync(Sessions.Name, new DocumentQuery { Where = [new("timestamp", Comparison.Below, 10L)] }, token)).ShouldBe(7);
        (await Store.DeleteAsync(Sessions.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, "nobody")] }, token)).ShouldBe(0);
        (await Store.GetAsync(Sessions.Name, "001", token)).ShouldBeNull();
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(68);
        (await Store.DeleteAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(68);
        (await Ids(DocumentQuery.All, token)).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task UpsertAsync_WritersAndReadersAtOnce_NothingIsLostAndOrderOfVisibilityHolds(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(
            async () =>
            {
                for (var batch = 0; batch < 15; batch++)
                    await Store.UpsertAsync(Sessions.Name, [.. Enumerable.Range(batch * 20, 20).Select(i => Session($"{w}/{i:D6}", $"w{w}", i))], token);
            },
            token)).ToList();
        var reader = Task.Run(
            async () =>
            {
                while (!writers.TrueForAll(w => w.IsCompleted))
                {
                    for (var w = 0; w < 4; w++)
                    {
                        // When the last one of a call is there, all of its call and those before it are.
                        var last = await Ids(new DocumentQuery { Where = [new("userId", Comparison.Equal, $"w{w}")], SortBy = "timestamp", Descending = true, Limit = 1 }, token);
                        if (last.Count == 0) continue;
                        var before = await Store.CountAsync(Sessions.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, $"w{w}")] }, token);
                        var newest = int.Parse(last[0].Split('/')[1]);
                        before.ShouldBeGreaterThanOrEqualTo(newest % 20 == 19 ? newest + 1 : newest / 20 * 20);
                    }
                }
            },
            token);

        await Task.WhenAll(writers);
        await reader;
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(1200);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AnyCall_UnknownCollectionFieldOrType_SaysSo(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Sessions, token);

        (await Should.ThrowAsync<ArgumentException>(async () => await Store.UpsertAsync("nowhere", [Session("a", "u", 1)], token))).Message.ShouldContain("nowhere");
        (await Should.ThrowAsync<ArgumentException>(async () => await Ids(new DocumentQuery { Where = [new("color", Comparison.Equal, "red")] }, token))).Message.ShouldContain("color");
        await Should.ThrowAsync<ArgumentException>(async () => await Ids(new DocumentQuery { SortBy = "color" }, token));
        await Should.ThrowAsync<ArgumentException>(async () => await Ids(new DocumentQuery { Where = [new("timestamp", Comparison.Equal, "5")] }, token));
        await Should.ThrowAsync<ArgumentException>(async () => await Ids(new DocumentQuery { Where = [new("timestamp", Comparison.StartsWith, 5L)] }, token));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.UpsertAsync(Sessions.Name, [new Document("a", "{}"u8.ToArray(), ["u"])], token));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.UpsertAsync(Sessions.Name, [new Document("a", "{}"u8.ToArray(), ["u", "5"])], token));
        (await Store.CountAsync(Sessions.Name, DocumentQuery.All, token)).ShouldBe(0);
    }

    [TestCase("x\"; DROP TABLE t; --")]
    [TestCase("Upper")]
    [TestCase("")]
    public async Task EnsureCollectionAsync_NameNotAllowed_IsRefused(string name)
    {
        await Should.ThrowAsync<ArgumentException>(async () => await Store.EnsureCollectionAsync(new CollectionDefinition(name, [], []), CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(async () =>
            await Store.EnsureCollectionAsync(new CollectionDefinition("fine", [new IndexedField(name, IsInteger: false)], []), CancellationToken.None));
    }

    /// <summary>A new, empty store.</summary>
    protected abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Removes what a test left behind, after the store is closed.</summary>
    protected virtual Task CleanAsync() => Task.CompletedTask;

    /// <summary>A document of the contract's collection.</summary>
    protected static Document Session(string id, string? userId, long timestamp) =>
        new(id, Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","userId":{{(userId is null ? "null" : $"\"{userId}\"")}},"timestamp":{{timestamp}}}"""), [userId, timestamp]);

    private static string Text(Document document) => Encoding.UTF8.GetString(document.Body.Span);

    private static bool Same(ReadOnlyMemory<byte> body, string expected) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(body.Span), System.Text.Json.Nodes.JsonNode.Parse(expected));

    private async Task<List<string>> Ids(DocumentQuery query, CancellationToken token)
    {
        var ids = new List<string>();
        await foreach (var document in Store.FindAsync(Sessions.Name, query, token)) ids.Add(document.Id);
        return ids;
    }
}
