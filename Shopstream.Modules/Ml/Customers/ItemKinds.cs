namespace Shopstream.Modules.Ml.Customers;

/// <summary>The items of a user's set, each written <c>kind:value</c>.</summary>
public static class ItemKinds
{
    /// <summary>A product that was looked at.</summary>
    public const string Viewed = "viewed";

    /// <summary>A product that was put into the cart.</summary>
    public const string Carted = "carted";

    /// <summary>A product that was bought.</summary>
    public const string Bought = "bought";

    /// <summary>A product that was liked, or rated with 4 or more.</summary>
    public const string Liked = "liked";

    /// <summary>A category of such products.</summary>
    public const string Category = "category";

    /// <summary>A brand of such products.</summary>
    public const string Brand = "brand";

    /// <summary>Where the user came from.</summary>
    public const string Referrer = "referrer";

    /// <summary>Type of device.</summary>
    public const string Device = "device";

    /// <summary>State or, without one, country.</summary>
    public const string Place = "place";

    /// <summary>Part of the day (UTC).</summary>
    public const string PartOfDay = "partOfDay";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Viewed, Carted, Bought, Liked, Category, Brand, Referrer, Device, Place, PartOfDay];

    /// <summary>The item.</summary>
    public static string Of(string kind, string value) => $"{kind}:{value}";

    /// <summary>Kind of an item.</summary>
    public static ReadOnlySpan<char> KindOf(string item) => item.AsSpan(0, Math.Max(0, item.IndexOf(':')));

    /// <summary>The kinds of a list separated by commas.</summary>
    /// <exception cref="ArgumentException">A kind is unknown, or there is none; the message lists them all.</exception>
    public static IReadOnlySet<string> Parse(string list)
    {
        var kinds = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (kinds.Count > 0 && kinds.IsSubsetOf(All)) return kinds;
        throw new ArgumentException($"items: found \"{list}\", expected some of {string.Join(", ", All)}, separated by commas.", nameof(list));
    }
}
