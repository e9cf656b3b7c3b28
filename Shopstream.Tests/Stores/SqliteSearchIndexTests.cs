using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Sqlite;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class SqliteSearchIndexTests : SearchIndexContract
{
    private static readonly WindowIndexDefinition Small = new("small", "key", ["name"], [new("views"), new("last", MeasureUnit.Instant, MeasureMerge.Max)]);
    private DatabaseFolder _folder = null!;

    private string Path => _folder.File("index.db");

    [Test]
    [CancelAfter(60_000)]
    public async Task Open_FileWithResults_GoesOnWithThemAndNewMeasures(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Small, token);
        await Index.WriteWindowsAsync([new WindowPartial("small", "1h", 0, "p/0", [new PartialRow("a", ["name"], [3, 9])])], token);
        await Index.DisposeAsync();

        await using var again = new SqliteSearchIndex(Path, FsyncPolicy.Commit);
        var larger = Small with { Attributes = ["name", "brand"], Measures = [.. Small.Measures, new("new"), new("newest", MeasureUnit.Instant, MeasureMerge.Max)] };
        await again.EnsureWindowIndexAsync(larger, token);

        var rows = await again.QueryWindowsAsync(new WindowQuery("small", "1h", 0, 1), token);
        rows.ShouldHaveSingleItem().Measures.ShouldBe([3, 9, 0, 0]);
        rows[0].Attributes.ShouldBe(["name", null]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task EnsureWindowIndexAsync_MeasuresInAnotherOrder_IsRefused(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Small, token);

        var error = await Should.ThrowAsync<SqliteFileException>(async () => await Index.EnsureWindowIndexAsync(Small with { Measures = [.. Small.Measures.Reverse()] }, token));

        error.Message.ShouldContain(Path);
        error.Message.ShouldContain("views, last, expected last, views");
    }

    [Test]
    public async Task Open_FileOfAnotherVersion_IsRefused()
    {
        await Index.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=false"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 99");
        }

        var error = Should.Throw<SqliteFileException>(() => new SqliteSearchIndex(Path, FsyncPolicy.Commit));
        error.Message.ShouldContain(Path);
        error.Message.ShouldContain("99");
        error.Message.ShouldContain("expected 1");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task WriteWindowsAsync_DiskFull_NamesTheFileKeepsTheRestAndGoesOn(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Small, token);
        var writer = ((SqliteSearchIndex)Index).Writer;
        await writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 20"), token);
        var large = new WindowPartial("small", "1h", 0, "p/0", [new PartialRow("a", [new string('x', 1_000_000)], [1, 1])]);

        (await Should.ThrowAsync<IOException>(async () => await Index.WriteWindowsAsync([large], token))).Message.ShouldContain(Path);

        await Index.WriteWindowsAsync([new WindowPartial("small", "1h", 0, "p/1", [new PartialRow("b", [null], [2, 2])])], token);
        (await Index.QueryWindowsAsync(new WindowQuery("small", "1h", 0, 1), token)).Select(r => r.Key).ShouldBe(["b"]);
        await writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 1000000"), token);
        await Index.WriteWindowsAsync([large], token);
        (await Index.QueryWindowsAsync(new WindowQuery("small", "1h", 0, 1), token)).Select(r => r.Key).ShouldBe(["a", "b"]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Open_LongPartials_AreReadInTheOrderOfTheTable(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Small, token);
        var rows = Enumerable.Range(0, 20_000).Select(i => new PartialRow($"key {i}", [i % 2 == 0 ? null : "known"], [i, i])).ToList();
        await Index.WriteWindowsAsync([.. Enumerable.Range(0, 3).Select(p => new WindowPartial("small", "1d", 0, $"p/{p}", rows))], token);

        var top = await Index.QueryWindowsAsync(new WindowQuery("small", "1d", 0, 1) { OrderBy = "views", Top = 2 }, token);

        top.Select(r => (r.Key, r.Measures[0], r.Measures[1], r.Attributes[0])).ShouldBe([("key 19999", 59997L, 19999L, "known"), ("key 19998", 59994L, 19998L, null)]);
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        connection.Scalar<long>("SELECT sum(json_array_length(rows)) FROM _windows").ShouldBe(60_000, "the stored text is JSON");
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property PartialRowsBuffer_AnyRows_AreReadAsWritten()
    {
        // Lone surrogates are no text; UTF-8 cannot hold them.
        var text = ArbMap.Default.ArbFor<string>().Generator.Where(s => s is not null && s.EnumerateRunes().All(r => r.Value != 0xFFFD));
        var row = from key in text
                  from name in Gen.OneOf(text.Select(t => (string?)t), Gen.Constant<string?>(null))
                  from views in ArbMap.Default.ArbFor<long>().Generator
                  from last in ArbMap.Default.ArbFor<long>().Generator
                  select new PartialRow(key, [name], [views, last]);
        return Prop.ForAll(row.ListOf().Select(rows => rows.DistinctBy(r => r.Key).ToList()).ToArbitrary(), rows =>
        {
            using var buffer = new PartialRowsBuffer();
            buffer.Append(Small, PartialRows.Of(rows));
            var start = buffer.Length;
            buffer.Append(Small, PartialRows.Of(rows));
            var sum = new WindowSum(Small, new WindowQuery("small", "1h", 0, 1));
            sum.Add(0, buffer.Bytes(start, buffer.Length - start));
            var read = sum.Rows().ToDictionary(r => r.Key, StringComparer.Ordinal);
            return read.Count == rows.Count
                && rows.TrueForAll(r => read[r.Key].Attributes.SequenceEqual(r.Attributes) && read[r.Key].Measures.SequenceEqual(r.Measures));
        });
    }

    [Test]
    public void WindowSum_BeyondTheRange_ThrowsInsteadOfWrapping()
    {
        using var buffer = new PartialRowsBuffer();
        buffer.Append(Small, PartialRows.Of([new PartialRow("a", [null], [long.MaxValue, 0])]));
        var json = buffer.Bytes(0, buffer.Length).ToArray();
        var sum = new WindowSum(Small, new WindowQuery("small", "1h", 0, 1));
        sum.Add(0, json);

        Should.Throw<OverflowException>(() => sum.Add(0, json));
    }

    protected override Task<ISearchIndex> OpenAsync()
    {
        _folder = new DatabaseFolder();
        return Task.FromResult<ISearchIndex>(new SqliteSearchIndex(Path, FsyncPolicy.Checkpoint));
    }

    protected override Task CleanAsync()
    {
        _folder.Remove();
        return Task.CompletedTask;
    }
}
