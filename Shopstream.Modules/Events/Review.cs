using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>A review of a product, with the time it was written.</summary>
public sealed class Review
{
    /// <summary>Product the text is about.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string ProductId { get; set; } = "";

    /// <summary>Author.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string UserId { get; set; } = "";

    /// <summary>What was written.</summary>
    public string Text { get; set; } = "";

    /// <summary>Event time.</summary>
    [JsonConverter(typeof(IsoTimestampConverter))]
    public DateTimeOffset Time { get; set; }
}
