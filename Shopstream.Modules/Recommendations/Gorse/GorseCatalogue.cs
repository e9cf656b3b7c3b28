using System.Text.Json;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Items in gorse's form: what its clients have told, and beside it what recommendations need of it in the catalogue. Thread-safe.</summary>
internal sealed class GorseCatalogue(GorseStore store, ProductCatalogue catalogue, ShopViews views)
{
    private const int MostLabels = 64;
    private const int MostDepth = 8;
    private const int MostFound = 100;

    /// <summary>What is wrong with an item; null when nothing is.</summary>
    public static string? Check(GorseItem item)
    {
        if (GorseIds.Check(item.ItemId, "ItemId") is { } wrong) return wrong;
        if (GorseIds.CheckLabels(item.Labels) is { } noLabels) return noLabels;
        if (item.Categories?.Exists(c => c is null) is true) return "Categories: found null, expected texts";
        return ProductCatalogue.Check(new CatalogueProduct { ProductId = item.ItemId, Categories = item.Categories ?? [] })?.Detail;
    }

    /// <summary>An item as it was told, else as the catalogue knows it; null when there is none.</summary>
    public async ValueTask<GorseItem?> FindAsync(string itemId, CancellationToken cancellationToken) =>
        await store.FindAsync(GorseStore.Items, itemId, cancellationToken) is { } row ? GorseStore.Read(row, GorseJsonContext.Default.GorseItem) : Known(itemId);

    /// <summary>Items that have all words of a query in their id or one of their names, whatever the case; the shortest names first.</summary>
    public async Task<List<GorseItem>> SearchAsync(string query, int count, CancellationToken cancellationToken)
    {
        var words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var numbers = Enumerable.Range(0, catalogue.Count).Where(n => catalogue[n] is { } product && !IsRemoved(product) && words.All(w => Has(product, w)))
            .OrderBy(n => catalogue[n]!.NameIn(null).Length).ThenBy(catalogue.IdOf, StringComparer.Ordinal).Take(Math.Min(count, MostFound)).ToList();
        var items = new List<GorseItem>();
        foreach (var number in numbers)
            if (await FindAsync(catalogue.IdOf(number), cancellationToken) is { } item) items.Add(item);
        return items;
    }

    /// <summary>Takes items; those of the same id are replaced.</summary>
    public async ValueTask PutAsync(IReadOnlyList<GorseItem> items, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await views.PrepareAsync(cancellationToken);
        foreach (var item in items)
        {
            if (item.Timestamp == default) item.Timestamp = now;
            item.Categories ??= [];
            item.Comment ??= "";
        }

        // The catalogue first: what is listed is also recommended.
        await catalogue.PutAsync([.. items.Select(ProductOf)], cancellationToken);
        await store.PutAsync(GorseStore.Items, items.Select(i => (i.ItemId, RowOf(i))), cancellationToken);
    }

    /// <summary>Lists items that feedback names and nobody has told. The catalogue learns of them by the events.</summary>
    public async ValueTask InsertUnknownAsync(IEnumerable<string> itemIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<string> ids = [.. itemIds.Distinct(StringComparer.Ordinal)];
        var known = await store.FindAsync(GorseStore.Items, ids, cancellationToken);
        await store.PutAsync(GorseStore.Items, ids.Where(i => !known.ContainsKey(i)).Select(i => (i, RowOf(Known(i) ?? new GorseItem { ItemId = i, Timestamp = now }))), cancellationToken);
    }

    /// <summary>Removes an item with its feedback.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string itemId, CancellationToken cancellationToken)
    {
        var isKnown = Known(itemId) is not null;
        if (isKnown)
        {
            await views.PrepareAsync(cancellationToken);
            await catalogue.RemoveAsync(itemId, cancellationToken);
        }

        await store.DeleteFeedbackAsync(null, itemId, null, cancellationToken);
        return await store.DeleteAsync(GorseStore.Items, itemId, cancellationToken) || isKnown;
    }

    private static StoredGorse RowOf(GorseItem item) => new() { Json = JsonSerializer.Serialize(item, GorseJsonContext.Default.GorseItem) };

    private static bool Has(CatalogueProduct product, string word) =>
        product.ProductId.Contains(word, StringComparison.OrdinalIgnoreCase) || product.Names.Values.Any(n => n.Contains(word, StringComparison.OrdinalIgnoreCase));

    private GorseItem? Known(string itemId)
    {
        if (catalogue.Get(itemId) is not { } product || IsRemoved(product)) return null;
        return new GorseItem
        {
            ItemId = itemId,
            IsHidden = product.Hidden,
            Categories = product.Categories,
            Timestamp = product.AddedAt ?? default,
            Labels = product.Labels.Count == 0 ? null : JsonSerializer.SerializeToElement(product.Labels.ToArray(), GorseJsonContext.Default.IReadOnlyListString),
            Comment = product.Names.Count == 0 ? "" : product.NameIn(null),
        };
    }

    /// <summary>What a removal leaves of a product.</summary>
    private static bool IsRemoved(CatalogueProduct product) =>
        product is { Hidden: true, IsFromShop: true, Brand: null, Price: null, Names.Count: 0, Categories.Count: 0, Labels.Count: 0 };

    /// <summary>What gorse does not know of a product stays.</summary>
    private CatalogueProduct ProductOf(GorseItem item)
    {
        var known = catalogue.Get(item.ItemId);
        var names = new Dictionary<string, string>(known?.Names ?? [], StringComparer.Ordinal);
        if (item.Comment is { Length: > 0 } comment) names[""] = comment;
        else names.Remove("");
        return new CatalogueProduct
        {
            ProductId = item.ItemId,
            Names = names,
            Descriptions = known?.Descriptions ?? [],
            Categories = [.. item.Categories ?? []],
            Brand = known?.Brand,
            Price = known?.Price,
            Stock = known?.Stock,
            ExpiresAt = known?.ExpiresAt,
            Hidden = item.IsHidden,
            Labels = [.. Texts(item.Labels ?? default, 0).Distinct(StringComparer.Ordinal).Take(MostLabels)],
            AddedAt = item.Timestamp,
        };
    }

    /// <summary>The texts in labels of whatever form; numbers, such as those of embeddings, say nothing as words.</summary>
    private static IEnumerable<string> Texts(JsonElement labels, int depth) => labels.ValueKind switch
    {
        _ when depth > MostDepth => [],
        JsonValueKind.String when labels.GetString() is { Length: > 0 and <= 200 } text => [text],
        JsonValueKind.Array => labels.EnumerateArray().SelectMany(l => Texts(l, depth + 1)),
        JsonValueKind.Object => labels.EnumerateObject().SelectMany(l => Texts(l.Value, depth + 1)),
        _ => [],
    };
}
