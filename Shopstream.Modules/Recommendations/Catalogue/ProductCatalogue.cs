using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Catalogue;

/// <summary>
/// All products in memory, each with a number that it keeps while the process lives. What events say of products that the shop has
/// not told is learnt in passing. Collection <c>products</c> holds them for good; changes by other hosts are read every
/// <see cref="RecommendationsOptions.CatalogueRefresh"/>. Thread-safe.
/// </summary>
internal sealed class ProductCatalogue(IDocumentStore documents, TimeProvider time)
{
    /// <summary>One document a product.</summary>
    public static readonly CollectionDefinition Collection = new("products", [new("changedMs", IsInteger: true)], [["changedMs"]]);

    private const int Batch = 1_000;
    private const int MostNames = 64;

    // Clocks of hosts may differ, so that a change is looked for a little before the newest that was seen.
    private const long OverlapMs = 60_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<int> _learnt = [];
    private CatalogueProduct?[] _products = new CatalogueProduct?[1_024];
    private string[] _ids = new string[1_024];
    private volatile int _count;
    private long _revision;
    private long _newestMs = long.MinValue;

    /// <summary>Numbers given so far; a number may stand for an id of which nothing else is known.</summary>
    public int Count => _count;

    /// <summary>Rises with every change.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>The product of a number; null when only its id is known.</summary>
    public CatalogueProduct? this[int number] => Volatile.Read(ref _products)[number];

    /// <summary>The id of a number.</summary>
    public string IdOf(int number) => Volatile.Read(ref _ids)[number];

    /// <summary>The number of an id; a new one when it has none.</summary>
    public int NumberOf(string productId)
    {
        lock (_lock)
        {
            if (_numbers.TryGetValue(productId, out var number)) return number;
            if (_count == _ids.Length)
            {
                Array.Resize(ref _ids, 2 * _count);
                Array.Resize(ref _products, 2 * _count);
            }

            number = _count;
            _ids[number] = productId;
            _numbers.Add(productId, number);
            _count = number + 1;
            return number;
        }
    }

    /// <summary>The number of an id; -1 when it has none.</summary>
    public int Find(string productId)
    {
        lock (_lock) return _numbers.GetValueOrDefault(productId, -1);
    }

    /// <summary>A product; null when unknown.</summary>
    public CatalogueProduct? Get(string productId) => Find(productId) is >= 0 and var number ? this[number] : null;

    /// <summary>Learns what an event says of a product that the shop has not told.</summary>
    public void Learn(string productId, string? name, string? category, string? brand, double? price, DateTimeOffset at)
    {
        var number = NumberOf(productId);
        var known = this[number];
        if (known is { IsFromShop: true }) return;
        var isSame = known is not null && (name is null || known.Names.GetValueOrDefault("") == name) && (category is null || known.Category == category)
            && (brand is null || known.Brand == brand) && (price is null || known.Price == price);
        if (isSame) return;
        var learnt = new CatalogueProduct
        {
            ProductId = productId,
            Names = name is null ? known?.Names ?? [] : new(StringComparer.Ordinal) { [""] = name },
            Categories = category is null ? known?.Categories ?? [] : [category],
            Brand = brand is { Length: > 0 } ? brand : known?.Brand,
            Price = price ?? known?.Price,
            AddedAt = known?.AddedAt ?? at,
            ChangedMs = NowMs,
        };
        lock (_lock)
        {
            Put(number, learnt);
            _learnt.Add(number);
        }
    }

    /// <summary>What was learnt since the last call, as documents to write.</summary>
    public IReadOnlyList<Document> TakeLearnt()
    {
        lock (_lock)
        {
            if (_learnt.Count == 0) return [];
            List<Document> taken = [.. _learnt.Select(n => DocumentOf(_products[n]!))];
            _learnt.Clear();
            return taken;
        }
    }

    /// <summary>Takes products as the shop tells them; completes once they are stored.</summary>
    public async ValueTask PutAsync(IReadOnlyList<CatalogueProduct> products, CancellationToken cancellationToken)
    {
        foreach (var product in products)
        {
            (product.IsFromShop, product.ChangedMs) = (true, NowMs);
            product.AddedAt ??= Get(product.ProductId)?.AddedAt ?? time.GetUtcNow();
        }

        foreach (var chunk in products.Chunk(Batch)) await documents.UpsertAsync(Collection.Name, [.. chunk.Select(DocumentOf)], cancellationToken);
        foreach (var product in products)
        {
            var number = NumberOf(product.ProductId);
            lock (_lock) Put(number, product);
        }
    }

    /// <summary>Takes products out of every answer and removes what is known of them.</summary>
    public async ValueTask RemoveAsync(string productId, CancellationToken cancellationToken)
    {
        // A tombstone: other hosts learn of it, and events about it do not bring it back.
        await PutAsync([new CatalogueProduct { ProductId = productId, Hidden = true }], cancellationToken);
    }

    /// <summary>Reads what has changed in the store.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var query = _newestMs == long.MinValue ? DocumentQuery.All : new DocumentQuery { Where = [new("changedMs", Comparison.AtLeast, _newestMs - OverlapMs)] };
        await foreach (var document in documents.FindAsync(Collection.Name, query, cancellationToken))
        {
            var product = JsonSerializer.Deserialize(document.Body.Span, CatalogueJsonContext.Default.CatalogueProduct)!;
            _newestMs = Math.Max(_newestMs, product.ChangedMs);
            var number = NumberOf(product.ProductId);
            lock (_lock)
            {
                if (_products[number] is { } known && known.ChangedMs >= product.ChangedMs) continue;
                Put(number, product);
            }
        }
    }

    /// <summary>What is wrong with a product; null when nothing is.</summary>
    public static Rejection? Check(CatalogueProduct product)
    {
        if (SessionReader.Id(product.ProductId, "productId") is { } noId) return noId;
        if (product.Price is { } price && (!(price >= 0) || !Money.Fits(price))) return new(RejectionReasons.NegativePrice, $"price: found {price}, expected 0 to {Money.Largest:0}");
        if (product.Stock is < 0) return new(RejectionReasons.WrongType, $"stock: found {product.Stock}, expected 0 or more");
        if (product.Names.Count > MostNames || product.Descriptions.Count > MostNames || product.Categories.Count > MostNames || product.Labels.Count > MostNames)
            return new(RejectionReasons.TooLong, $"names, descriptions, categories, labels: found more than {MostNames}, expected at most so many");
        return null;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Document DocumentOf(CatalogueProduct product) =>
        new(product.ProductId, JsonSerializer.SerializeToUtf8Bytes(product, CatalogueJsonContext.Default.CatalogueProduct), [product.ChangedMs]);

    private void Put(int number, CatalogueProduct product)
    {
        _products[number] = product;
        Interlocked.Increment(ref _revision);
    }
}
