using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>One thing a visitor did with one product, as topic <c>user_interactions</c> carries it (snake_case names).</summary>
public sealed class Interaction
{
    /// <summary>Id that makes a repeated delivery harmless; optional.</summary>
    [JsonPropertyName("event_id"), JsonConverter(typeof(TextOrNumberConverter))]
    public string? EventId { get; set; }

    /// <summary>Id of the visitor; the key of the record on the bus.</summary>
    [JsonPropertyName("user_id"), JsonConverter(typeof(TextOrNumberConverter))]
    public string UserId { get; set; } = "";

    /// <summary>Id of the product.</summary>
    [JsonPropertyName("product_id"), JsonConverter(typeof(PooledTextOrNumberConverter))]
    public string ProductId { get; set; } = "";

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    [JsonPropertyName("event_type"), JsonConverter(typeof(PooledTextConverter))]
    public string EventType { get; set; } = "";

    /// <summary>Event time; the time of arrival is filled in when the sender gives none.</summary>
    [JsonPropertyName("event_time"), JsonConverter(typeof(IsoTimestampConverter))]
    public DateTimeOffset EventTime { get; set; }

    /// <summary>The sender's session id; sessions are cut by inactivity when absent.</summary>
    [JsonPropertyName("session_id"), JsonConverter(typeof(TextOrNumberConverter))]
    public string? SessionId { get; set; }

    /// <summary>Brand of the product.</summary>
    [JsonPropertyName("brand"), JsonConverter(typeof(PooledTextConverter))]
    public string? Brand { get; set; }

    /// <summary>Category of the product.</summary>
    [JsonPropertyName("category"), JsonConverter(typeof(PooledTextOrNumberConverter))]
    public string? Category { get; set; }

    /// <summary>Price of one piece in the shop's currency; never negative.</summary>
    [JsonPropertyName("price")]
    public double? Price { get; set; }

    /// <summary>Pieces; 1 when absent.</summary>
    [JsonPropertyName("quantity")]
    public double? Quantity { get; set; }

    /// <summary>Value of explicit feedback, such as the stars of a <c>rating</c>.</summary>
    [JsonPropertyName("value")]
    public double? Value { get; set; }

    /// <summary>Display name of the product, when the sender gives it.</summary>
    [JsonPropertyName("product_name"), JsonConverter(typeof(PooledTextConverter))]
    public string? ProductName { get; set; }

    /// <summary>Country of the visitor, when the sender gives it.</summary>
    [JsonPropertyName("country"), JsonConverter(typeof(PooledTextConverter))]
    public string? Country { get; set; }

    /// <summary>Kind of device of the visitor, when the sender gives it.</summary>
    [JsonPropertyName("device"), JsonConverter(typeof(PooledTextConverter))]
    public string? Device { get; set; }

    /// <summary>Where the visitor came from, when the sender gives it.</summary>
    [JsonPropertyName("referrer"), JsonConverter(typeof(PooledTextConverter))]
    public string? Referrer { get; set; }

    /// <summary>The answer of this system that the event is about; see <see cref="ServedRecommendations"/>.</summary>
    [JsonPropertyName("recommendation_id"), JsonConverter(typeof(TextOrNumberConverter))]
    public string? RecommendationId { get; set; }

    /// <summary>Fields this version does not know; kept and written again.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Event time in milliseconds since 1970-01-01 UTC.</summary>
    [JsonIgnore]
    public long EventTimeMs => EventTime.ToUnixTimeMilliseconds();
}
