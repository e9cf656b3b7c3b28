using System.Globalization;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>Order lines of Instacart.</summary>
internal sealed class InstacartLines(InteractionLog log)
{
    /// <summary>Columns that the header may name; those with a question mark may be missing.</summary>
    public static readonly string[] Columns = ["order_id", "product_id", "user_id?", "order_number?", "reordered?"];

    /// <summary>Takes a line in; the reason when it is none.</summary>
    public string? Take(IReadOnlyList<string> fields)
    {
        var (order, product, user) = (fields[0].Trim(), fields[1].Trim(), fields[2].Trim());
        if (!int.TryParse(order, NumberStyles.None, CultureInfo.InvariantCulture, out var basket)) return $"found the order \"{order}\", expected a number";
        if (product.Length == 0) return "found no product, expected an id";
        var rating = 1f;
        if (fields[4].Trim() is { Length: > 0 } again && !float.TryParse(again, NumberStyles.Float, CultureInfo.InvariantCulture, out rating)) return $"found reordered \"{again}\", expected 0 or 1";
        // The orders of one customer are numbered, so that later ones are newer; between customers nothing is known.
        long? time = long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        log.Add(user.Length > 0 ? user : $"order {order}", product, rating, time, basket);
        return null;
    }
}
