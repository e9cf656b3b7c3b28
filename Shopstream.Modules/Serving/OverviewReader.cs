using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads the totals of a range and their course over its windows from <c>live_totals</c>.</summary>
internal sealed class OverviewReader(ISearchIndex index, DistinctUsers distinctUsers)
{
    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.LiveTotals;
    private static readonly int Sessions = Definition.MeasureIndex("sessions");
    private static readonly int Orders = Definition.MeasureIndex("orders");
    private static readonly int View = Definition.MeasureIndex("view");
    private static readonly int Cart = Definition.MeasureIndex("cart");
    private static readonly int RemoveFromCart = Definition.MeasureIndex("remove_from_cart");
    private static readonly int Purchase = Definition.MeasureIndex("purchase");
    private static readonly int Like = Definition.MeasureIndex("like");
    private static readonly int Dislike = Definition.MeasureIndex("dislike");
    private static readonly int Rating = Definition.MeasureIndex("rating");
    private static readonly int Impression = Definition.MeasureIndex("impression");
    private static readonly int Click = Definition.MeasureIndex("click");
    private static readonly int Revenue = Definition.MeasureIndex("revenue");
    private static readonly int Duration = Definition.MeasureIndex("duration");
    private static readonly int PageViews = Definition.MeasureIndex("pageViews");
    private static readonly int Clicks = Definition.MeasureIndex("clicks");
    private static readonly int Checkouts = Definition.MeasureIndex("checkouts");
    private static readonly int AddToCarts = Definition.MeasureIndex("addToCarts");

    /// <summary>Totals and one point a window.</summary>
    public async ValueTask<OverviewAnswer> ReadAsync(AnalyticsRange range, CancellationToken cancellationToken) =>
        await ReadAsync(range, await distinctUsers.CountAsync(range, cancellationToken), cancellationToken);

    /// <summary>As above with the number of distinct users already known.</summary>
    public async ValueTask<OverviewAnswer> ReadAsync(AnalyticsRange range, long uniqueUsers, CancellationToken cancellationToken)
    {
        var query = range.Query(Definition) with { GroupBy = WindowGrouping.Window };
        var rows = await index.QueryWindowsAsync(query, cancellationToken);
        var byStart = new Dictionary<long, IReadOnlyList<long>>(rows.Count);
        var sums = new long[Definition.Measures.Count];
        foreach (var row in rows)
        {
            byStart[row.StartMs] = row.Measures;
            for (var i = 0; i < sums.Length; i++) sums[i] += row.Measures[i];
        }

        var nothing = new long[sums.Length];
        var series = new OverviewPoint[range.Count];
        for (var i = 0; i < series.Length; i++)
        {
            var startMs = range.FromMs + (i * range.SizeMs);
            series[i] = Point(startMs, byStart.GetValueOrDefault(startMs, nothing));
        }

        return new(range) { Totals = Totals(sums, uniqueUsers), Series = series };
    }

    /// <summary>Totals alone.</summary>
    public async ValueTask<OverviewTotals> ReadTotalsAsync(AnalyticsRange range, long uniqueUsers, CancellationToken cancellationToken)
    {
        var query = range.Query(Definition) with { GroupBy = WindowGrouping.Total };
        var rows = await index.QueryWindowsAsync(query, cancellationToken);
        return Totals(rows.Count == 0 ? new long[Definition.Measures.Count] : rows[0].Measures, uniqueUsers);
    }

    private static OverviewTotals Totals(IReadOnlyList<long> m, long uniqueUsers) => new(
        m[Sessions],
        uniqueUsers,
        m[Orders],
        Ratio(m[Orders], m[Sessions]),
        Units(m[Revenue]),
        MeanUnits(m[Revenue], m[Orders]),
        MeanSeconds(m[Duration], m[Sessions]),
        m[PageViews],
        m[Clicks],
        m[AddToCarts],
        m[Checkouts],
        Events(m));

    private static OverviewPoint Point(long startMs, IReadOnlyList<long> m) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(startMs),
        m[Sessions],
        m[Orders],
        Ratio(m[Orders], m[Sessions]),
        Units(m[Revenue]),
        MeanSeconds(m[Duration], m[Sessions]),
        m[PageViews],
        Events(m));

    private static EventCounts Events(IReadOnlyList<long> m) => new(
        m[View], m[Cart], m[RemoveFromCart], m[Purchase], m[Like], m[Dislike], m[Rating], m[Impression], m[Click]);
}
