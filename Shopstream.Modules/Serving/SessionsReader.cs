using System.Text.Json;
using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads sessions by dimension from <c>session_activity</c> and the latest ones from <c>session_summary</c>.</summary>
internal sealed class SessionsReader(ISearchIndex index)
{
    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.SessionActivity;
    private static readonly int Sessions = Definition.MeasureIndex("sessions");
    private static readonly int Orders = Definition.MeasureIndex("orders");
    private static readonly int Revenue = Definition.MeasureIndex("revenue");
    private static readonly int Duration = Definition.MeasureIndex("duration");
    private static readonly int PageViews = Definition.MeasureIndex("pageViews");
    private static readonly int Bounces = Definition.MeasureIndex("bounces");

    /// <summary>The first <paramref name="top"/> values of each dimension by sessions, and as many of the latest sessions.</summary>
    public async ValueTask<SessionsAnswer> ReadAsync(AnalyticsRange range, int top, CancellationToken cancellationToken)
    {
        var rows = await index.QueryWindowsAsync(range.Query(Definition) with { OrderBy = "sessions" }, cancellationToken);
        return new(range)
        {
            Referrer = Dimension(rows, "referrer:", top),
            DeviceType = Dimension(rows, "deviceType:", top),
            Country = Dimension(rows, "country:", top),
            State = Dimension(rows, "state:", top),
            Action = Dimension(rows, "action:", top),
            Latest = await LatestAsync(range, top, cancellationToken),
        };
    }

    private static SessionFigures[] Dimension(IReadOnlyList<WindowRow> rows, string prefix, int top) =>
        [.. rows.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)).Take(top).Select(r => Figures(r, prefix))];

    private static SessionFigures Figures(WindowRow row, string prefix)
    {
        var m = row.Measures;
        return new(
            row.Key[prefix.Length..],
            m[Sessions],
            m[Orders],
            Ratio(m[Orders], m[Sessions]),
            Units(m[Revenue]),
            MeanSeconds(m[Duration], m[Sessions]),
            Ratio(m[PageViews], m[Sessions]),
            Ratio(m[Bounces], m[Sessions]));
    }

    private async ValueTask<IReadOnlyList<LatestSession>> LatestAsync(AnalyticsRange range, int top, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery
        {
            Where = [new("startMs", Comparison.AtLeast, range.FromMs), new("startMs", Comparison.Below, range.ToMs)],
            SortBy = "startMs",
            Descending = true,
            Limit = top,
        };
        var latest = new List<LatestSession>(Math.Min(top, 100));
        await foreach (var document in index.SearchAsync(AnalyticsIndices.SessionSummary.Name, query, cancellationToken))
        {
            var s = JsonSerializer.Deserialize(document.Body.Span, IndexJsonContext.Default.SessionSummary)
                ?? throw new JsonException($"session summary {document.Id} is null, expected an object");
            latest.Add(new(
                s.SessionId, s.UserId, DateTimeOffset.FromUnixTimeMilliseconds(s.StartMs), s.Duration, s.PageViews, s.Clicks, s.Products,
                s.Carts, s.Purchases, s.AmountSpent, s.Action, s.Referrer, s.DeviceType, s.Country, s.State, s.ExitPage, s.Payment));
        }

        return latest;
    }
}
