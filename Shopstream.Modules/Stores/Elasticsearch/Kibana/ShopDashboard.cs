using System.Text.Json.Nodes;
using static Shopstream.Modules.Stores.Elasticsearch.Kibana.KibanaCharts;

namespace Shopstream.Modules.Stores.Elasticsearch.Kibana;

/// <summary>
/// The shop's dashboard for Kibana, with a data view of every index. The same windows stand in each index as minutes, hours and
/// days, so whatever adds rows up picks one size: the minute, which fits every range of time.
/// </summary>
internal static class ShopDashboard
{
    private const string Minutes = "window : \"1m\"";
    private const string LongWithoutPurchase = "purchases : 0 and duration >= 300";

    /// <summary>All objects, those first that others refer to.</summary>
    /// <param name="prefix">What stands before the names of the aliases.</param>
    public static IReadOnlyList<JsonObject> Objects(string prefix)
    {
        var panels = Panels().ToList();
        return
        [
            .. AnalyticsIndices.Windows.Select(w => KibanaObject.DataView(DataView(w.Name), prefix + w.Name, Formats(w))),
            KibanaObject.DataView(DataView(AnalyticsIndices.SessionSummary.Name), prefix + AnalyticsIndices.SessionSummary.Name,
                new JsonObject { ["amountSpent"] = Decimals(), ["duration"] = Seconds() }),
            KibanaObject.DataView(DataView(AnalyticsIndices.ProductReviews.Name), prefix + AnalyticsIndices.ProductReviews.Name, []),
            .. panels,
            KibanaObject.Dashboard("shopstream-dashboard", "Shopstream", "Purchases, revenue, sessions, sentiment, payments and potential customers, as they come in.",
            [
                ("shopstream-totals", 0, 0, 32, 6), ("shopstream-duration", 32, 0, 16, 6),
                ("shopstream-course", 0, 6, 24, 12), ("shopstream-revenue", 24, 6, 24, 12),
                ("shopstream-sentiment", 0, 18, 24, 14), ("shopstream-payments", 24, 18, 24, 14),
                ("shopstream-potential-customers", 0, 32, 24, 16), ("shopstream-products", 24, 32, 24, 16),
                ("shopstream-referrers", 0, 48, 24, 12), ("shopstream-devices", 24, 48, 24, 12),
            ]),
        ];
    }

    /// <summary>All objects as Kibana imports them, one a line.</summary>
    public static string Lines(string prefix) => string.Concat(Objects(prefix).Select(o => o.ToText() + "\n"));

    private static IEnumerable<JsonObject> Panels()
    {
        var sessions = AnalyticsIndices.SessionSummary.Name;
        yield return Panel("totals", "Live totals", AnalyticsIndices.LiveTotals.Name, Minutes, "metric", Numbers(),
            Metric(1, "sum", "sessions", "Sessions"), Metric(2, "sum", "orders", "Purchases"), Metric(3, "sum", "revenue", "Revenue"));
        yield return Panel("duration", "Mean session duration", sessions, "", "metric", Numbers(), Metric(1, "avg", "duration", "Mean session duration"));
        yield return Panel("course", "Sessions and purchases", AnalyticsIndices.LiveTotals.Name, Minutes, "line",
            Axes("line", "normal", "Count", isShare: false, (1, "Sessions"), (2, "Purchases")),
            Metric(1, "sum", "sessions", "Sessions"), Metric(2, "sum", "orders", "Purchases"), OverTime(3));
        yield return Panel("revenue", "Revenue", AnalyticsIndices.LiveTotals.Name, Minutes, "histogram",
            Axes("histogram", "stacked", "Revenue", isShare: false, (1, "Revenue")), Metric(1, "sum", "revenue", "Revenue"), OverTime(2));
        yield return Panel("sentiment", "Sentiment by product category", AnalyticsIndices.ProductReviews.Name, "", "histogram",
            Axes("histogram", "stacked", "Share of reviews", isShare: true, (1, "Reviews")),
            Metric(1, "count", field: null, "Reviews"), Terms(2, "segment", "category", "Category", 20, 1, withMissing: true), Terms(3, "group", "sentiment", "Sentiment", 3, 1));
        yield return Panel("payments", "Payment methods and abandoned carts", AnalyticsIndices.Payments.Name, Minutes, "pie", Pie(),
            Metric(1, "sum", "sessions", "Sessions"), Terms(2, "segment", "method", "Method", 10, 1));
        yield return Panel("potential-customers", "Potential customers: stayed five minutes or longer, bought nothing", sessions, LongWithoutPurchase, "table", Table(),
            Metric(1, "sum", "duration", "Time"), Metric(2, "count", field: null, "Sessions"), Metric(3, "sum", "pageViews", "Pages"),
            Metric(4, "max", IndexLayout.Timestamp, "Last session"), Terms(5, "bucket", "userId", "User", 50, 1));
        yield return Panel("products", "Top products", AnalyticsIndices.ProductActivity.Name, Minutes, "table", Table(),
            Metric(1, "sum", "revenue", "Revenue"), Metric(2, "sum", "views", "Views"), Metric(3, "sum", "carts", "Carts"), Metric(4, "sum", "purchases", "Purchases"),
            Terms(5, "bucket", "productId", "Product", 20, 1), Terms(6, "bucket", "name", "Name", 1, 1, withMissing: true));
        yield return Panel("referrers", "Sessions by referrer", sessions, "", "histogram", Axes("histogram", "stacked", "Sessions", isShare: false, (1, "Sessions")),
            Metric(1, "count", field: null, "Sessions"), Terms(2, "segment", "referrer", "Referrer", 10, 1, withMissing: true));
        yield return Panel("devices", "Sessions by device", sessions, "", "pie", Pie(),
            Metric(1, "count", field: null, "Sessions"), Terms(2, "segment", "deviceType", "Device", 10, 1, withMissing: true));
    }

    private static JsonObject Panel(string id, string title, string index, string query, string type, JsonObject parameters, params JsonNode[] aggregations) =>
        KibanaObject.Visualization($"shopstream-{id}", title, DataView(index), query, type, parameters, new JsonArray(aggregations));

    private static string DataView(string index) => $"shopstream-index-{index}";

    private static JsonObject Formats(WindowIndexDefinition definition)
    {
        var formats = new JsonObject();
        foreach (var measure in definition.Measures)
        {
            if (measure.Unit == MeasureUnit.Money) formats[measure.Name] = Decimals();
            else if (measure.Unit == MeasureUnit.Milliseconds) formats[measure.Name] = Seconds();
        }

        return formats;
    }

    private static JsonObject Decimals() => new() { ["id"] = "number", ["params"] = new JsonObject { ["pattern"] = "0,0.00" } };

    private static JsonObject Seconds() => new()
    {
        ["id"] = "duration",
        ["params"] = new JsonObject { ["inputFormat"] = "seconds", ["outputFormat"] = "humanize" },
    };
}
