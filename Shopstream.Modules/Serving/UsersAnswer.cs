using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/users</c>.</summary>
internal sealed record UsersAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>What the users are ordered by, largest first.</summary>
    public required string Order { get; init; }

    /// <summary>The users.</summary>
    public required IReadOnlyList<UserFigures> Users { get; init; }
}

/// <summary>The answer of <c>/analytics/potential-customers</c>.</summary>
internal sealed record PotentialCustomersAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>Seconds on the site from which a user is listed.</summary>
    public required double MinDuration { get; init; }

    /// <summary>Users who bought nothing, longest time on the site first.</summary>
    public required IReadOnlyList<UserFigures> Users { get; init; }
}

/// <summary>One user; times in seconds, conversion = orders / sessions.</summary>
internal sealed record UserFigures(
    string Id,
    string? Country,
    string? State,
    string? DeviceType,
    string? Referrer,
    long Sessions,
    long Orders,
    double Conversion,
    double Spent,
    double Duration,
    double MeanSessionDuration,
    long Views,
    long Carts,
    long Removals,
    long Purchases,
    long PageViews,
    long Clicks,
    [property: JsonConverter(typeof(IsoTimestampConverter))] DateTimeOffset LastSeen);
