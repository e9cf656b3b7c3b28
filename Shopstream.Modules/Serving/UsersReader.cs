using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads what users did from <c>user_activity</c>.</summary>
internal sealed class UsersReader(ISearchIndex index)
{
    /// <summary>What users can be ordered by; names of measures.</summary>
    public static readonly IReadOnlyList<string> Orders =
        ["spent", "duration", "sessions", "orders", "views", "carts", "purchases", "pageViews", "clicks", "lastSeen"];

    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.UserActivity;
    private static readonly int Sessions = Definition.MeasureIndex("sessions");
    private static readonly int OrderCount = Definition.MeasureIndex("orders");
    private static readonly int Views = Definition.MeasureIndex("views");
    private static readonly int Carts = Definition.MeasureIndex("carts");
    private static readonly int Removals = Definition.MeasureIndex("removals");
    private static readonly int Purchases = Definition.MeasureIndex("purchases");
    private static readonly int Spent = Definition.MeasureIndex("spent");
    private static readonly int Duration = Definition.MeasureIndex("duration");
    private static readonly int PageViews = Definition.MeasureIndex("pageViews");
    private static readonly int Clicks = Definition.MeasureIndex("clicks");
    private static readonly int LastSeen = Definition.MeasureIndex("lastSeen");

    /// <summary>The first <paramref name="top"/> users by <paramref name="order"/>.</summary>
    public async ValueTask<UsersAnswer> ReadAsync(AnalyticsRange range, string order, int top, CancellationToken cancellationToken)
    {
        var rows = await index.QueryWindowsAsync(range.Query(Definition) with { OrderBy = order, Top = top }, cancellationToken);
        return new(range) { Order = order, Users = [.. rows.Select(Figures)] };
    }

    /// <summary>Users without an order in the range who stayed at least <paramref name="minDuration"/>, longest first.</summary>
    public async ValueTask<PotentialCustomersAnswer> ReadPotentialCustomersAsync(
        AnalyticsRange range, TimeSpan minDuration, int top, CancellationToken cancellationToken)
    {
        var query = range.Query(Definition) with { Having = ("orders", 0), OrderBy = "duration", Top = top };
        var rows = await index.QueryWindowsAsync(query, cancellationToken);

        // The rows come longest first, so whoever is cut off by the limit stayed no longer than whoever is kept.
        var users = rows.Where(r => r.Measures[Duration] >= minDuration.TotalMilliseconds).Select(Figures);
        return new(range) { MinDuration = minDuration.TotalSeconds, Users = [.. users] };
    }

    private static UserFigures Figures(WindowRow row)
    {
        var m = row.Measures;
        return new(
            row.Key,
            row.Attribute(0),
            row.Attribute(1),
            row.Attribute(2),
            row.Attribute(3),
            m[Sessions],
            m[OrderCount],
            Ratio(m[OrderCount], m[Sessions]),
            Units(m[Spent]),
            Seconds(m[Duration]),
            MeanSeconds(m[Duration], m[Sessions]),
            m[Views],
            m[Carts],
            m[Removals],
            m[Purchases],
            m[PageViews],
            m[Clicks],
            DateTimeOffset.FromUnixTimeMilliseconds(m[LastSeen]));
    }
}
