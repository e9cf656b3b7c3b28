using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/overview</c>.</summary>
internal sealed record OverviewAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>Sums over all windows.</summary>
    public required OverviewTotals Totals { get; init; }

    /// <summary>One point a window, in order.</summary>
    public required IReadOnlyList<OverviewPoint> Series { get; init; }
}

/// <summary>Sums over all windows; durations in seconds, money in currency units, conversion = orders / sessions.</summary>
internal sealed record OverviewTotals(
    long Sessions,
    long UniqueUsers,
    long Orders,
    double Conversion,
    double Revenue,
    double MeanOrderValue,
    double MeanSessionDuration,
    long PageViews,
    long Clicks,
    long AddToCarts,
    long Checkouts,
    EventCounts Events);

/// <summary>One window; a window in which nothing happened is there with zeros.</summary>
internal sealed record OverviewPoint(
    [property: JsonConverter(typeof(IsoTimestampConverter))] DateTimeOffset Start,
    long Sessions,
    long Orders,
    double Conversion,
    double Revenue,
    double MeanSessionDuration,
    long PageViews,
    EventCounts Events);

/// <summary>Events by type, named as the events themselves are.</summary>
internal sealed record EventCounts(
    [property: JsonPropertyName(EventTypes.View)] long View,
    [property: JsonPropertyName(EventTypes.Cart)] long Cart,
    [property: JsonPropertyName(EventTypes.RemoveFromCart)] long RemoveFromCart,
    [property: JsonPropertyName(EventTypes.Purchase)] long Purchase,
    [property: JsonPropertyName(EventTypes.Like)] long Like,
    [property: JsonPropertyName(EventTypes.Dislike)] long Dislike,
    [property: JsonPropertyName(EventTypes.Rating)] long Rating,
    [property: JsonPropertyName(EventTypes.Impression)] long Impression,
    [property: JsonPropertyName(EventTypes.Click)] long Click);

/// <summary>The data of an <c>overview</c> event of <c>/events/stream</c>.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Hour">The last 60 minutes by minute.</param>
/// <param name="Day">The day so far, from midnight UTC.</param>
internal sealed record LiveOverview(
    [property: JsonConverter(typeof(IsoTimestampConverter))] DateTimeOffset At, OverviewAnswer Hour, LiveDay Day);

/// <summary>Totals of the day.</summary>
internal sealed record LiveDay(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>Sums since midnight.</summary>
    public required OverviewTotals Totals { get; init; }
}
