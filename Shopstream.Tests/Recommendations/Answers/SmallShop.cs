using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Answers;

/// <summary>A generated shop of 200 products in ten categories, with a trained model of 300 visitors who keep to two categories each.</summary>
internal sealed class SmallShop : IAsyncDisposable
{
    public const int Products = 200;
    public const int Categories = 10;
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _directory = new();
    private readonly SqliteDocumentStore _documents;

    private SmallShop()
    {
        _documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
        Catalogue = new ProductCatalogue(_documents, new ManualTimeProvider(Now));
    }

    public ProductCatalogue Catalogue { get; }

    public RecommendationsOptions Options { get; } = new() { Exploration = 0 };

    public RecommendationModel Model { get; private set; } = null!;

    public ShopView View { get; set; } = null!;

    public static async Task<SmallShop> CreateAsync()
    {
        var shop = new SmallShop();
        await shop._documents.EnsureCollectionAsync(ProductCatalogue.Collection, default);
        await shop.Catalogue.PutAsync([.. Enumerable.Range(0, Products).Select(Product)], default);
        var data = new TrainingData(new PreferenceOptions());
        for (var visitor = 0; visitor < 300; visitor++)
            foreach (var visit in History(visitor)) data.Add($"v{visitor}", visit);
        shop.Model = ModelTrainer.Train(
            data, Now.ToUnixTimeMilliseconds(), new SimilarChoice("item-knn", 0), new TrainingOptions { Factors = 8, Iterations = 5 }, (_, _) => { }, default);
        shop.View = shop.ViewWith(new BoundModel(1, shop.Model, shop.Catalogue));
        return shop;
    }

    public static CatalogueProduct Product(int number) => new()
    {
        ProductId = $"p{number}",
        Names = new() { [""] = $"Thing {number}", ["de"] = $"Ding {number}" },
        Categories = [$"c{number % Categories}.sub"],
        Brand = $"b{number % 7}",
        Price = 10 + number,
        Stock = number % 5,
        AddedAt = Now.AddYears(-1),
    };

    /// <summary>What a visitor has done: views and a purchase in two categories.</summary>
    public static IEnumerable<VisitorEvent> History(int visitor)
    {
        var random = new Random(visitor);
        var time = Now.AddDays(-20 + (visitor % 10)).ToUnixTimeMilliseconds();
        for (var i = 0; i < 14; i++)
        {
            var product = (random.Next(Products / Categories) * Categories) + ((visitor + (i % 2 * 3)) % Categories);
            yield return new($"p{product}", i == 9 ? EventTypes.Purchase : EventTypes.View, time + (i * 60_000), Brand: $"b{product % 7}", SessionId: $"s{visitor}-{i / 7}", Country: visitor % 2 == 0 ? "DE" : "FR");
        }
    }

    public ShopView ViewWith(BoundModel? model, IReadOnlyList<MerchantRule>? rules = null, IReadOnlyList<int>? newProducts = null) => new(Catalogue)
    {
        Model = model,
        Content = ContentIndex.Build(Catalogue),
        Popular = model is null ? [] : [.. model.Popular.Select((n, i) => (n, 1f / (i + 1)))],
        Trending = [.. Enumerable.Range(0, 10).Select(i => (Number(i), 1f - (i / 20f)))],
        Rules = rules ?? [],
        NewProducts = newProducts ?? [],
    };

    public int Number(int product) => Catalogue.Find($"p{product}");

    public VisitorProfile Visitor(params IEnumerable<VisitorEvent> visits)
    {
        var part = new ProfilePart();
        foreach (var visit in visits) part.Add(visit, Options.Preferences);
        return part.LastMs == 0 ? VisitorProfile.Empty : VisitorProfile.Of([part], Catalogue, Options.Preferences);
    }

    public Answer Ask(VisitorProfile visitor, AnswerRequest? request = null, string algorithm = AnswerPolicy.Default, ShopView? view = null, ulong seed = 1) =>
        new RecommendationEngine(Microsoft.Extensions.Options.Options.Create(Options)).Recommend(view ?? View, visitor, request ?? new(), AnswerPolicy.Find(algorithm)!, Now, seed);

    public List<string> Ids(Answer answer) => [.. answer.Items.Select(i => Catalogue.IdOf(i.Number))];

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        _directory.Dispose();
    }
}
