namespace Shopstream.Modules.Events;

/// <summary>A purchase as it happens, with the products that it suggests; topic <c>real_time_recommendations</c>.</summary>
public sealed class PurchaseInFlight
{
    /// <summary>Who bought.</summary>
    public string UserId { get; set; } = "";

    /// <summary>What was bought.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset EventTime { get; set; }

    /// <summary>Session of the purchase, when known.</summary>
    public string? SessionId { get; set; }

    /// <summary>Price paid for one piece, when known.</summary>
    public double? Price { get; set; }

    /// <summary>What is recommended now, best first.</summary>
    public List<SuggestedProduct> Recommendations { get; set; } = [];
}
