using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch.Kibana;

/// <summary>
/// Saved objects in the form of Kibana 7.10, which later versions of Kibana and OpenSearch Dashboards migrate when they import it.
/// </summary>
internal static class KibanaObject
{
    /// <summary>Type of a data view.</summary>
    public const string DataViewType = "index-pattern";

    /// <summary>Type of a panel.</summary>
    public const string VisualizationType = "visualization";

    /// <summary>Type of a dashboard.</summary>
    public const string DashboardType = "dashboard";

    // Objects hold JSON within texts of JSON, which is hard enough to read without escapes that nobody needs.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where a panel's search says which data view it reads.</summary>
    public const string SearchReference = "kibanaSavedObjectMeta.searchSourceJSON.index";

    /// <summary>An object as it stands in the file.</summary>
    public static string ToText(this JsonNode node) => node.ToJsonString(Readable);

    /// <summary>The data view of an alias.</summary>
    public static JsonObject DataView(string id, string alias, JsonObject formats) => Saved(DataViewType, id, "7.6.0", [], new JsonObject
    {
        ["title"] = alias,
        ["timeFieldName"] = IndexLayout.Timestamp,
        ["fields"] = "[]",
        ["fieldFormatMap"] = formats.ToText(),
    });

    /// <summary>A panel.</summary>
    /// <param name="id">Id.</param>
    /// <param name="title">Title.</param>
    /// <param name="dataView">Id of its data view.</param>
    /// <param name="query">What it counts, in Kibana's query language; empty for everything.</param>
    /// <param name="type">Kind of chart.</param>
    /// <param name="parameters">Its looks.</param>
    /// <param name="aggregations">What it shows.</param>
    public static JsonObject Visualization(string id, string title, string dataView, string query, string type, JsonObject parameters, JsonArray aggregations)
    {
        var state = new JsonObject { ["title"] = title, ["type"] = type, ["aggs"] = aggregations, ["params"] = parameters };
        return Saved(VisualizationType, id, "7.8.0", [Reference(SearchReference, DataViewType, dataView)], new JsonObject
        {
            ["title"] = title,
            ["visState"] = state.ToText(),
            ["uiStateJSON"] = "{}",
            ["description"] = "",
            ["version"] = 1,
            ["kibanaSavedObjectMeta"] = Search(query, new JsonObject { ["indexRefName"] = SearchReference }),
        });
    }

    /// <summary>A dashboard of panels.</summary>
    /// <param name="id">Id.</param>
    /// <param name="title">Title.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="panels">Panels with their places on a grid 48 wide.</param>
    public static JsonObject Dashboard(string id, string title, string description, IReadOnlyList<(string Panel, int X, int Y, int Width, int Height)> panels)
    {
        var placed = panels.Select((p, i) => (JsonNode)new JsonObject
        {
            ["version"] = "7.10.0",
            ["gridData"] = new JsonObject { ["x"] = p.X, ["y"] = p.Y, ["w"] = p.Width, ["h"] = p.Height, ["i"] = $"{i + 1}" },
            ["panelIndex"] = $"{i + 1}",
            ["embeddableConfig"] = new JsonObject(),
            ["panelRefName"] = $"panel_{i}",
        });
        return Saved(DashboardType, id, "7.3.0", [.. panels.Select((p, i) => Reference($"panel_{i}", VisualizationType, p.Panel))], new JsonObject
        {
            ["title"] = title,
            ["description"] = description,
            ["hits"] = 0,
            ["panelsJSON"] = new JsonArray([.. placed]).ToText(),
            ["optionsJSON"] = new JsonObject { ["hidePanelTitles"] = false, ["useMargins"] = true }.ToText(),
            ["version"] = 1,
            ["timeRestore"] = true,
            ["timeFrom"] = "now-24h",
            ["timeTo"] = "now",
            ["refreshInterval"] = new JsonObject { ["pause"] = false, ["value"] = 10_000 },
            ["kibanaSavedObjectMeta"] = Search("", []),
        });
    }

    private static JsonObject Saved(string type, string id, string version, JsonNode[] references, JsonObject attributes) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["attributes"] = attributes,
        ["references"] = new JsonArray(references),
        ["migrationVersion"] = new JsonObject { [type] = version },
    };

    private static JsonObject Reference(string name, string type, string id) => new() { ["name"] = name, ["type"] = type, ["id"] = id };

    private static JsonObject Search(string query, JsonObject source)
    {
        source["query"] = new JsonObject { ["query"] = query, ["language"] = "kuery" };
        source["filter"] = new JsonArray();
        return new JsonObject { ["searchSourceJSON"] = source.ToText() };
    }
}
