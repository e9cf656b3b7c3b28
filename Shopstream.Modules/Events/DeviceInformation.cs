using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>Device of a session.</summary>
public sealed class DeviceInformation
{
    /// <summary>Such as <c>Mobile</c>, <c>Desktop</c>, <c>Tablet</c>; <c>unknown</c> is refused by the cache checks.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? DeviceType { get; set; }

    /// <summary>Such as <c>iOS</c>.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? OperatingSystem { get; set; }

    /// <summary>Such as <c>Safari</c>.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? BrowserType { get; set; }
}
