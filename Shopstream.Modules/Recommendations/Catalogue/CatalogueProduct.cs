using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Catalogue;

/// <summary>A product as recommendations know it: what the shop has told, else what events told in passing.</summary>
public sealed class CatalogueProduct
{
    /// <summary>Id of the product.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string ProductId { get; set; } = "";

    /// <summary>Names by language (BCP 47, such as <c>en</c> or <c>de-CH</c>); the empty language is the shop's own.</summary>
    public Dictionary<string, string> Names { get; set; } = [];

    /// <summary>Descriptions by language, like <see cref="Names"/>.</summary>
    public Dictionary<string, string> Descriptions { get; set; } = [];

    /// <summary>Categories, the most specific last.</summary>
    public List<string> Categories { get; set; } = [];

    /// <summary>Brand.</summary>
    public string? Brand { get; set; }

    /// <summary>Price in the shop's currency; never negative.</summary>
    public double? Price { get; set; }

    /// <summary>Pieces in stock; null when the shop does not say.</summary>
    public int? Stock { get; set; }

    /// <summary>Whether it must not be recommended.</summary>
    public bool Hidden { get; set; }

    /// <summary>First moment at which it must not be recommended any more.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Free labels, used as content.</summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>When it came into the catalogue.</summary>
    public DateTimeOffset? AddedAt { get; set; }

    /// <summary>Whether the shop has told it; then events do not change it.</summary>
    public bool IsFromShop { get; set; }

    /// <summary>When it was changed here, milliseconds since 1970.</summary>
    public long ChangedMs { get; set; }

    /// <summary>The most specific category; null for none.</summary>
    [JsonIgnore]
    public string? Category => Categories.Count == 0 ? null : Categories[^1];

    /// <summary>The name in a language: as asked, then without region, then the shop's own, then English, then any, then the id.</summary>
    public string NameIn(string? language) => Text(Names, language) ?? ProductId;

    /// <summary>The description in a language, with the same order; null for none.</summary>
    public string? DescriptionIn(string? language) => Text(Descriptions, language);

    /// <summary>Whether there is a name or description in a language, with or without its region.</summary>
    public bool Speaks(string language)
    {
        var primary = Primary(language);
        return Names.Keys.Concat(Descriptions.Keys).Any(l => string.Equals(Primary(l), primary, StringComparison.OrdinalIgnoreCase));
    }

    private static string? Text(Dictionary<string, string> texts, string? language)
    {
        if (texts.Count == 0) return null;
        if (language is { Length: > 0 })
        {
            foreach (var wanted in (string[])[language, Primary(language)])
            {
                foreach (var (code, text) in texts)
                    if (string.Equals(code, wanted, StringComparison.OrdinalIgnoreCase)) return text;
            }
        }

        if (texts.TryGetValue("", out var own)) return own;
        return texts.TryGetValue("en", out var english) ? english : texts.OrderBy(t => t.Key, StringComparer.Ordinal).First().Value;
    }

    private static string Primary(string language)
    {
        var at = language.IndexOfAny(['-', '_']);
        return at < 0 ? language : language[..at];
    }
}
