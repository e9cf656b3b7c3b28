using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>How many rows a write has changed.</summary>
internal sealed record GorseSuccess([property: JsonPropertyName("RowAffected")] int RowAffected);

/// <summary>An item or a user with its score.</summary>
internal sealed record GorseScore([property: JsonPropertyName("Id")] string Id, [property: JsonPropertyName("Score")] double Score);

/// <summary>A page of users.</summary>
internal sealed record GorseUsers([property: JsonPropertyName("Cursor")] string Cursor, [property: JsonPropertyName("Users")] IReadOnlyList<GorseUser> Users);

/// <summary>A page of items.</summary>
internal sealed record GorseItems([property: JsonPropertyName("Cursor")] string Cursor, [property: JsonPropertyName("Items")] IReadOnlyList<GorseItem> Items);

/// <summary>A page of feedback.</summary>
internal sealed record GorseFeedbacks([property: JsonPropertyName("Cursor")] string Cursor, [property: JsonPropertyName("Feedback")] IReadOnlyList<GorseFeedback> Feedback);

/// <summary>Whether the server works.</summary>
internal sealed record GorseHealth(
    [property: JsonPropertyName("Ready")] bool Ready,
    [property: JsonPropertyName("DataStoreError")] string? DataStoreError,
    [property: JsonPropertyName("CacheStoreError")] string? CacheStoreError,
    [property: JsonPropertyName("DataStoreConnected")] bool DataStoreConnected,
    [property: JsonPropertyName("CacheStoreConnected")] bool CacheStoreConnected);

/// <summary>Stored form: the JSON as clients see it, untouched by what a store makes of numbers and names, beside what it is found by.</summary>
internal sealed class StoredGorse
{
    /// <summary>The user, item or feedback.</summary>
    public string Json { get; set; } = "";

    /// <summary>The user of a feedback.</summary>
    public string? UserId { get; set; }

    /// <summary>The item of a feedback.</summary>
    public string? ItemId { get; set; }

    /// <summary>When a feedback is to be put on the bus, milliseconds since 1970; null once it is.</summary>
    public long? DueMs { get; set; }

    /// <summary>Id of the event of a feedback.</summary>
    public string? EventId { get; set; }
}

/// <summary>Source-generated JSON of requests, answers and documents.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GorseUser[]))]
[JsonSerializable(typeof(GorseItem[]))]
[JsonSerializable(typeof(GorseFeedback[]))]
[JsonSerializable(typeof(GorseUserPatch))]
[JsonSerializable(typeof(GorseItemPatch))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(GorseSuccess))]
[JsonSerializable(typeof(GorseUsers))]
[JsonSerializable(typeof(GorseItems))]
[JsonSerializable(typeof(GorseFeedbacks))]
[JsonSerializable(typeof(GorseHealth))]
[JsonSerializable(typeof(IReadOnlyList<GorseScore>))]
[JsonSerializable(typeof(IReadOnlyList<GorseFeedback>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class GorseJsonContext : JsonSerializerContext;

/// <summary>Source-generated JSON of <see cref="StoredGorse"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredGorse))]
internal sealed partial class StoredGorseJsonContext : JsonSerializerContext;
