using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>A user.</summary>
internal sealed class GorseUser
{
    /// <summary>Id, without slash.</summary>
    [JsonPropertyName("UserId"), JsonConverter(typeof(TextOrNumberConverter))]
    public string UserId { get; set; } = "";

    /// <summary>Anything that is said of the user.</summary>
    [JsonPropertyName("Labels")]
    public JsonElement? Labels { get; set; }

    /// <summary>A field of older clients, kept when given.</summary>
    [JsonPropertyName("Subscribe"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Subscribe { get; set; }

    /// <summary>A note.</summary>
    [JsonPropertyName("Comment")]
    public string? Comment { get; set; } = "";
}

/// <summary>An item.</summary>
internal sealed class GorseItem
{
    /// <summary>Id, without slash.</summary>
    [JsonPropertyName("ItemId"), JsonConverter(typeof(TextOrNumberConverter))]
    public string ItemId { get; set; } = "";

    /// <summary>Whether it must not be recommended.</summary>
    [JsonPropertyName("IsHidden")]
    public bool IsHidden { get; set; }

    /// <summary>Its categories.</summary>
    [JsonPropertyName("Categories")]
    public List<string>? Categories { get; set; } = [];

    /// <summary>When it came into the catalogue.</summary>
    [JsonPropertyName("Timestamp"), JsonConverter(typeof(GorseTimeConverter))]
    public DateTimeOffset Timestamp { get; set; }

    /// <summary>Anything that is said of the item.</summary>
    [JsonPropertyName("Labels")]
    public JsonElement? Labels { get; set; }

    /// <summary>A note; the item's name in recommendations.</summary>
    [JsonPropertyName("Comment")]
    public string? Comment { get; set; } = "";
}

/// <summary>What a user did with an item; one for each type, user and item.</summary>
internal sealed class GorseFeedback
{
    /// <summary>Type, such as <c>read</c> or <c>star</c>.</summary>
    [JsonPropertyName("FeedbackType")]
    public string FeedbackType { get; set; } = "";

    /// <summary>The user.</summary>
    [JsonPropertyName("UserId"), JsonConverter(typeof(TextOrNumberConverter))]
    public string UserId { get; set; } = "";

    /// <summary>The item.</summary>
    [JsonPropertyName("ItemId"), JsonConverter(typeof(TextOrNumberConverter))]
    public string ItemId { get; set; } = "";

    /// <summary>Its value, such as stars; 0 for none.</summary>
    [JsonPropertyName("Value")]
    public double Value { get; set; }

    /// <summary>When it happened.</summary>
    [JsonPropertyName("Timestamp"), JsonConverter(typeof(GorseTimeConverter))]
    public DateTimeOffset Timestamp { get; set; }

    /// <summary>When it was written here.</summary>
    [JsonPropertyName("Updated"), JsonConverter(typeof(GorseTimeConverter))]
    public DateTimeOffset Updated { get; set; }

    /// <summary>A note.</summary>
    [JsonPropertyName("Comment")]
    public string? Comment { get; set; } = "";
}

/// <summary>Changes of a user; what is null stays.</summary>
internal sealed class GorseUserPatch
{
    [JsonPropertyName("Labels")]
    public JsonElement? Labels { get; set; }

    [JsonPropertyName("Subscribe")]
    public List<string>? Subscribe { get; set; }

    [JsonPropertyName("Comment")]
    public string? Comment { get; set; }
}

/// <summary>Changes of an item; what is null stays.</summary>
internal sealed class GorseItemPatch
{
    [JsonPropertyName("IsHidden")]
    public bool? IsHidden { get; set; }

    [JsonPropertyName("Categories")]
    public List<string>? Categories { get; set; }

    [JsonPropertyName("Timestamp"), JsonConverter(typeof(GorseTimeConverter))]
    public DateTimeOffset Timestamp { get; set; }

    [JsonPropertyName("Labels")]
    public JsonElement? Labels { get; set; }

    [JsonPropertyName("Comment")]
    public string? Comment { get; set; }
}
