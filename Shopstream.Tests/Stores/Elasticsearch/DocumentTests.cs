using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

[TestFixture, CancelAfter(60_000)]
public sealed class DocumentTests
{
    [Test]
    public async Task WriteDocumentsAsync_Document_IsSentWithTimeAndIdInFront(CancellationToken cancel)
    {
        await using var shop = await StartAsync();

        await shop.Index.WriteDocumentsAsync("notes", [Note("events/0:000000000007", "shoes", 1_767_571_200_123, version: 8)], cancel);

        shop.Server.Bulks.ShouldHaveSingleItem().Lines.ShouldBe(
        [
            """{"index":{"_index":"notes","_id":"events/0:000000000007","version":8,"version_type":"external_gte"}}""",
            """{"@timestamp":"2026-01-05T00:00:00.123Z","@id":"events/0:000000000007","topic":"shoes","timeMs":1767571200123}""",
        ]);
    }

    [TestCase("{}")]
    [TestCase(" { } ")]
    [TestCase("""{"topic":"t","timeMs":1.50e3,"nested":{"a":[1,2,{"b":null}]},"text":"line\nbreak \"quoted\" 🪑"}""")]
    [TestCase("""{   "topic" : "t" }""")]
    public async Task SearchAsync_Body_ComesBackAsItWasWritten(string body, CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var bytes = Encoding.UTF8.GetBytes(body);

        // The time in the body must be a whole number for this index; such bodies are kept elsewhere.
        await shop.Index.EnsureDocumentIndexAsync(new CollectionDefinition("free", [], []), cancel);
        await shop.Index.WriteDocumentsAsync("free", [new Document("x", bytes, [])], cancel);

        var found = (await FindAsync(shop, "free", DocumentQuery.All, cancel)).ShouldHaveSingleItem();
        found.Id.ShouldBe("x");
        Encoding.UTF8.GetString(found.Body.Span).ShouldBe(body.Trim());
        found.FieldValues.ShouldBeEmpty();
    }

    [Test]
    public async Task SearchAsync_BodyOverSeveralLines_ComesBackOnOne(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteDocumentsAsync("notes", [new Document("x", "{\r\n  \"topic\": \"t\",\n  \"timeMs\": 5\n}"u8.ToArray(), ["t", 5L])], cancel);

        var found = await FindAsync(shop, "notes", new DocumentQuery { Where = [new("timeMs", Comparison.Equal, 5L)] }, cancel);

        Encoding.UTF8.GetString(found.ShouldHaveSingleItem().Body.Span).ShouldBe("""{    "topic": "t",   "timeMs": 5 }""");
    }

