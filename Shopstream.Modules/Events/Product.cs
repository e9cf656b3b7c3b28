using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>A product of the shop's catalogue.</summary>
public sealed class Product
{
    /// <summary>Id of the product.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string ProductId { get; set; } = "";

    /// <summary>Display name.</summary>
    public string? Name { get; set; }

    /// <summary>Category.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string? Category { get; set; }

    /// <summary>Brand.</summary>
    public string? Brand { get; set; }

    /// <summary>Price in the shop's currency.</summary>
    public double? Price { get; set; }
}
