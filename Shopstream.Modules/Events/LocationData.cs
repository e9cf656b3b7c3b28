using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>Place of a session.</summary>
public sealed class LocationData
{
    /// <summary>Country name or code.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Country { get; set; }

    /// <summary>State or region.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? State { get; set; }

    /// <summary>City.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? City { get; set; }

    /// <summary>Postal code.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string? ZipCode { get; set; }
}
