using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch.Kibana;

/// <summary>Kinds of charts and what they can show.</summary>
internal static class KibanaCharts
{
    /// <summary>A number over all documents of a group, such as the sum of a field.</summary>
    public static JsonObject Metric(int id, string kind, string? field, string label)
    {
        var parameters = new JsonObject { ["customLabel"] = label };
        if (field is not null) parameters["field"] = field;
        return Aggregation(id, kind, "metric", parameters);
    }

    /// <summary>A group for each of the most frequent values of a field.</summary>
    /// <param name="id">Number of the aggregation in its chart.</param>
    /// <param name="schema">What a group becomes: <c>segment</c>, <c>group</c> or <c>bucket</c>.</param>
    /// <param name="field">Field.</param>
    /// <param name="label">Label.</param>
    /// <param name="size">How many groups.</param>
    /// <param name="orderBy">Number of the metric that decides which.</param>
    /// <param name="withMissing">Whether documents without the field make a group.</param>
    public static JsonObject Terms(int id, string schema, string field, string label, int size, int orderBy, bool withMissing = false) =>
        Aggregation(id, "terms", schema, new JsonObject
        {
            ["field"] = field,
            ["orderBy"] = $"{orderBy}",
            ["order"] = "desc",
            ["size"] = size,
            ["otherBucket"] = false,
            ["otherBucketLabel"] = "Other",
            ["missingBucket"] = withMissing,
            ["missingBucketLabel"] = "unknown",
            ["customLabel"] = label,
        });

    /// <summary>A group for each stretch of time.</summary>
    public static JsonObject OverTime(int id) => Aggregation(id, "date_histogram", "segment", new JsonObject
    {
        ["field"] = IndexLayout.Timestamp,
        ["useNormalizedEsInterval"] = true,
        ["scaleMetricValues"] = false,
        ["interval"] = "auto",
        ["drop_partials"] = false,
        ["min_doc_count"] = 1,
        ["extended_bounds"] = new JsonObject(),
        ["customLabel"] = "Time",
    });

    /// <summary>Large numbers.</summary>
    public static JsonObject Numbers() => new()
    {
        ["type"] = "metric",
        ["addTooltip"] = true,
        ["addLegend"] = false,
        ["metric"] = new JsonObject
        {
            ["percentageMode"] = false,
            ["useRanges"] = false,
            ["colorSchema"] = "Green to Red",
            ["metricColorMode"] = "None",
            ["colorsRange"] = new JsonArray(new JsonObject { ["from"] = 0, ["to"] = 10_000 }),
            ["labels"] = new JsonObject { ["show"] = true },
            ["invertColors"] = false,
            ["style"] = new JsonObject { ["bgFill"] = "#000", ["bgColor"] = false, ["labelColor"] = false, ["subText"] = "", ["fontSize"] = 36 },
        },
    };

    /// <summary>A ring.</summary>
    public static JsonObject Pie() => new()
    {
        ["type"] = "pie",
        ["addTooltip"] = true,
        ["addLegend"] = true,
        ["legendPosition"] = "right",
        ["isDonut"] = true,
        ["labels"] = new JsonObject { ["show"] = true, ["values"] = true, ["last_level"] = true, ["truncate"] = 100 },
    };

    /// <summary>A table.</summary>
    public static JsonObject Table() => new()
    {
        ["perPage"] = 10,
        ["showPartialRows"] = false,
        ["showMetricsAtAllLevels"] = false,
        ["sort"] = new JsonObject { ["columnIndex"] = null, ["direction"] = null },
        ["showTotal"] = false,
        ["totalFunc"] = "sum",
        ["percentageCol"] = "",
    };

    /// <summary>Bars or lines over a horizontal axis.</summary>
    /// <param name="type"><c>histogram</c> or <c>line</c>.</param>
    /// <param name="mode"><c>stacked</c> or <c>normal</c>.</param>
    /// <param name="axis">Title of the vertical axis.</param>
    /// <param name="isShare">Whether the vertical axis shows shares.</param>
    /// <param name="metrics">Numbers and labels of the metrics shown.</param>
    public static JsonObject Axes(string type, string mode, string axis, bool isShare, params ReadOnlySpan<(int Id, string Label)> metrics)
    {
        var series = new JsonArray();
        foreach (var (id, label) in metrics)
        {
            series.Add((JsonNode)new JsonObject
            {
                ["show"] = true,
                ["type"] = type,
                ["mode"] = mode,
                ["data"] = new JsonObject { ["id"] = $"{id}", ["label"] = label },
                ["valueAxis"] = "ValueAxis-1",
                ["drawLinesBetweenPoints"] = true,
                ["lineWidth"] = 2,
                ["interpolate"] = "linear",
                ["showCircles"] = true,
            });
        }

        return new JsonObject
        {
            ["type"] = type,
            ["grid"] = new JsonObject { ["categoryLines"] = false },
            ["categoryAxes"] = new JsonArray(new JsonObject
            {
                ["id"] = "CategoryAxis-1",
                ["type"] = "category",
                ["position"] = "bottom",
                ["show"] = true,
                ["style"] = new JsonObject(),
                ["scale"] = new JsonObject { ["type"] = "linear" },
                ["labels"] = new JsonObject { ["show"] = true, ["filter"] = true, ["truncate"] = 100 },
                ["title"] = new JsonObject(),
            }),
            ["valueAxes"] = new JsonArray(new JsonObject
            {
                ["id"] = "ValueAxis-1",
                ["name"] = "LeftAxis-1",
                ["type"] = "value",
                ["position"] = "left",
                ["show"] = true,
                ["style"] = new JsonObject(),
                ["scale"] = new JsonObject { ["type"] = "linear", ["mode"] = isShare ? "percentage" : "normal" },
                ["labels"] = new JsonObject { ["show"] = true, ["rotate"] = 0, ["filter"] = false, ["truncate"] = 100 },
                ["title"] = new JsonObject { ["text"] = axis },
            }),
            ["seriesParams"] = series,
            ["addTooltip"] = true,
            ["addLegend"] = true,
            ["legendPosition"] = "right",
            ["times"] = new JsonArray(),
            ["addTimeMarker"] = false,
            ["labels"] = new JsonObject { ["show"] = false },
            ["thresholdLine"] = new JsonObject { ["show"] = false, ["value"] = 10, ["width"] = 1, ["style"] = "full", ["color"] = "#E7664C" },
        };
    }

    private static JsonObject Aggregation(int id, string kind, string schema, JsonObject parameters) =>
        new() { ["id"] = $"{id}", ["enabled"] = true, ["type"] = kind, ["schema"] = schema, ["params"] = parameters };
}
