using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary>
/// A product as a shop tells it: <see cref="CatalogueProduct"/> with <c>name</c>, <c>description</c> and <c>category</c> as short forms for
/// the shop's own language and a single category. A field that means nothing is refused, so that nobody waits for its effect.
/// </summary>
internal static class ToldProduct
{
    private static readonly string[] Known =
        ["productId", "names", "descriptions", "categories", "brand", "price", "stock", "hidden", "expiresAt", "labels", "addedAt", "name", "description", "category"];

    private static readonly HashSet<string> Kept = new(["isFromShop", "changedMs"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a product.</summary>
    /// <exception cref="JsonException">A field has another type.</exception>
    public static CatalogueProduct? Read(JsonElement element, out Rejection? wrong)
    {
        wrong = null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            wrong = new(RejectionReasons.WrongType, $"found {element.ValueKind}, expected a JSON object");
            return null;
        }

        foreach (var field in element.EnumerateObject())
        {
            // What GET answers can be sent back as it is.
            if (Kept.Contains(field.Name) || Known.Contains(field.Name, StringComparer.OrdinalIgnoreCase)) continue;
            wrong = new(RejectionReasons.WrongType, $"found the field {field.Name}, expected one of {string.Join(", ", Known)}");
            return null;
        }

        var product = element.Deserialize(RecommendationsJsonContext.Default.CatalogueProduct);
        if (product is null) return null;
        if (Text(element, "name") is { } name) product.Names.TryAdd("", name);
        if (Text(element, "description") is { } description) product.Descriptions.TryAdd("", description);
        if (Text(element, "category") is { } category && product.Categories.Count == 0) product.Categories.Add(category);
        return product;
    }

    private static string? Text(JsonElement element, string field)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new JsonException($"found {value.ValueKind}, expected a string", $"$.{field}", null, null);
    }
}
