using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/sessions</c>.</summary>
internal sealed record SessionsAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>Sessions by where they came from.</summary>
    public required IReadOnlyList<SessionFigures> Referrer { get; init; }

    /// <summary>Sessions by device type.</summary>
    public required IReadOnlyList<SessionFigures> DeviceType { get; init; }

    /// <summary>Sessions by country.</summary>
    public required IReadOnlyList<SessionFigures> Country { get; init; }

    /// <summary>Sessions by state or region.</summary>
    public required IReadOnlyList<SessionFigures> State { get; init; }

    /// <summary>Sessions by their furthest action.</summary>
    public required IReadOnlyList<SessionFigures> Action { get; init; }

    /// <summary>The sessions that began last, newest first.</summary>
    public required IReadOnlyList<LatestSession> Latest { get; init; }
}

/// <summary>Sessions with one value of a dimension; durations in seconds, conversion = orders / sessions.</summary>
internal sealed record SessionFigures(
    string Value, long Sessions, long Orders, double Conversion, double Revenue, double MeanDuration, double MeanPages, double BounceRate);

/// <summary>One session; duration in seconds, money in currency units.</summary>
internal sealed record LatestSession(
    string SessionId,
    string UserId,
    [property: JsonConverter(typeof(IsoTimestampConverter))] DateTimeOffset Start,
    double Duration,
    int PageViews,
    int Clicks,
    int Products,
    int Carts,
    int Purchases,
    double AmountSpent,
    string? Action,
    string? Referrer,
    string? DeviceType,
    string? Country,
    string? State,
    string? ExitPage,
    string? Payment);
