using System.Text.Json.Nodes;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>Queries larger than one page, over several shards, and at the edges of what the server adds up exactly.</summary>
[TestFixture, CancelAfter(120_000)]
public sealed class WindowReaderTests
{
    private static readonly WindowQuery All = new("products", "1h", long.MinValue, long.MaxValue);

    [TestCase(1, 31)]
    [TestCase(4, 32)]
    public async Task QueryWindowsAsync_ManyKeysOverShards_AnswersAsTheOracle(int shards, int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        await using var shop = await StartAsync(o => o.Shards = shards);
        var oracle = new InMemorySearchIndex();
        await oracle.EnsureWindowIndexAsync(Products, cancel);

        // Many keys with few different sums, so that shards disagree about the best and ties go over every border; and rows of a
        // key in three partitions and windows, so that sums of parts mislead.
        for (var partition = 0; partition < 3; partition++)
        {
            for (var window = 0; window < 2; window++)
            {
                var rows = Enumerable.Range(0, 7_000).Where(_ => random.Next(3) > 0).Select(i => new PartialRow(
                    $"key {i}",
                    [$"name {i} of {window}", random.Next(2) == 0 ? null : $"brand of {window}"],
                    [random.Next(3), random.Next(-50_000, 50_000), random.Next(100), random.Next(1, 1_000_000)])).ToArray();
                WindowPartial[] partials = [new("products", "1h", window * Hour, $"events/{partition}", rows)];
                await shop.Index.WriteWindowsAsync(partials, cancel);
                await oracle.WriteWindowsAsync(partials, cancel);
            }
        }

        shop.Server.Refresh();
        WindowQuery[] queries =
        [
            All,
            All with { Top = 7 },
            All with { OrderBy = "views", Top = 25 },
            All with { OrderBy = "revenue", Top = 1 },
            All with { OrderBy = "lastSeen", Top = 10 },
            All with { OrderBy = "views" },
            All with { OrderBy = "viewTime", Having = ("views", 0), Top = 20 },
            All with { OrderBy = "revenue", Having = ("views", 12), Top = 3 },
            All with { OrderBy = "views", Having = ("views", 3), Top = 900 },
            All with { Having = ("views", 5), Top = 4 },
            All with { FromMs = Hour, OrderBy = "viewTime", Top = 5 },
            All with { Keys = [.. Enumerable.Range(0, 3_000).Select(i => $"key {i * 3}")], OrderBy = "views", Top = 15 },
            All with { GroupBy = WindowGrouping.Total },
            All with { GroupBy = WindowGrouping.Window, OrderBy = "views" },
            All with { GroupBy = WindowGrouping.WindowAndKey, OrderBy = "views", Top = 12 },
        ];
        foreach (var query in queries)
        {
            var found = await shop.Index.QueryWindowsAsync(query, cancel);
            var expected = await oracle.QueryWindowsAsync(query, cancel);
            found.Select(Show).ShouldBe(expected.Select(Show), $"seed {seed}, {query}");
        }
    }

