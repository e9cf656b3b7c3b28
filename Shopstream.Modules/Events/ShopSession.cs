using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>
/// One visit to the shop as the session document of topic <c>user_session_info</c> describes it. Instances are
/// treated as immutable once published: several consumers may hold the same one.
/// </summary>
public sealed class ShopSession
{
    /// <summary>Unique id of the session, usually a UUID.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string SessionId { get; set; } = "";

    /// <summary>Id of the visitor; the key of the record on the bus.</summary>
    [JsonConverter(typeof(TextOrNumberConverter))]
    public string UserId { get; set; } = "";

    /// <summary>Begin of the session; event time.</summary>
    [JsonConverter(typeof(IsoTimestampConverter))]
    public DateTimeOffset SessionTimestamp { get; set; }

    /// <summary>Distinct products of the session.</summary>
    [JsonConverter(typeof(TextOrNumberListConverter))]
    public List<string> ProductIds { get; set; } = [];

    /// <summary>Names, parallel to <see cref="ProductIds"/>.</summary>
    [JsonConverter(typeof(PooledTextListConverter))]
    public List<string> ProductNames { get; set; } = [];

    /// <summary>Prices in the shop's currency, parallel to <see cref="ProductIds"/>; never negative.</summary>
    public List<double> ProductPrices { get; set; } = [];

    /// <summary>Categories, parallel to <see cref="ProductIds"/>.</summary>
    [JsonConverter(typeof(PooledTextListConverter))]
    public List<string> ProductCategories { get; set; } = [];

    /// <summary>Review texts or null, parallel to <see cref="ProductIds"/>.</summary>
    public List<string?> ProductReviews { get; set; } = [];

    /// <summary>Name of the visitor; personal.</summary>
    public string? Name { get; set; }

    /// <summary>Gender as the shop records it.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Gender { get; set; }

    /// <summary>E-mail address; personal.</summary>
    public string? Email { get; set; }

    /// <summary>What the visitor browsed with.</summary>
    public DeviceInformation? DeviceInformation { get; set; }

    /// <summary>Where the visitor is.</summary>
    public LocationData? LocationData { get; set; }

    /// <summary>IP address; personal.</summary>
    public string? IpAddress { get; set; }

    /// <summary>Length of the session in seconds.</summary>
    public double SessionDuration { get; set; }

    /// <summary>Pages shown.</summary>
    public int PageViews { get; set; }

    /// <summary>Product ids in viewing order; may repeat.</summary>
    [JsonConverter(typeof(TextOrNumberListConverter))]
    public List<string> BrowsingPattern { get; set; } = [];

    /// <summary>Seconds, parallel to <see cref="BrowsingPattern"/>.</summary>
    [JsonPropertyName("timeSpentonEachPage")]
    public List<double> TimeSpentOnEachPage { get; set; } = [];

    /// <summary>Clicks in the session.</summary>
    public int Clicks { get; set; }

    /// <summary>The furthest action: <c>checkout</c>, <c>add_to_cart</c>, <c>search</c> or <c>view_item</c>.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Actions { get; set; }

    /// <summary>Where the visitor came from; <c>unknown</c> is refused by the cache checks.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Referrer { get; set; }

    /// <summary>Name of the product on whose page the visitor left.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? ExitPage { get; set; }

    /// <summary>Whether the session ended in a purchase.</summary>
    public bool PurchaseMade { get; set; }

    /// <summary>Money spent in the shop's currency; 0 without a purchase.</summary>
    public double AmountSpent { get; set; }

    /// <summary><c>CreditCard</c>, <c>PayPal</c> or <c>None</c>.</summary>
    [JsonConverter(typeof(PooledTextConverter))]
    public string? PaymentMethodType { get; set; }

    /// <summary>Fields this version does not know; kept and written again.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Event time in milliseconds since 1970-01-01 UTC.</summary>
    [JsonIgnore]
    public long EventTimeMs => SessionTimestamp.ToUnixTimeMilliseconds();
}
