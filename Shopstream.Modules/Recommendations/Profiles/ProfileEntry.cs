using System.Text.Json.Serialization;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>What a visitor has done with one product.</summary>
internal sealed class ProfileEntry
{
    /// <summary>The product.</summary>
    [JsonPropertyName("p")]
    public string ProductId { get; set; } = "";

    /// <summary>Newest event, milliseconds since 1970.</summary>
    [JsonPropertyName("t")]
    public long LastMs { get; set; }

    /// <summary>Sum of the weights of all events, decayed to <see cref="LastMs"/>.</summary>
    [JsonPropertyName("w")]
    public double Weight { get; set; }

    /// <summary>Whether anything but an impression happened.</summary>
    [JsonPropertyName("s")]
    public bool IsSeen { get; set; }

    /// <summary>Whether it was bought.</summary>
    [JsonPropertyName("b")]
    public bool IsBought { get; set; }

    /// <summary>Whether it is in the cart, as far as events tell.</summary>
    [JsonPropertyName("c")]
    public bool IsInCart { get; set; }

    /// <summary>Whether the visitor does not want it.</summary>
    [JsonPropertyName("h")]
    public bool IsHidden { get; set; }

    /// <summary>Impressions since the last click or view.</summary>
    [JsonPropertyName("i")]
    public int Impressions { get; set; }
}

/// <summary>A brand that a visitor browsed.</summary>
internal sealed class ProfileBrand
{
    /// <summary>Name of the brand.</summary>
    [JsonPropertyName("n")]
    public string Name { get; set; } = "";

    /// <summary>When it was browsed last, milliseconds since 1970.</summary>
    [JsonPropertyName("t")]
    public long LastMs { get; set; }
}

/// <summary>One click of the running session.</summary>
internal sealed class ProfileClick
{
    /// <summary>The product.</summary>
    [JsonPropertyName("p")]
    public string ProductId { get; set; } = "";

    /// <summary>When, milliseconds since 1970.</summary>
    [JsonPropertyName("t")]
    public long TimeMs { get; set; }
}
