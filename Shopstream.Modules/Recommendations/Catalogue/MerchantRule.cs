using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Catalogue;

/// <summary>What a rule does to the products that it is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MerchantRuleKind>))]
public enum MerchantRuleKind
{
    /// <summary>Puts a product at a place, when nothing forbids to show it.</summary>
    [JsonStringEnumMemberName("pin")]
    Pin,

    /// <summary>Multiplies scores by a factor above 1.</summary>
    [JsonStringEnumMemberName("boost")]
    Boost,

    /// <summary>Multiplies scores by a factor below 1; 0 shows the products only when nothing else is left.</summary>
    [JsonStringEnumMemberName("bury")]
    Bury,

    /// <summary>Shows products only while the shop says that there is stock.</summary>
    [JsonStringEnumMemberName("only-in-stock")]
    OnlyInStock,
}

/// <summary>A rule that the merchant wrote by hand.</summary>
public sealed class MerchantRule
{
    /// <summary>Id: given by the merchant, or made when the rule is stored.</summary>
    public string Id { get; set; } = "";

    /// <summary>What it does.</summary>
    [JsonRequired]
    public MerchantRuleKind Kind { get; set; }

    /// <summary>The product it is about; null for any.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string? ProductId { get; set; }

    /// <summary>The category it is about; null for any.</summary>
    public string? Category { get; set; }

    /// <summary>The brand it is about; null for any.</summary>
    public string? Brand { get; set; }

    /// <summary>Place of a pinned product, from 1; 1 when absent.</summary>
    public int? Position { get; set; }

    /// <summary>Factor of a boost (above 1 to 100, default 2) or of burying (0 to below 1, default 0.1).</summary>
    public double? Factor { get; set; }

    /// <summary>First moment at which it holds; null for always.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>First moment at which it no longer holds; null for never.</summary>
    public DateTimeOffset? To { get; set; }

    /// <summary>Whether it holds at a moment.</summary>
    public bool HoldsAt(DateTimeOffset now) => (From is null || now >= From) && (To is null || now < To);

    /// <summary>Whether it is about a product.</summary>
    public bool IsAbout(CatalogueProduct? product, string productId) =>
        (ProductId is null || ProductId == productId) && (Category is null || product?.Categories.Contains(Category) is true) && (Brand is null || product?.Brand == Brand);

    /// <summary>The factor, with its default.</summary>
    [JsonIgnore]
    public double FactorOrDefault => Factor ?? (Kind == MerchantRuleKind.Boost ? 2 : 0.1);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Refuse()
    {
        if (Kind == MerchantRuleKind.Pin && ProductId is null) return "productId: found nothing, expected the product to pin";
        if (Position is < 1 or > 1_000) return $"position: found {Position}, expected 1 to 1,000";
        if (Kind == MerchantRuleKind.Boost && Factor is not (null or (> 1 and <= 100))) return $"factor: found {Factor}, expected above 1 to 100 for a boost";
        if (Kind == MerchantRuleKind.Bury && Factor is not (null or (>= 0 and < 1))) return $"factor: found {Factor}, expected 0 to below 1 for burying";
        if (Kind is MerchantRuleKind.Boost or MerchantRuleKind.Bury && ProductId is null && Category is null && Brand is null)
            return "productId, category, brand: found none, expected at least one";
        return From is { } from && To is { } to && to <= from ? $"to: found {to:O}, expected after {from:O}" : null;
    }
}
