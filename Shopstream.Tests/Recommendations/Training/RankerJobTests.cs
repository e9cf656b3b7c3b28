using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Ml.Customers;
using Shopstream.Tests.Recommendations.Answers;

namespace Shopstream.Tests.Recommendations.Training;

[TestFixture, CancelAfter(120_000)]
internal sealed class RankerJobTests
{
    private static readonly int Price = RankingFeatures.Logged.ToList().IndexOf("priceRatio");

    [Test]
    public async Task Run_ClicksThatFollowThePrice_IsLearntAndTakesOver(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await WriteAsync(archive.Documents, (price, position) => 0.5 / position * (price < 0.8 ? 1 : 0.1), cancel);
        var store = Store(archive.Documents);
        var summary = await archive.RunAsync(new RankerJob(archive.Documents, store), cancel);

        summary["outcome"].ShouldBe("current", $"{summary["reason"]}");
        ((double)summary["ndcg"]!).ShouldBeGreaterThan((double)summary["ndcgAsShown"]! + 0.02);
        var version = (await store.CurrentAsync(RankerJob.ModelName, cancel))!;
        var trees = XgboostModel.Load(new MemoryStream(await store.ReadModelAsync(version.Version, cancel)));

        // The ranker puts the cheap ones first, wherever the fusion had them.
        await using var shop = await SmallShop.CreateAsync();
        var visitor = shop.Visitor([.. SmallShop.History(6), new("p120", EventTypes.View, SmallShop.Now.ToUnixTimeMilliseconds())]);
        var view = new ShopView(shop.Catalogue) { Model = shop.View.Model, Content = shop.View.Content, Popular = shop.View.Popular, Trending = shop.View.Trending, Ranker = new Ranker(1, trees) };
        double Cheap(string algorithm, ShopView from) => shop.Ask(visitor, algorithm: algorithm, view: from).Items.Take(5).Count(i => shop.Catalogue[i.Number]!.Price < 0.8 * 130);
        Cheap("hybrid", view).ShouldBeGreaterThan(Cheap("fusion", view));
        Cheap("fusion", view).ShouldBe(Cheap("hybrid", shop.View), "without a ranker the hybrid is the fusion");
    }

    [Test]
    public async Task Run_ClicksByPlaceAlone_IsRejected(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await WriteAsync(archive.Documents, (_, position) => 0.5 / position, cancel);
        var summary = await archive.RunAsync(new RankerJob(archive.Documents, Store(archive.Documents)), cancel);
        summary["outcome"].ShouldBe("rejected", $"{summary["reason"]}");
    }

    [Test]
    public async Task Run_FewClicks_SaysSo(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        (await archive.RunAsync(new RankerJob(archive.Documents, Store(archive.Documents)), cancel))["note"].ShouldBe("Too few clicks to learn from: found 0, expected 500 or more.");
    }

    [Test]
    public void Add_WithoutImpressions_EndsBelowTheLastClick()
    {
        var rows = new RankerRows();
        var served = Served("a", 0, new Random(1));
        rows.Add(served, [Fact(served, 3, EventTypes.Click)]);
        (rows.Count, rows.Clicks).ShouldBe((4, 1));
        rows.Add(served, [Fact(served, 3, EventTypes.Click), Fact(served, 9, EventTypes.Impression)]);
        (rows.Count, rows.Clicks).ShouldBe((6, 2), "what was shown and what was clicked");
    }

    [Test]
    public void Add_PlacesGivenByChance_WeighByTheInverseOfTheirProbability()
    {
        var served = Served("a", 0, new Random(1));
        (served.Items[1].Propensity, served.Items[2].Propensity) = (0.25, 0.001);
        var rows = new RankerRows();
        rows.Add(served, [Fact(served, 2, EventTypes.Click)]);
        rows.Table(0, rows.Count, asFirst: false).Weights.ShouldBe([1, 4, 10], "ten at most");
    }

    private static ModelStore Store(SqliteDocumentStore documents) => new(documents, Microsoft.Extensions.Options.Options.Create(new Modules.Ml.MlOptions()), TimeProvider.System);

    private static async Task WriteAsync(SqliteDocumentStore documents, Func<double, int, double> chance, CancellationToken cancel)
    {
        foreach (var collection in FeedbackCollections.All) await documents.EnsureCollectionAsync(collection, cancel);
        var random = new Random(11);
        var (answers, facts) = (new List<Document>(), new List<Document>());
        for (var a = 0; a < 3_000; a++)
        {
            var served = Served($"a{a}", a, random);
            var servedMs = served.ServedAt.ToUnixTimeMilliseconds();
            answers.Add(new(served.RecommendationId, JsonSerializer.SerializeToUtf8Bytes(served, EventsJsonContext.Default.ServedRecommendations), [served.UserId, servedMs]));
            foreach (var item in served.Items)
            {
                Add(Fact(served, item.Position, EventTypes.Impression));
                if (random.NextDouble() < chance(item.Features![Price], item.Position)) Add(Fact(served, item.Position, EventTypes.Click));
            }
        }

        await documents.UpsertAsync(FeedbackCollections.Answers.Name, answers, cancel);
        await documents.UpsertAsync(FeedbackCollections.Feedback.Name, facts, cancel);

        void Add(FeedbackFact fact) => facts.Add(new(
            $"{fact.RecommendationId}/{fact.Type}/{fact.ProductId}", JsonSerializer.SerializeToUtf8Bytes(fact, EventsJsonContext.Default.FeedbackFact), [fact.UserId, fact.ProductId, fact.TimeMs]));
    }

    private static ServedRecommendations Served(string id, int minute, Random random) => new()
    {
        RecommendationId = id,
        UserId = $"u{minute}",
        ServedAt = TimeProvider.System.GetUtcNow().AddMinutes(minute - 3_600),
        Algorithm = "fusion",
        Items = [.. Enumerable.Range(1, 10).Select(position =>
        {
            var features = new float[RankingFeatures.Logged.Count];
            features[0] = 1f / (20 + position);
            features[Sources.Count] = 0.05f / position;
            features[Price] = (float)(0.3 + (1.4 * random.NextDouble()));
            return new ServedProduct { ProductId = $"p{position}", Position = position, Features = features };
        })],
    };

    private static FeedbackFact Fact(ServedRecommendations served, int position, string type) => new()
    {
        RecommendationId = served.RecommendationId, UserId = served.UserId, ProductId = $"p{position}", Type = type, Position = position,
        TimeMs = served.ServedAt.ToUnixTimeMilliseconds(), ServedMs = served.ServedAt.ToUnixTimeMilliseconds(),
    };
}