    [Test]
    public async Task QueryWindowsAsync_TopByMeasure_IsOneRequestAndOneForTheTexts(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1), Row("b", 2), Row("c", 3))], cancel);
        shop.Server.Refresh();
        shop.Server.ForgetRequests();

        var rows = await shop.Index.QueryWindowsAsync(All with { OrderBy = "views", Top = 2 }, cancel);

        rows.Select(r => (r.Key, r.Attributes[0], r.Attributes[1])).ShouldBe([("c", "name of c", null), ("b", "name of b", null)]);
        shop.Server.Requests.Select(r => r.Path).ShouldBe(["/products/_search", "/_msearch"]);
        var terms = JsonNode.Parse(shop.Server.Requests[0].Text)!["aggs"]!["groups"]!["terms"]!;
        terms.ToJsonString().ShouldBe("""{"field":"productId","size":2,"order":[{"m0":"desc"},{"_key":"asc"}]}""");
        shop.Server.Requests[0].Query["allow_partial_search_results"].ShouldBe("false");
    }

    [Test]
    public async Task QueryWindowsAsync_MoreGroupsThanAPage_ReadsAllPages(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, [.. Enumerable.Range(0, 12_345).Select(i => Row($"key {i}", i))])], cancel);
        shop.Server.Refresh();
        shop.Server.ForgetRequests();

        var rows = await shop.Index.QueryWindowsAsync(All, cancel);

        rows.Count.ShouldBe(12_345);
        rows.Select(r => r.Key).ShouldBe(rows.Select(r => r.Key).Order(StringComparer.Ordinal));
        rows.ShouldAllBe(r => r.Attributes[0] == $"name of {r.Key}");
        shop.Server.Requests.Count(r => r.Is("products/_search")).ShouldBe(3);
        shop.Server.Requests.Count(r => r.Is("_msearch")).ShouldBe(13);
    }

    [TestCase(new long[] { 9_007_199_254_740_993 }, 9_007_199_254_740_993)]
    [TestCase(new long[] { 4_503_599_627_370_497, 4_503_599_627_370_497, 1 }, 9_007_199_254_740_995)]
    [TestCase(new long[] { 9_007_199_254_740_993, -9_007_199_254_740_991 }, 2)]
    [TestCase(new long[] { long.MaxValue, -1, -5 }, long.MaxValue - 6)]
    public async Task QueryWindowsAsync_SumsBeyondFloatingPoint_AreExact(long[] parts, long sum, CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync(
            [.. parts.Select((p, i) => new WindowPartial("products", "1h", 0, $"events/{i}", [Row("a", 1, p), Row("b", 1, 1)]))], cancel);
        shop.Server.Refresh();

        foreach (var query in new[] { All, All with { Top = 5 }, All with { OrderBy = "revenue", Top = 1 }, All with { OrderBy = "views", Having = ("views", parts.Length), Top = 5 } })
            (await shop.Index.QueryWindowsAsync(query, cancel)).Single(r => r.Key == "a").Measures[1].ShouldBe(sum, query.ToString());
        foreach (var grouping in new[] { WindowGrouping.Window, WindowGrouping.Total })
        {
            (await shop.Index.QueryWindowsAsync(All with { GroupBy = grouping, Keys = ["a"] }, cancel)).Single().Measures[1].ShouldBe(sum, grouping.ToString());
        }
    }

    [Test]
    public async Task QueryWindowsAsync_BeyondSixtyFourBits_ThrowsInsteadOfWrapping(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync(
            [new WindowPartial("products", "1h", 0, "p/0", [Row("a", long.MaxValue)]), new WindowPartial("products", "1h", 0, "p/1", [Row("a", 1)])], cancel);
        shop.Server.Refresh();

        await Should.ThrowAsync<OverflowException>(async () => await shop.Index.QueryWindowsAsync(All, cancel));
    }

    [Test]
    public async Task QueryWindowsAsync_TiesOfKeysThatUtf8AndUtf16OrderDifferently_GoByUtf16(CancellationToken cancel)
    {
        await using var shop = await StartAsync();

        // U+1F6CB comes after U+FF21 by code point and before it by UTF-16 unit.
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("\uff21", 5), Row("🛋", 5), Row("z", 9))], cancel);
        shop.Server.Refresh();

        (await shop.Index.QueryWindowsAsync(All with { OrderBy = "views", Top = 2 }, cancel)).Select(r => r.Key).ShouldBe(["z", "🛋"]);
        (await shop.Index.QueryWindowsAsync(All with { Top = 2 }, cancel)).Select(r => r.Key).ShouldBe(["z", "🛋"]);
    }

    [Test]
    public async Task QueryWindowsAsync_MaximumUnknownToSomeRows_CountsAsZero(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var older = Products with { Measures = [.. Products.Measures.Take(3)] };
        await using var before = shop.Open();
        await before.Index.EnsureWindowIndexAsync(older, cancel);
        await before.Index.WriteWindowsAsync([new WindowPartial("products", "1h", 0, "p/0", [new PartialRow("old", [null, null], [1, 0, 0])])], cancel);
        await shop.Index.WriteWindowsAsync([new WindowPartial("products", "1h", 0, "p/1", [new PartialRow("new", [null, null], [1, 0, 0, -7])])], cancel);
        shop.Server.Refresh();

        var rows = await shop.Index.QueryWindowsAsync(All with { OrderBy = "lastSeen", Top = 1 }, cancel);

        rows.Select(r => (r.Key, r.Measures[3])).ShouldBe([("old", 0L)]);
    }

    [Test]
    public async Task QueryWindowsAsync_MoreKeysThanTheServerTakes_AnswersAllTheSame(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("key 5", 5), Row("key 70000", 7), Row("other", 1))], cancel);
        shop.Server.Refresh();

        var rows = await shop.Index.QueryWindowsAsync(All with { Keys = [.. Enumerable.Range(0, 70_001).Select(i => $"key {i}")] }, cancel);

        rows.Select(r => (r.Key, r.Measures[0])).ShouldBe([("key 5", 5L), ("key 70000", 7L)]);
    }

    [Test]
    public async Task QueryWindowsAsync_BusyServer_TriesAgainForAMoment(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);
        shop.Server.Refresh();
        shop.Server.Inject(new() { Status = 429, Times = 2 });

        (await shop.Index.QueryWindowsAsync(All, cancel)).Count.ShouldBe(1);
    }

    [Test]
    public async Task SketchesAsync_MoreThanAPage_GivesAll(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync(
            [.. Enumerable.Range(0, 450).Select(i => new WindowPartial("products", "1h", i % 150 * Hour, $"p/{i / 150}", [], new[] { (byte)i }))], cancel);
        shop.Server.Refresh();

        var sketches = await shop.Index.SketchesAsync(All, cancel);

        sketches.Select(s => (s.StartMs, s.Partition)).ShouldBe(
            from start in Enumerable.Range(0, 150) from partition in Enumerable.Range(0, 3) select (start * Hour, $"p/{partition}"));
    }

    [Test]
    public async Task QueryWindowsAsync_BeforeTheRefresh_SeesNothingYetAndSoonAll(CancellationToken cancel)
    {
        await using var shop = await StartAsync(o => o.RefreshInterval = TimeSpan.FromMilliseconds(500));
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);

        await Eventually.BecomesTrueAsync(async () => (await shop.Index.QueryWindowsAsync(All, cancel)).Count == 1, "the row can be found");
    }

    private static string Show(WindowRow r) => $"{r.StartMs}|{r.Key}|{string.Join(',', r.Attributes.Select(a => a ?? "null"))}|{string.Join(',', r.Measures)}";
}