    [Test]
    public async Task WriteDocumentsAsync_NoObject_IsRefused(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var error = await Should.ThrowAsync<ArgumentException>(async () => await shop.Index.WriteDocumentsAsync("notes", [new Document("x", "[1]"u8.ToArray(), ["t", 1L])], cancel));
        error.Message.ShouldContain("[1]");
        await Should.ThrowAsync<ArgumentException>(async () => await shop.Index.WriteDocumentsAsync("notes", [new Document("x", "{}"u8.ToArray(), [])], cancel));
        shop.Server.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task SearchAsync_MoreThanAPage_GivesAllInOrder(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteDocumentsAsync("notes", [.. Enumerable.Range(0, 2_500).Select(i => Note($"n{i:D4}", $"topic {i % 7}", i / 10))], cancel);

        var sorted = await FindAsync(shop, "notes", new DocumentQuery { SortBy = "timeMs", Descending = true }, cancel);
        sorted.Select(d => d.Id).ShouldBe(Enumerable.Range(0, 2_500).OrderByDescending(i => i / 10).ThenBy(i => i).Select(i => $"n{i:D4}"));
        (await FindAsync(shop, "notes", DocumentQuery.All, cancel)).Count.ShouldBe(2_500);
        (await FindAsync(shop, "notes", new DocumentQuery { SortBy = "timeMs", Limit = 1_500 }, cancel)).Select(d => d.Id)
            .ShouldBe(Enumerable.Range(0, 1_500).Select(i => $"n{i:D4}"));
        (await FindAsync(shop, "notes", new DocumentQuery { Limit = 0 }, cancel)).ShouldBeEmpty();
        (await FindAsync(shop, "notes", new DocumentQuery { SortBy = "_id", Descending = true, Limit = 2 }, cancel)).Select(d => d.Id).ShouldBe(["n2499", "n2498"]);
    }

    [Test]
    public async Task SearchAsync_Conditions_HoldTogether(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteDocumentsAsync("notes", [Note("a/1", "shoes", 1), Note("a/2", "shoes", 5), Note("b/1", "shirts", 5), Note("a/3", "socks", 9)], cancel);

        (await IdsAsync(new("topic", Comparison.Equal, "shoes"), new("timeMs", Comparison.AtLeast, 2L))).ShouldBe(["a/2"]);
        (await IdsAsync(new("_id", Comparison.StartsWith, "a/"), new("timeMs", Comparison.Below, 9L))).ShouldBe(["a/1", "a/2"]);
        (await IdsAsync(new FieldCondition("topic", Comparison.AtLeast, "shoes"))).ShouldBe(["a/1", "a/2", "a/3"]);
        (await IdsAsync(new FieldCondition("_id", Comparison.Equal, "b/1"))).ShouldBe(["b/1"]);

        (await Should.ThrowAsync<ArgumentException>(() => IdsAsync(new FieldCondition("color", Comparison.Equal, "x")))).Message.ShouldContain("color");
        (await Should.ThrowAsync<ArgumentException>(() => IdsAsync(new FieldCondition("timeMs", Comparison.Equal, "x")))).Message.ShouldContain("Int64");
        await Should.ThrowAsync<ArgumentException>(() => IdsAsync(new FieldCondition("timeMs", Comparison.StartsWith, 1L)));

        async Task<List<string>> IdsAsync(params FieldCondition[] where) =>
            [.. (await FindAsync(shop, "notes", new DocumentQuery { Where = where, SortBy = "_id" }, cancel)).Select(d => d.Id)];
    }

    [Test]
    public async Task SearchAsync_UnknownIndex_SaysSo(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var error = await Should.ThrowAsync<ArgumentException>(async () => await FindAsync(shop, "nowhere", DocumentQuery.All, cancel));
        error.Message.ShouldContain("nowhere");
    }

    [Test]
    public async Task WriteAndDelete_OlderVersion_ChangesNothing(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteDocumentsAsync("notes", [Note("a", "new", 2, version: 20), Note("b", "gone", 2, version: 20)], cancel);
        await shop.Index.DeleteDocumentsAsync("notes", ["b", "never there"], 25, cancel);

        await shop.Index.WriteDocumentsAsync("notes", [Note("a", "old", 1, version: 19), Note("b", "revived", 1, version: 24)], cancel);
        await shop.Index.DeleteDocumentsAsync("notes", ["a"], 10, cancel);

        shop.Stored("notes").Keys.ShouldBe(["a"]);
        shop.Stored("notes")["a"].ShouldStartWith("20 ");
        await shop.Index.WriteDocumentsAsync("notes", [Note("b", "again", 3, version: 25)], cancel);
        shop.Stored("notes").Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await shop.Index.DeleteDocumentsAsync("notes", ["a"], -1, cancel));
    }

    [Test]
    public async Task WriteDocumentsAsync_SameIdTwice_TheNewerCountsEvenWhenThePastIsRepeated(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Inject(new() { Items = (i, _) => i == 0 });

        await shop.Index.WriteDocumentsAsync("notes", [Note("a", "first", 1), Note("a", "second", 2), Note("b", "other", 3)], cancel);

        (await FindAsync(shop, "notes", new DocumentQuery { Where = [new("topic", Comparison.Equal, "second")] }, cancel)).Count.ShouldBe(1);
        (await FindAsync(shop, "notes", DocumentQuery.All, cancel)).Count.ShouldBe(2);
    }

    [Test]
    public async Task WriteDocumentsAsync_LongId_IsHashedAndComesBackWhole(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var id = new string('ü', 300);
        await shop.Index.WriteDocumentsAsync("notes", [Note(id, "t", 1), Note(id + "x", "t", 2)], cancel);

        (await FindAsync(shop, "notes", new DocumentQuery { SortBy = "timeMs" }, cancel)).Select(d => d.Id).ShouldBe([id, id + "x"]);
        await shop.Index.DeleteDocumentsAsync("notes", [id], 1, cancel);
        (await FindAsync(shop, "notes", DocumentQuery.All, cancel)).Select(d => d.Id).ShouldBe([id + "x"]);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Part_AnyTexts_FitIntoAnIdAndStayApart()
    {
        var text = ArbMap.Default.ArbFor<string>().Generator.Where(s => s is not null && s.EnumerateRunes().All(r => r.Value != 0xFFFD));
        return Prop.ForAll(text.Two().ToArbitrary(), pair =>
        {
            var (a, b) = (RowIdentity.Part(pair.Item1, 100), RowIdentity.Part(pair.Item2, 100));
            return a.Length > 0 && Encoding.UTF8.GetByteCount(a) <= 100 && !a.Any(char.IsControl) && (a == b) == (pair.Item1 == pair.Item2);
        });
    }

    private static async Task<List<Document>> FindAsync(ShopIndices shop, string index, DocumentQuery query, CancellationToken cancel)
    {
        shop.Server.Refresh();
        var found = new List<Document>();
        await foreach (var document in shop.Index.SearchAsync(index, query, cancel)) found.Add(document);
        return found;
    }
}
