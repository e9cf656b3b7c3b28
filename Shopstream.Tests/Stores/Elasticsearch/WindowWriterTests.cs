using System.Text.Json.Nodes;
using Shopstream.Modules.Stores;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>What is sent for a partial, and what is not.</summary>
[TestFixture, CancelAfter(60_000)]
public sealed class WindowWriterTests
{
    [Test]
    public async Task WriteWindowsAsync_Row_IsSentAsOneActionWithVersionAndBothUnits(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var row = new PartialRow("sofa/1", ["Sofa \"Oslo\"", null], [3, -123_456_789, 4_500, 1_767_571_200_000]);

        await shop.Index.WriteWindowsAsync([new WindowPartial("products", "1h", 1_767_571_200_000, "events/2", [row]) { Version = 77 }], cancel);

        var bulk = shop.Server.Requests.ShouldHaveSingleItem();
        (bulk.Method, bulk.Path, bulk.ContentType).ShouldBe(("POST", "/_bulk", "application/x-ndjson"));
        bulk.Query["require_alias"].ShouldBe("true");
        bulk.Lines.ShouldBe(
        [
            """{"index":{"_index":"products","_id":"1h|1767571200000|events/2|sofa/1","routing":"sofa/1","version":77,"version_type":"external_gte"}}""",
            """{"@timestamp":"2026-01-05T00:00:00Z","window":"1h","startMs":1767571200000,"partition":"events/2","productId":"sofa/1","name":"Sofa \"Oslo\"","views":3,"revenue":-12345.6789,"viewTime":4.500,"lastSeen":"2026-01-05T00:00:00Z","raw":{"revenue":-123456789,"viewTime":4500,"lastSeen":1767571200000}}""",
        ]);
    }

    [Test]
    public async Task WriteWindowsAsync_Sketch_StandsInAnIndexOfItsOwn(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var partial = Partial(1, 1, Row("a", 1)) with { Sketch = new byte[] { 1, 2, 250 } };

        await shop.Index.WriteWindowsAsync([partial], cancel);
        shop.Stored("window_sketches").ShouldBe(new Dictionary<string, string>
        {
            ["1h|0|events/0|products"] = """1 {"index":"products","@timestamp":"1970-01-01T00:00:00Z","window":"1h","startMs":0,"partition":"events/0","sketch":"AQL6"}""",
        });

        await shop.Index.WriteWindowsAsync([partial with { Version = 2, Sketch = null }], cancel);
        shop.Stored("window_sketches").ShouldBeEmpty();
    }

