using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>A generated shop whose products have categories, brands and prices, and visitors with fifty events each.</summary>
internal sealed class ServingBenchData
{
    private const int Groups = 50;
    private const int SessionLength = 10;
    private static readonly string[] Countries = ["AT", "CH", "DE", "FR", "IT", "US"];
    private readonly int[][] _items;
    private readonly int _seed;

    private ServingBenchData(int[][] items, int products, int seed) => (_items, Products, _seed) = (items, products, seed);

    /// <summary>Number of products.</summary>
    public int Products { get; }

    /// <summary>Number of visitors.</summary>
    public int Visitors => _items.Length;

    /// <summary>Generates; the same seed gives the same shop.</summary>
    public static ServingBenchData Generate(int visitors, int products, int events, int seed)
    {
        var matrix = FactorizationBenchData.Generate(visitors, products, events, seed).Users;
        return new([.. Enumerable.Range(0, visitors).Select(v => matrix.ItemsOf(v).ToArray())], products, seed);
    }

    /// <summary>Id of a visitor.</summary>
    public static string VisitorId(int visitor) => $"v{visitor}";

    /// <summary>Id of a product.</summary>
    public static string ProductId(int product) => $"p{product}";

    /// <summary>The catalogue.</summary>
    public List<CatalogueProduct> Catalogue() => [.. Enumerable.Range(0, Products).Select(p => new CatalogueProduct
    {
        ProductId = ProductId(p),
        Names = new(StringComparer.Ordinal) { [""] = $"Product number {p}" },
        Categories = [$"room{p % Groups}.kind{p / Groups % 20}"],
        Brand = Brand(p),
        Price = 5 + (p % 997),
        Stock = 10,
        AddedAt = DateTimeOffset.UnixEpoch,
    })];

    /// <summary>What a visitor did, oldest first.</summary>
    public IEnumerable<VisitorEvent> EventsOf(int visitor)
    {
        var random = new SeededRandom(_seed, visitor);
        var items = _items[visitor].ToArray();
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }

        var from = DateTimeOffset.UnixEpoch.AddDays(20_000).ToUnixTimeMilliseconds();
        for (var i = 0; i < items.Length; i++)
        {
            var type = random.Below(10) switch { 0 => EventTypes.Purchase, 1 => EventTypes.Cart, _ => EventTypes.View };
            yield return new(
                ProductId(items[i]), type, from + (i / SessionLength * 86_400_000L) + (i % SessionLength * 30_000L) + visitor, Brand: Brand(items[i]),
                SessionId: $"{visitor}-{i / SessionLength}", Country: Countries[visitor % Countries.Length]);
        }
    }

    /// <summary>Everything that happened, for training.</summary>
    public TrainingData Training()
    {
        var data = new TrainingData(new PreferenceOptions());
        for (var visitor = 0; visitor < Visitors; visitor++)
            foreach (var visit in EventsOf(visitor)) data.Add(VisitorId(visitor), visit);
        return data;
    }

    /// <summary>The profile of a visitor as the stream would make it.</summary>
    public ProfilePart ProfileOf(int visitor)
    {
        var part = new ProfilePart { UserId = VisitorId(visitor) };
        foreach (var visit in EventsOf(visitor)) part.Add(visit, new PreferenceOptions());
        return part;
    }

    private static string Brand(int product) => $"brand{product % 211}";
}
