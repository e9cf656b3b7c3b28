using System.Text;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>What every provider of <see cref="ISearchIndex"/> keeps to. A provider's fixture says how to open one, empty for each test.</summary>
public abstract class SearchIndexContract
{
    private const long Hour = 3_600_000;

    private static readonly WindowIndexDefinition Products = new("contract_products", "productId", ["name", "brand"],
        [new("views"), new("revenue", MeasureUnit.Money), new("lastSeen", MeasureUnit.Instant, MeasureMerge.Max)]);

    /// <summary>The index under test.</summary>
    protected ISearchIndex Index { get; private set; } = null!;

    [SetUp]
    public async Task OpenIndex() => Index = await OpenAsync();

    [TearDown]
    public async Task CloseIndex()
    {
        await Index.DisposeAsync();
        await CleanAsync();
    }

    [TestCase(11)]
    [TestCase(12)]
    [TestCase(13)]
    [TestCase(14)]
    [CancelAfter(60_000)]
    public async Task QueryWindowsAsync_RandomPartials_GiveWhatAddingUpByHandGives(int seed, CancellationToken token)
    {
        var random = new Random(seed);
        await Index.EnsureWindowIndexAsync(Products, token);
        await Index.EnsureWindowIndexAsync(Products with { Name = "contract_other" }, token);
        var partials = new Dictionary<(string, string, long, string), WindowPartial>();
        for (var write = 0; write < 8; write++)
        {
            // Some replace what an earlier write left.
            var batch = Enumerable.Range(0, 40).Select(_ => RandomPartial(random)).DistinctBy(Id).ToList();
            await Index.WriteWindowsAsync(batch, token);
            foreach (var partial in batch) partials[Id(partial)] = partial;
        }

        await RefreshAsync();
        for (var n = 0; n < 80; n++)
        {
            var query = RandomQuery(random);
            var found = await Index.QueryWindowsAsync(query, token);

            var shown = found.Select(Show).ToList();
            shown.ShouldBe(ByHand(partials.Values, query).Select(Show), $"seed {seed}, query {n}: {query}");
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task QueryWindowsAsync_Range_TakesTheFirstStartAndLeavesTheEnd(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        await Index.WriteWindowsAsync([.. new[] { -Hour, 0, Hour, 2 * Hour }.Select(start => Partial("1h", start, "p/0", Row("a", 1)))], token);
        await RefreshAsync();

        var rows = await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1h", 0, 2 * Hour) { GroupBy = WindowGrouping.Window }, token);

        rows.Select(r => (r.StartMs, r.Key, r.Measures[0])).ShouldBe([(0, "", 1L), (Hour, "", 1L)]);
        (await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1h", 3 * Hour, 4 * Hour) { GroupBy = WindowGrouping.Total }, token)).ShouldBeEmpty();
        (await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1m", 0, 2 * Hour), token)).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task WriteWindowsAsync_SamePartialAgain_ReplacesAllItsRows(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        await Index.WriteWindowsAsync([Partial("1h", 0, "p/0", Row("a", 1), Row("b", 2)), Partial("1h", 0, "p/1", Row("a", 10))], token);
        await Index.WriteWindowsAsync([Partial("1h", 0, "p/0", Row("a", 5)), Partial("1h", Hour, "p/0")], token);
        await RefreshAsync();

        var rows = await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1h", 0, 2 * Hour), token);

        rows.Select(r => (r.Key, r.Measures[0])).ShouldBe([("a", 15L)]);
    }

    [TestCase("a")]
    [TestCase("\"quoted\\\"\n")]
    [TestCase("Stühle 椅子")]
    [CancelAfter(60_000)]
    public async Task RemoveKeyAsync_KeyOfSeveralPartials_TakesItsRowsOnly(string key, CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        await Index.WriteWindowsAsync(
            [Partial("1h", 0, "p/0", Row(key, 1), Row("b", 2)), Partial("1h", 0, "p/1", Row(key, 10)), Partial("1d", 0, "p/0", Row("b", 3), Row(key, 1), Row(key + "b", 4))], token);

        (await Index.RemoveKeyAsync(Products.Name, key, token)).ShouldBe(3);
        (await Index.RemoveKeyAsync(Products.Name, key, token)).ShouldBe(0);

        (await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1h", 0, Hour), token)).Select(r => (r.Key, r.Measures[0])).ShouldBe([("b", 2L)]);
        (await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1d", 0, 1), token)).Select(r => (r.Key, r.Measures[0])).ShouldBe([(key + "b", 4L), ("b", 3L)], ignoreOrder: true);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task QueryWindowsAsync_OddKeysAndLargeNumbers_ComeBackExactly(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        string[] keys = ["", "\"quoted\\\"", "tab\tand\nline", "<b>&amp;'", "Stühle 椅子 🪑", "nul\0", new('k', 3000), "referrer:Google"];
        var rows = keys.Select((key, i) => new PartialRow(key, [key, null], [9_007_199_254_740_993 + i, -i, -5])).ToArray();
        await Index.WriteWindowsAsync([Partial("1d", 0, "p/0", rows)], token);
        await RefreshAsync();

        var found = await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1d", 0, 1), token);

        found.Select(r => r.Key).ShouldBe(keys.Order(StringComparer.Ordinal));
        foreach (var row in found)
        {
            var expected = rows.Single(r => r.Key == row.Key);
            row.Attributes.ShouldBe(expected.Attributes);
            row.Measures.ShouldBe(expected.Measures);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task SketchesAsync_Range_GivesThoseThatHaveOne(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        byte[] sketch = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7))];
        await Index.WriteWindowsAsync(
            [
                Partial("1h", 0, "p/0") with { Sketch = sketch },
                Partial("1h", 0, "p/1") with { Sketch = ReadOnlyMemory<byte>.Empty },
                Partial("1h", Hour, "p/0", Row("a", 1)),
                Partial("1h", 2 * Hour, "p/0", Row("a", 1)) with { Sketch = sketch.AsMemory(5, 10) },
                Partial("1h", 3 * Hour, "p/0") with { Sketch = sketch },
                Partial("1m", 0, "p/0") with { Sketch = sketch },
            ],
            token);
        await RefreshAsync();

        var found = await Index.SketchesAsync(new WindowQuery(Products.Name, "1h", 0, 3 * Hour), token);

        found.OrderBy(s => s.StartMs).ThenBy(s => s.Partition, StringComparer.Ordinal).Select(s => (s.StartMs, s.Partition, Convert.ToHexString(s.Sketch.Span)))
            .ShouldBe([(0, "p/0", Convert.ToHexString(sketch)), (0, "p/1", ""), (2 * Hour, "p/0", Convert.ToHexString(sketch, 5, 10))]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AnyCall_UnknownIndexMeasureOrShape_SaysSo(CancellationToken token)
    {
        await Index.EnsureWindowIndexAsync(Products, token);
        var query = new WindowQuery(Products.Name, "1h", 0, Hour);

        (await Should.ThrowAsync<ArgumentException>(async () => await Index.QueryWindowsAsync(query with { Index = "nowhere" }, token))).Message.ShouldContain("nowhere");
        (await Should.ThrowAsync<ArgumentException>(async () => await Index.SketchesAsync(query with { Index = "nowhere" }, token))).Message.ShouldContain("nowhere");
        (await Should.ThrowAsync<ArgumentException>(async () => await Index.WriteWindowsAsync([Partial("1h", 0, "p") with { Index = "nowhere" }], token))).Message.ShouldContain("nowhere");
        (await Should.ThrowAsync<ArgumentException>(async () => await Index.QueryWindowsAsync(query with { OrderBy = "color" }, token))).Message.ShouldContain("color");
        (await Should.ThrowAsync<ArgumentException>(async () => await Index.QueryWindowsAsync(query with { Having = ("color", 1) }, token))).Message.ShouldContain("color");
        await Should.ThrowAsync<ArgumentException>(async () => await Index.WriteWindowsAsync([Partial("1h", 0, "p", new PartialRow("a", [], [1, 2, 3]))], token));
        await Should.ThrowAsync<ArgumentException>(async () => await Index.WriteWindowsAsync([Partial("1h", 0, "p", new PartialRow("a", ["x", null], [1, 2]))], token));
        (await Index.QueryWindowsAsync(query, token)).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task SearchAsync_Documents_AreFoundAndReplaced(CancellationToken token)
    {
        var definition = new CollectionDefinition("contract_reviews", [new("productId", IsInteger: false), new("timeMs", IsInteger: true)], [["productId", "timeMs"]]);
        await Index.EnsureDocumentIndexAsync(definition, token);
        await Index.WriteDocumentsAsync(definition.Name, [Review("r1", "p1", 1), Review("r4", "p1", 2), Review("r2", "p1", 2), Review("r3", "p2", 3)], token);
        await Index.WriteDocumentsAsync(definition.Name, [Review("r1", "p1", 9)], token);
        await RefreshAsync();

        var found = new List<Document>();
        await foreach (var document in Index.SearchAsync(
            definition.Name, new DocumentQuery { Where = [new("productId", Comparison.Equal, "p1")], SortBy = "timeMs", Descending = true }, token))
            found.Add(document);

        found.Select(d => d.Id).ShouldBe(["r1", "r2", "r4"], "the latest first, equal times by id");
        Encoding.UTF8.GetString(found[0].Body.Span).ShouldContain("9");

        static Document Review(string id, string product, long time) =>
            new(id, Encoding.UTF8.GetBytes($$"""{"productId":"{{product}}","timeMs":{{time}}}"""), [product, time]);
    }

    /// <summary>A new, empty index.</summary>
    protected abstract Task<ISearchIndex> OpenAsync();

    /// <summary>Removes what a test left behind, after the index is closed.</summary>
    protected virtual Task CleanAsync() => Task.CompletedTask;

    /// <summary>Makes what was written visible, where a provider does so with a delay.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <summary>A row of the contract's index.</summary>
    protected static PartialRow Row(string key, long views) => new(key, [$"name of {key}", null], [views, 0, 0]);

    /// <summary>A partial of the contract's index.</summary>
    protected static WindowPartial Partial(string window, long start, string partition, params PartialRow[] rows) =>
        new(Products.Name, window, start, partition, rows);

    private static (string, string, long, string) Id(WindowPartial p) => (p.Index, p.Window, p.StartMs, p.Partition);

    private static string Show(WindowRow r) => $"{r.StartMs}|{r.Key}|{string.Join(',', r.Attributes.Select(a => a ?? "null"))}|{string.Join(',', r.Measures)}";

    private static WindowPartial RandomPartial(Random random)
    {
        var start = random.Next(-5, 20) * Hour;
        var rows = Enumerable.Range(0, random.Next(0, 12)).Select(_ => random.Next(15)).Distinct()
            // Partitions that know a name in a window know the same one.
            .Select(key => new PartialRow(
                $"k{key}",
                [random.Next(2) == 0 ? null : $"name {key} of {start}", random.Next(4) == 0 ? null : $"brand {key % 3} of {start}"],
                [random.Next(4), random.Next(-1000, 1000), random.NextInt64(-5_000_000_000, 5_000_000_000)]));
        return new WindowPartial(
            random.Next(5) == 0 ? "contract_other" : Products.Name, random.Next(4) == 0 ? "1d" : "1h", start, $"user_interactions/{random.Next(3)}", [.. rows]);
    }

    private static WindowQuery RandomQuery(Random random) =>
        new(random.Next(5) == 0 ? "contract_other" : Products.Name, random.Next(4) == 0 ? "1d" : "1h", random.Next(-6, 12) * Hour, random.Next(0, 22) * Hour)
        {
            GroupBy = (WindowGrouping)random.Next(4),
            Keys = random.Next(3) == 0 ? [.. Enumerable.Range(0, random.Next(5)).Select(_ => $"k{random.Next(17)}")] : null,
            Having = random.Next(4) == 0 ? ("views", random.Next(4)) : null,
            OrderBy = random.Next(3) switch { 0 => null, 1 => "views", _ => Products.Measures[random.Next(3)].Name },
            Top = random.Next(2) == 0 ? random.Next(12) : null,
        };

    private static IEnumerable<WindowRow> ByHand(IEnumerable<WindowPartial> partials, WindowQuery query)
    {
        var keepsKeys = query.GroupBy is WindowGrouping.Key or WindowGrouping.WindowAndKey;
        var keepsWindows = query.GroupBy is WindowGrouping.Window or WindowGrouping.WindowAndKey;
        var rows = partials
            .Where(p => p.Index == query.Index && p.Window == query.Window && p.StartMs >= query.FromMs && p.StartMs < query.ToMs)
            .SelectMany(p => p.Rows.Select(r => (p.StartMs, Row: r)))
            .Where(r => query.Keys?.Contains(r.Row.Key) ?? true)
            .GroupBy(r => (Start: keepsWindows ? r.StartMs : query.FromMs, Key: keepsKeys ? r.Row.Key : ""))
            .Select(g => new WindowRow(
                g.Key.Start,
                g.Key.Key,
                [.. Enumerable.Range(0, 2).Select(a => keepsKeys ? g.OrderByDescending(r => r.StartMs).Select(r => r.Row.Attributes[a]).FirstOrDefault(v => v is not null) : null)],
                [g.Sum(r => r.Row.Measures[0]), g.Sum(r => r.Row.Measures[1]), g.Max(r => r.Row.Measures[2])]))
            .Where(r => query.Having is null || r.Measures[Products.MeasureIndex(query.Having.Value.Measure)] == query.Having.Value.Value);
        var ordered = query.OrderBy is null
            ? rows.OrderBy(r => r.StartMs).ThenBy(r => r.Key, StringComparer.Ordinal)
            : rows.OrderByDescending(r => r.Measures[Products.MeasureIndex(query.OrderBy)]).ThenBy(r => r.Key, StringComparer.Ordinal).ThenBy(r => r.StartMs);
        return ordered.Take(query.Top ?? int.MaxValue);
    }
}