    [Test]
    public async Task WriteWindowsAsync_SameTenure_SendsOnlyWhatChanged(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 5, Row("a", 1), Row("b", 2), Row("c", 3))], cancel);
        shop.Server.ForgetRequests();

        await shop.Index.WriteWindowsAsync([Partial(2, 5, Row("a", 1), Row("b", 20), Row("c", 3), Row("d", 4))], cancel);
        Sent(shop).ShouldBe(["index b 2", "index d 2"]);

        shop.Server.ForgetRequests();
        await shop.Index.WriteWindowsAsync([Partial(3, 5, Row("a", 1), Row("b", 20), Row("c", 3), Row("d", 4))], cancel);
        shop.Server.Requests.ShouldBeEmpty("nothing changed");
        (await shop.ShownAsync(cancel)).ShouldBe("a 1, b 20, c 3, d 4");
    }

    [TestCase(6)]
    [TestCase(0)]
    public async Task WriteWindowsAsync_OtherTenure_SendsEverything(long tenure, CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, tenure == 0 ? 0 : 5, Row("a", 3))], cancel);

        // Meanwhile another host has owned the partition, and the number went up and down again.
        var other = await shop.OpenIndexAsync();
        await other.WriteWindowsAsync([Partial(2, 1, Row("a", 4))], cancel);
        await shop.Index.WriteWindowsAsync([Partial(3, tenure, Row("a", 3))], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 3");
    }

    [Test]
    public async Task WriteWindowsAsync_RowGone_IsRemovedWithVersion(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 5, Row("a", 1), Row("b", 2))], cancel);
        shop.Server.ForgetRequests();

        await shop.Index.WriteWindowsAsync([Partial(2, 5, Row("b", 2), Row("c", 3))], cancel);

        Sent(shop).ShouldBe(["index c 2", "delete a 2"]);
        (await shop.ShownAsync(cancel)).ShouldBe("b 2, c 3");
    }

    [Test]
    public async Task WriteWindowsAsync_StaleHost_ChangesNothingAndSucceeds(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var zombie = await shop.OpenIndexAsync();
        await zombie.WriteWindowsAsync([Partial(10, 1, Row("a", 10), Row("z", 1))], cancel);
        await shop.Index.WriteWindowsAsync([Partial(20, 1, Row("a", 20), Row("b", 2))], cancel);

        // It still sees the partition as its own.
        await zombie.WriteWindowsAsync([Partial(12, 1, Row("a", 12), Row("b", 1), Row("z", 1))], cancel);
        await zombie.WriteWindowsAsync([Partial(13, 1, Row("b", 1))], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 20, b 2");
    }

    [Test]
    public async Task WriteWindowsAsync_AfterSuperseded_SendsTheRowAgainThoughItIsUnchanged(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var ahead = await shop.OpenIndexAsync();
        await ahead.WriteWindowsAsync([Partial(10, 1, Row("a", 99))], cancel);
        await shop.Index.WriteWindowsAsync([Partial(5, 1, Row("a", 7))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 99", "the newer version stays");

        await shop.Index.WriteWindowsAsync([Partial(11, 1, Row("a", 7))], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 7");
    }

    [Test]
    public async Task WriteWindowsAsync_RemovedRow_IsNotRevivedByAStaleHost(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(10, 1, Row("a", 1), Row("b", 1))], cancel);
        await shop.Index.WriteWindowsAsync([Partial(20, 1, Row("b", 1))], cancel);

        var zombie = await shop.OpenIndexAsync();
        await zombie.WriteWindowsAsync([Partial(15, 1, Row("a", 5))], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("b 1");
    }

    [Test]
    public async Task WriteWindowsAsync_SamePartialTwiceInOneCall_TheNewerCounts(CancellationToken cancel)
    {
        await using var shop = await StartAsync();

        await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2)), Partial(1, 1, Row("a", 1))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 2");

        await shop.Index.WriteWindowsAsync([Partial(3, 1, Row("a", 3)), Partial(3, 1, Row("a", 4))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 4", "of equal versions the later one");
    }

    [Test]
    public async Task WriteWindowsAsync_KeysThatFitNoId_AreToldApart(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        string[] keys = ["", "#", "#x", new('k', 480), new('k', 481), new('é', 300), new('x', 40_000), new string('x', 40_000) + "y", "a\u0001b", "🪑"];

        await shop.Index.WriteWindowsAsync([Partial(1, 1, [.. keys.Select((k, i) => Row(k, i))])], cancel);

        var views = await shop.ViewsAsync(cancel);
        views.Values.Order().ShouldBe(Enumerable.Range(0, keys.Length).Select(i => (long)i));
        foreach (var key in keys.Where(k => k.Length < 8_000)) views.ShouldContainKey(key);
        shop.Server.Documents("products").Keys.ShouldAllBe(id => System.Text.Encoding.UTF8.GetByteCount(id) <= 512);

        // Too long even for a field, they are known by their beginning and a hash, and found by their whole.
        var found = await shop.Index.QueryWindowsAsync(new WindowQuery("products", "1h", 0, 1) { Keys = [keys[7]] }, cancel);
        found.ShouldHaveSingleItem().Measures[0].ShouldBe(7);
        found[0].Key.ShouldStartWith(new string('x', 8_000));
    }

    [Test]
    public async Task WriteWindowsAsync_TimesNoCalendarHas_AreLeftOut(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var row = new PartialRow("a", [null, null], [1, long.MinValue, long.MaxValue, long.MinValue]);

        await shop.Index.WriteWindowsAsync([new WindowPartial("products", "1h", long.MaxValue - 5, "p", [row])], cancel);

        var source = shop.Server.Documents("products").Values.Single().Source;
        source["@timestamp"].ShouldBeNull();
        source["lastSeen"].ShouldBeNull();
        source["revenue"]!.ToJsonString().ShouldBe("-922337203685477.5808");
        source["raw"]!.ToJsonString().ShouldBe("""{"revenue":-9223372036854775808,"viewTime":9223372036854775807,"lastSeen":-9223372036854775808}""");
    }

    [Test]
    public async Task WriteWindowsAsync_MoreThanOneRequestHolds_IsSentInSeveral(CancellationToken cancel)
    {
        await using var shop = await StartAsync(o => o.MaxBulkBytes = 64 << 10);
        var rows = Enumerable.Range(0, 2_000).Select(i => Row($"key {i}", i)).ToArray();

        await shop.Index.WriteWindowsAsync([Partial(1, 1, rows)], cancel);

        shop.Server.Bulks.Count.ShouldBeGreaterThan(5);
        shop.Server.Bulks.ShouldAllBe(b => b.Body.Length < 66 << 10);
        (await shop.ViewsAsync(cancel)).ShouldBe(rows.ToDictionary(r => r.Key, r => r.Measures[0]), ignoreOrder: true);
    }

    [Test]
    public async Task WriteWindowsAsync_Compressed_ArrivesTheSame(CancellationToken cancel)
    {
        await using var shop = await StartAsync(o => o.Compress = true);

        await shop.Index.WriteWindowsAsync([Partial(1, 1, [.. Enumerable.Range(0, 500).Select(i => Row($"Stühle {i}", i))])], cancel);

        shop.Server.Bulks.ShouldHaveSingleItem().IsCompressed.ShouldBeTrue();
        (await shop.ViewsAsync(cancel)).Count.ShouldBe(500);
    }

    [Test]
    public async Task WriteWindowsAsync_NegativeVersion_IsRefused(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await shop.Index.WriteWindowsAsync([Partial(-1, 1, Row("a", 1))], cancel));
        shop.Server.Requests.ShouldBeEmpty();
    }

    /// <summary>The actions sent, as <c>kind key version</c>.</summary>
    private static List<string> Sent(ShopIndices shop)
    {
        var sent = new List<string>();
        foreach (var line in shop.Server.Bulks.SelectMany(b => b.Lines).Select(l => JsonNode.Parse(l)!.AsObject()))
        {
            if (line.Count != 1) continue;
            var (kind, action) = line.Single();
            sent.Add($"{kind} {action!["_id"]!.GetValue<string>().Split('|')[^1]} {action["version"]}");
        }

        return sent;
    }
}
