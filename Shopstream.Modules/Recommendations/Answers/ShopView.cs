using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Everything that answers are made from, beside the visitor, at one moment. Immutable; replaced when a part of it changes.</summary>
internal sealed class ShopView
{
    private const int MostLatest = 10_000;
    private readonly Lazy<CandidateSearch> _search;
    private readonly Lazy<int[]> _latest;

    /// <summary>A view of the shop.</summary>
    public ShopView(ProductCatalogue catalogue)
    {
        Catalogue = catalogue;
        _search = new(() => new(this));
        _latest = new(() => LatestOf(catalogue));
    }

    /// <summary>The products.</summary>
    public ProductCatalogue Catalogue { get; }

    /// <summary>The trained model; null before the first.</summary>
    public BoundModel? Model { get; init; }

    /// <summary>The boosted ranker; null before there is enough feedback.</summary>
    public Ranker? Ranker { get; init; }

    /// <summary>Products by what they are.</summary>
    public ContentIndex Content { get; init; } = ContentIndex.Empty;

    /// <summary>Rising products with their change, the steepest first.</summary>
    public IReadOnlyList<(int Number, float Change)> Trending { get; init; } = [];

    /// <summary>Popular products, the most popular first: by the model, before there is one by what was seen since the start.</summary>
    public IReadOnlyList<(int Number, float Score)> Popular { get; init; } = [];

    /// <summary>New products, the newest first.</summary>
    public IReadOnlyList<int> NewProducts { get; init; } = [];

    /// <summary>Products by when they came into the catalogue, the newest first, however old: what is left when nobody has looked at anything.</summary>
    public IReadOnlyList<int> Latest => _latest.Value;

    /// <summary>The merchant's rules.</summary>
    public IReadOnlyList<MerchantRule> Rules { get; init; } = [];

    /// <summary>Finds candidates in this view.</summary>
    public CandidateSearch Search => _search.Value;

    private static int[] LatestOf(ProductCatalogue catalogue) =>
        [.. Enumerable.Range(0, catalogue.Count).Select(n => (Number: n, Product: catalogue[n])).Where(p => p.Product is { Hidden: false, AddedAt: not null })
            .OrderByDescending(p => p.Product!.AddedAt).ThenBy(p => p.Number).Take(MostLatest).Select(p => p.Number)];
}
