namespace Shopstream.Modules.Stores;

/// <summary>
/// The indices that the stream analysis writes and the serving side reads. Names are a contract; measures are whole
/// numbers in the unit that each states.
/// </summary>
public static class AnalyticsIndices
{
    /// <summary>Window sizes of every window index, by name.</summary>
    public static readonly IReadOnlyDictionary<string, TimeSpan> WindowSizes = new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        ["1m"] = TimeSpan.FromMinutes(1),
        ["1h"] = TimeSpan.FromHours(1),
        ["1d"] = TimeSpan.FromDays(1),
    };

    /// <summary>
    /// One row <c>all</c> a window: events by type, sessions, orders (sessions that bought), revenue, time, with a sketch of the
    /// distinct users. A session is counted in the window of its first event.
    /// </summary>
    public static readonly WindowIndexDefinition LiveTotals = new("live_totals", "scope", [],
    [
        new("sessions"), new("orders"), new("view"), new("cart"), new("remove_from_cart"), new("purchase"), new("like"), new("dislike"),
        new("rating"), new("impression"), new("click"), new("revenue", MeasureUnit.Money), new("duration", MeasureUnit.Milliseconds),
        new("pageViews"), new("clicks"), new("checkouts"), new("addToCarts"),
    ]);

    /// <summary>One row a user and window. Potential customers are its rows with long duration and no order.</summary>
    public static readonly WindowIndexDefinition UserActivity = new("user_activity", "userId", ["country", "state", "deviceType", "referrer"],
    [
        new("sessions"), new("orders"), new("views"), new("carts"), new("removals"), new("purchases"), new("spent", MeasureUnit.Money),
        new("duration", MeasureUnit.Milliseconds), new("pageViews"), new("clicks"), new("lastSeen", MeasureUnit.Instant, MeasureMerge.Max),
    ]);

    /// <summary>Sessions by one dimension: key <c>referrer:Google</c>, <c>deviceType:Mobile</c>, <c>country:…</c>, <c>state:…</c>, <c>action:…</c>.</summary>
    public static readonly WindowIndexDefinition SessionActivity = new("session_activity", "dimension", [],
    [
        new("sessions"), new("orders"), new("revenue", MeasureUnit.Money), new("duration", MeasureUnit.Milliseconds),
        new("pageViews"), new("clicks"), new("bounces"),
    ]);

    /// <summary>One row a product and window.</summary>
    public static readonly WindowIndexDefinition ProductActivity = new("product_activity", "productId", ["name", "category", "brand"],
    [
        new("views"), new("carts"), new("removals"), new("purchases"), new("quantity"), new("revenue", MeasureUnit.Money),
        new("viewTime", MeasureUnit.Milliseconds), new("likes"), new("dislikes"), new("ratings"), new("ratingSum", MeasureUnit.Thousandths),
    ]);

    /// <summary>Reviews by product and window; add up by the attribute <c>category</c> for the share per category.</summary>
    public static readonly WindowIndexDefinition ProductSentiment = new("product_sentiment", "productId", ["name", "category"],
        [new("positive"), new("neutral"), new("negative"), new("score", MeasureUnit.Thousandths)]);

    /// <summary>Sessions by payment method; <c>abandoned</c> holds carts and checkouts that ended without a purchase.</summary>
    public static readonly WindowIndexDefinition Payments = new("payments", "method", [],
        [new("sessions"), new("amount", MeasureUnit.Money)]);

    /// <summary>One document a session, updated while it runs.</summary>
    public static readonly CollectionDefinition SessionSummary = new("session_summary",
        [new("startMs", IsInteger: true)],
        [["startMs"]]);

    /// <summary>One document a review, with its sentiment.</summary>
    public static readonly CollectionDefinition ProductReviews = new("product_reviews",
        [new("productId", IsInteger: false), new("timeMs", IsInteger: true)],
        [["productId", "timeMs"], ["timeMs"]]);

    /// <summary>All window indices.</summary>
    public static readonly IReadOnlyList<WindowIndexDefinition> Windows =
        [LiveTotals, UserActivity, SessionActivity, ProductActivity, ProductSentiment, Payments];
}
