using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Sqlite;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class SqliteDocumentStoreTests : DocumentStoreContract
{
    private static readonly CollectionDefinition ByUser = new("by_user",
        [new("userId", IsInteger: false), new("startMs", IsInteger: true)],
        [["userId", "startMs"], ["startMs"]]);

    private static readonly CollectionDefinition Plain = new("docs", [new("userId", IsInteger: false)], [["userId"]]);
    private DatabaseFolder _folder = null!;

    private string Path => _folder.File("documents.db");

    [Test]
    [CancelAfter(60_000)]
    public async Task UpsertAsync_DiskFull_NamesTheFileKeepsTheRestAndGoesOn(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Plain, token);
        await Store.UpsertAsync("docs", [Sized("a", 10)], token);
        var writer = ((SqliteDocumentStore)Store).Writer;
        await writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 12"), token);

        var error = await Should.ThrowAsync<IOException>(async () => await Store.UpsertAsync("docs", [Sized("b", 10), Sized("c", 2_000_000)], token));

        error.Message.ShouldContain(Path);
        error.Message.ShouldContain("full");
        await Store.UpsertAsync("docs", [Sized("d", 10)], token);
        (await All("docs", DocumentQuery.All, token)).ShouldBe(["a", "d"]);

        await writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 1000000"), token);
        await Store.UpsertAsync("docs", [Sized("b", 10), Sized("c", 2_000_000)], token);
        (await All("docs", DocumentQuery.All, token)).ShouldBe(["a", "d", "b", "c"]);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100_000)]
    [CancelAfter(60_000)]
    public async Task UpsertAsync_BodyOfAnyLength_ComesBackByteForByte(int length, CancellationToken token)
    {
        var body = new byte[length];
        new Random(5).NextBytes(body);
        await Store.EnsureCollectionAsync(Plain, token);
        await Store.UpsertAsync("docs", [new Document("", body, [""]), new Document("b", body, [null])], token);

        foreach (var id in new[] { "", "b" }) (await Store.GetAsync("docs", id, token))!.Body.Span.SequenceEqual(body).ShouldBeTrue(id);
        Sql("SELECT group_concat(typeof(userId) || ' ' || typeof(_body), ', ') FROM docs").ShouldBe("text blob, null blob");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Open_FileWithACollection_GoesOnWithIt(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Plain, token);
        await Store.UpsertAsync("docs", [Sized("a", 10)], token);
        await Store.DisposeAsync();

        await using var again = new SqliteDocumentStore(Path, FsyncPolicy.Commit);
        await again.EnsureCollectionAsync(Plain, token);
        await again.EnsureCollectionAsync(Plain, token);
        await again.UpsertAsync("docs", [Sized("b", 10)], token);

        (await again.CountAsync("docs", DocumentQuery.All, token)).ShouldBe(2);
    }

    [Test]
    public async Task Open_FileOfAnotherVersion_IsRefused()
    {
        await Store.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=false"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE t(x); PRAGMA user_version = 99");
        }

        var error = Should.Throw<SqliteFileException>(() => new SqliteDocumentStore(Path, FsyncPolicy.Commit));
        error.Message.ShouldContain(Path);
        error.Message.ShouldContain("99");
        error.Message.ShouldContain("expected 1");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task EnsureCollectionAsync_GainedFieldsAndIndexes_AreFilledFromTheBodies(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(new CollectionDefinition("contract", [new("userId", IsInteger: false)], [["userId"]]), token);
        var known = Session("a", "u1", 7);
        await Store.UpsertAsync("contract", [known with { FieldValues = ["u1"] }, new Document("b", "no json"u8.ToArray(), ["u2"])], token);

        await Store.EnsureCollectionAsync(
            new CollectionDefinition(
                "contract", [new("userId", IsInteger: false), new("timestamp", IsInteger: true), new("id", IsInteger: false)], [["timestamp", "userId"]]),
            token);
        await Store.UpsertAsync("contract", [Session("c", "u3", 8) with { FieldValues = ["u3", 8L, "c"] }], token);

        (await All("contract", new DocumentQuery { Where = [new("timestamp", Comparison.AtLeast, 0L)], SortBy = "timestamp" }, token)).ShouldBe(["a", "c"]);
        (await All("contract", new DocumentQuery { Where = [new("id", Comparison.AtLeast, "a")], SortBy = "id" }, token)).ShouldBe(["a", "c"]);
        Sql("SELECT group_concat(name) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contract' AND sql IS NOT NULL").ShouldBe("_contract.timestamp.userId");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task EnsureCollectionAsync_FieldOfTheOtherTypeOrNameInOtherCase_IsRefused(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Plain, token);

        (await Should.ThrowAsync<SqliteFileException>(async () => await Store.EnsureCollectionAsync(Plain with { Fields = [new("userId", IsInteger: true)] }, token)))
            .Message.ShouldContain("TEXT, expected INTEGER");
        await Should.ThrowAsync<ArgumentException>(async () => await Store.EnsureCollectionAsync(Plain with { Name = "dOCS" }, token));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.EnsureCollectionAsync(Plain with { Name = "sqlite_docs" }, token));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.EnsureCollectionAsync(Plain with { Indexes = [["other"]] }, token));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_ByUserOverSeveralBlocks_FindsAllThroughTheIndex(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(ByUser, token);
        var body = "{}"u8.ToArray();
        const int Count = (2 * SqliteCollection.BlockSize) + 1000;
        foreach (var chunk in Enumerable.Range(0, Count).Chunk(20_000))
            await Store.UpsertAsync("by_user", [.. chunk.Select(i => new Document($"{i}", body, [$"u{i % 50_000}", (long)i]))], token);
        var query = new DocumentQuery { Where = [new("userId", Comparison.Equal, "u31500")], SortBy = "startMs", Descending = true };

        (await All("by_user", query, token)).ShouldBe(["131500", "81500", "31500"]);
        (await Store.CountAsync("by_user", new DocumentQuery { Where = [new("userId", Comparison.StartsWith, "u4999")] }, token)).ShouldBe(Enumerable.Range(0, Count).Count(i => $"u{i % 50_000}".StartsWith("u4999", StringComparison.Ordinal)));
        (await Store.DeleteAsync("by_user", new DocumentQuery { Where = [new("startMs", Comparison.Below, 100_000L)] }, token)).ShouldBe(100_000);
        (await All("by_user", query, token)).ShouldBe(["131500"]);

        var collection = new SqliteCollection(ByUser);
        Plan(collection, query).ShouldContain("_by_user.userId.startMs (<expr>=? AND userId=?)");
        Plan(collection, query with { Where = [.. query.Where, new("startMs", Comparison.AtLeast, 5L)] }).ShouldContain("(<expr>=? AND userId=? AND startMs>?)");
        Plan(collection, new DocumentQuery { Where = [new("startMs", Comparison.AtLeast, 5L)], SortBy = "startMs" }).ShouldContain("_by_user.startMs (startMs>?)");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_SlowReader_HoldsNoSnapshotAndLeavesOutWhatNoLongerMatches(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Plain, token);
        await Store.UpsertAsync("docs", [.. Enumerable.Range(0, 2000).Select(i => Sized($"{i:D4}", 10))], token);
        var query = new DocumentQuery { Where = [new("userId", Comparison.Equal, "u")], SortBy = "_id" };
        var found = new List<string>();

        await foreach (var document in Store.FindAsync("docs", query, token))
        {
            found.Add(document.Id);
            if (found.Count != 1) continue;
            await Store.DeleteAsync("docs", new DocumentQuery { Where = [new("_id", Comparison.AtLeast, "1000")] }, token);
            await Store.UpsertAsync("docs", [.. Enumerable.Range(900, 50).Select(i => Sized($"{i:D4}", 10) with { FieldValues = ["v"] })], token);
            Sql("PRAGMA wal_checkpoint(TRUNCATE)").ShouldBe("0", "a snapshot is held");
        }

        found.ShouldBe([.. Enumerable.Range(0, 900).Concat(Enumerable.Range(950, 50)).Select(i => $"{i:D4}")]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task FindAsync_LongBodies_ComeInSmallerChunksButAllCome(CancellationToken token)
    {
        await Store.EnsureCollectionAsync(Plain, token);
        await Store.UpsertAsync("docs", [.. Enumerable.Range(0, 60).Select(i => Sized($"{i:D2}", 200_000))], token);
        var ids = Enumerable.Range(0, 60).Select(i => $"{i:D2}").ToList();

        (await All("docs", DocumentQuery.All, token)).ShouldBe(ids);
        (await All("docs", DocumentQuery.All with { Limit = 59 }, token)).ShouldBe(ids.Take(59));
        (await All("docs", new DocumentQuery { SortBy = "_id", Descending = true }, token)).ShouldBe(Enumerable.Reverse(ids));
    }

    [TestCase("abc", "abd")]
    [TestCase("a\uD7FF", "a\uE000")]
    [TestCase("a\U0010FFFF", "b")]
    [TestCase("\U0010FFFF", null)]
    [TestCase("", null)]
    public void AfterPrefix_Text_IsTheNextThatDoesNotBeginWithIt(string prefix, string? expected) =>
        DocumentSelect.AfterPrefix(prefix).ShouldBe(expected);

    protected override Task<IDocumentStore> OpenAsync()
    {
        _folder = new DatabaseFolder();
        return Task.FromResult<IDocumentStore>(new SqliteDocumentStore(Path, FsyncPolicy.Checkpoint));
    }

    protected override Task CleanAsync()
    {
        _folder.Remove();
        return Task.CompletedTask;
    }

    private static Document Sized(string id, int bytes) => new(id, new byte[bytes], ["u"]);

    private string? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        return connection.Scalar<string>(sql);
    }

    private string Plan(SqliteCollection collection, DocumentQuery query)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        var select = new DocumentSelect(collection, query);
        using var statement = new SqliteStatement(connection, "EXPLAIN QUERY PLAN " + select.SeqSql);
        select.Bind(statement);
        var plan = new List<string>();
        while (statement.Step()) plan.Add(statement.Text(3));
        return string.Join('\n', plan);
    }

    private async Task<List<string>> All(string collection, DocumentQuery query, CancellationToken token)
    {
        var ids = new List<string>();
        await foreach (var document in Store.FindAsync(collection, query, token)) ids.Add(document.Id);
        return ids;
    }
}
