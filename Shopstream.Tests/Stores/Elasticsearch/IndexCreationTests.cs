using System.Text.Json.Nodes;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support.Elasticsearch;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>Templates, indices and aliases as they are made, found, mended and refused.</summary>
[TestFixture, CancelAfter(60_000)]
public sealed class IndexCreationTests
{
    [Test]
    public async Task EnsureWindowIndexAsync_NewServer_MakesTemplateIndexAndAlias(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions
        {
            Url = server.Url, IndexPrefix = "shop-", Shards = 3, Replicas = 2, RefreshInterval = TimeSpan.FromSeconds(5),
        });

        await fixture.Index.EnsureWindowIndexAsync(Products, cancel);

        server.Requests.Select(r => $"{r.Method} {r.Path}").ShouldBe(
        [
            "GET /", "PUT /_index_template/shop-window_sketches", "GET /_alias/shop-window_sketches", "PUT /shop-window_sketches-000001",
            "PUT /_index_template/shop-products", "GET /_alias/shop-products", "PUT /shop-products-000001",
        ]);
        JsonNode.Parse(server.Requests[4].Text)!.ToJsonString().ShouldBe(JsonNode.Parse("""
            {
              "index_patterns": ["shop-products-*"],
              "priority": 200,
              "template": {
                "settings": { "index": { "number_of_shards": 3, "refresh_interval": "5000ms", "gc_deletes": "1h", "auto_expand_replicas": "0-2" } },
                "mappings": {
                  "dynamic": "strict",
                  "properties": {
                    "@timestamp": { "type": "date", "format": "strict_date_optional_time" },
                    "window": { "type": "keyword", "ignore_above": 8191 },
                    "startMs": { "type": "long" },
                    "partition": { "type": "keyword", "ignore_above": 8191 },
                    "productId": { "type": "keyword", "ignore_above": 8191 },
                    "name": { "type": "keyword", "ignore_above": 8191 },
                    "brand": { "type": "keyword", "ignore_above": 8191 },
                    "views": { "type": "long" },
                    "revenue": { "type": "scaled_float", "scaling_factor": 10000 },
                    "viewTime": { "type": "scaled_float", "scaling_factor": 1000 },
                    "lastSeen": { "type": "date", "format": "strict_date_optional_time" },
                    "raw": { "properties": { "revenue": { "type": "long" }, "viewTime": { "type": "long" }, "lastSeen": { "type": "long" } } }
                  },
                  "_routing": { "required": true }
                }
              }
            }
            """)!.ToJsonString());
        server.Requests[6].Text.ShouldBe("""{"aliases":{"shop-products":{"is_write_index":true}}}""");
    }

    [Test]
    public async Task Ensure_AllIndicesOfTheAnalysis_FitTheirDocuments(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url });

        foreach (var definition in AnalyticsIndices.Windows) await fixture.Index.EnsureWindowIndexAsync(definition, cancel);
        await fixture.Index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, cancel);
        await fixture.Index.EnsureDocumentIndexAsync(AnalyticsIndices.ProductReviews, cancel);

        var names = server.Within(c => c.Indices.Select(i => i.Name).ToList());
        names.ShouldBe(
            ["window_sketches-000001", "live_totals-000001", "user_activity-000001", "session_activity-000001", "product_activity-000001",
             "product_sentiment-000001", "payments-000001", "session_summary-000001", "product_reviews-000001"], ignoreOrder: true);
    }

    [Test]
    public async Task Ensure_Again_AsksNothingOfTheServer(CancellationToken cancel)
    {
        await using var shop = await StartAsync();

        await shop.Index.EnsureWindowIndexAsync(Products with { Measures = [.. Products.Measures] }, cancel);
        await shop.Index.EnsureDocumentIndexAsync(Notes, cancel);

        shop.Server.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task Ensure_ManyHostsAtOnce_MakeOneIndex(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var hosts = Enumerable.Range(0, 8).Select(_ => shop.Open().Index).ToList();

        await Task.WhenAll(hosts.Select(async index => await index.EnsureWindowIndexAsync(Products with { Name = "together" }, cancel)));

        await Task.WhenAll(hosts.Select(async (index, i) =>
            await index.WriteWindowsAsync([new WindowPartial("together", "1h", 0, $"p/{i}", [Row("a", 1)])], cancel)));
        shop.Stored("together").Count.ShouldBe(8);
    }

    [Test]
    public async Task Ensure_MoreMeasures_AreAddedToTheIndexThatIsThere(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);
        var larger = Products with { Attributes = ["name", "brand", "color"], Measures = [.. Products.Measures, new("likes"), new("tax", MeasureUnit.Money)] };
        var newer = shop.Open().Index;

        await newer.EnsureWindowIndexAsync(larger, cancel);
        await newer.WriteWindowsAsync([new WindowPartial("products", "1h", 0, "events/1", [new PartialRow("a", [null, null, "red"], [1, 0, 0, 0, 5, 6])])], cancel);

        shop.Server.Refresh();
        var row = (await newer.QueryWindowsAsync(new WindowQuery("products", "1h", 0, 1), cancel)).ShouldHaveSingleItem();
        row.Attributes.ShouldBe(["name of a", null, "red"]);
        row.Measures.ShouldBe([2, 0, 0, 0, 5, 6]);

        // The older host goes on, too.
        await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 10))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 11");
    }

    [Test]
    public async Task Ensure_FieldOfAnotherType_SaysWhatAndWhere(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var other = Products with { Measures = [new("views", MeasureUnit.Instant, MeasureMerge.Max)] };

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Open().Index.EnsureWindowIndexAsync(other, cancel));

        error.IsOutage.ShouldBeFalse();
        error.Message.ShouldContain("products");
        error.Message.ShouldContain("mapper [views] cannot be changed from type [long] to [date]");
        error.Message.ShouldContain("IndexPrefix");
    }

    [Test]
    public async Task Ensure_AliasTakenAway_IsSetAgain(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);
        shop.Server.Within(c =>
        {
            c.RemoveAlias("products");
            return 0;
        });

        await shop.Open().Index.EnsureWindowIndexAsync(Products, cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 1");
    }

    [Test]
    public async Task Ensure_IndexInPlaceOfTheAlias_SaysSo(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Within(c => c.Create("stray", System.Text.Json.JsonDocument.Parse("""{"aliases":{}}""").RootElement));

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Index.EnsureWindowIndexAsync(Products with { Name = "stray" }, cancel));

        error.Message.ShouldContain("there is an index stray where the alias of that name should stand");
    }

    [Test]
    public async Task Ensure_NamesThatCollide_AreRefused(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        (await Should.ThrowAsync<ArgumentException>(async () => await shop.Index.EnsureWindowIndexAsync(Products with { KeyName = "window" }, cancel))).Message.ShouldContain("window");
        (await Should.ThrowAsync<ArgumentException>(async () => await shop.Index.EnsureWindowIndexAsync(Products with { Attributes = ["views"] }, cancel))).Message.ShouldContain("views");
    }

    [TestCase("6.8.23", null)]
    [TestCase("7.9.3", null)]
    public async Task Ensure_ServerTooOld_SaysWhatIsExpected(string version, string? distribution, CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync(new ServerKind(version, distribution));
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url });

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await fixture.Index.EnsureWindowIndexAsync(Products, cancel));

        error.Message.ShouldContain($"Elasticsearch {version}");
        error.Message.ShouldContain("7.10");
    }

    [Test]
    public async Task Ensure_SomethingElseAnswers_SaysSo(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url });
        server.Inject(new Fault { Status = 200 });

        (await Should.ThrowAsync<ElasticsearchException>(async () => await fixture.Index.EnsureWindowIndexAsync(Products, cancel)))
            .Message.ShouldContain("neither Elasticsearch nor OpenSearch");
    }
}
