using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Stores;

/// <summary>The document of index <c>session_summary</c>.</summary>
public sealed class SessionSummary
{
    /// <summary>Session id; for interactions without one, user and begin.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>Visitor.</summary>
    public string UserId { get; set; } = "";

    /// <summary>Begin, milliseconds since 1970-01-01 UTC.</summary>
    public long StartMs { get; set; }

    /// <summary>Length in seconds.</summary>
    public double Duration { get; set; }

    /// <summary>Pages shown (product views for raw interactions).</summary>
    public int PageViews { get; set; }

    /// <summary>Clicks.</summary>
    public int Clicks { get; set; }

    /// <summary>Distinct products seen.</summary>
    public int Products { get; set; }

    /// <summary>Cart additions, where known.</summary>
    public int Carts { get; set; }

    /// <summary>Pieces bought.</summary>
    public int Purchases { get; set; }

    /// <summary>Money spent in the shop's currency.</summary>
    public double AmountSpent { get; set; }

    /// <summary>Furthest action.</summary>
    public string? Action { get; set; }

    /// <summary>Where the visitor came from.</summary>
    public string? Referrer { get; set; }

    /// <summary>Device type.</summary>
    public string? DeviceType { get; set; }

    /// <summary>Country.</summary>
    public string? Country { get; set; }

    /// <summary>State or region.</summary>
    public string? State { get; set; }

    /// <summary>Last product seen.</summary>
    public string? ExitPage { get; set; }

    /// <summary>Payment method.</summary>
    public string? Payment { get; set; }
}

/// <summary>The document of index <c>product_reviews</c>.</summary>
public sealed class ReviewSummary
{
    /// <summary>Product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>Its name.</summary>
    public string? ProductName { get; set; }

    /// <summary>Its category.</summary>
    public string? Category { get; set; }

    /// <summary>When, milliseconds since 1970-01-01 UTC.</summary>
    public long TimeMs { get; set; }

    /// <summary>What was written.</summary>
    public string Text { get; set; } = "";

    /// <summary><c>positive</c>, <c>neutral</c> or <c>negative</c>.</summary>
    public string Sentiment { get; set; } = "";

    /// <summary>-1 to 1.</summary>
    public double Score { get; set; }
}

/// <summary>Source-generated JSON of the index documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionSummary))]
[JsonSerializable(typeof(ReviewSummary))]
public sealed partial class IndexJsonContext : JsonSerializerContext;
