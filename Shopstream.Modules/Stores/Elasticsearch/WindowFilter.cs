using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Turns what a query selects into the server's language.</summary>
internal static class WindowFilter
{
    /// <summary>More keys than this the server does not take in one condition.</summary>
    public const int MostKeys = 65_536;

    /// <summary>The rows of the query's windows and keys.</summary>
    public static JsonObject Of(WindowLayout layout, WindowQuery query)
    {
        var conditions = Windows(query);
        if (query.Keys is { Count: <= MostKeys } keys) conditions.Add((JsonNode)Keys(layout, keys));
        return All(conditions);
    }

    /// <summary>Rows of the query's windows with these keys and a known attribute.</summary>
    public static JsonObject Knowing(WindowLayout layout, WindowQuery query, IEnumerable<string> keys, string attribute)
    {
        var conditions = Windows(query);
        conditions.Add((JsonNode)Keys(layout, keys));
        conditions.Add((JsonNode)new JsonObject { ["exists"] = new JsonObject { ["field"] = attribute } });
        return All(conditions);
    }

    /// <summary>All rows of one key.</summary>
    public static JsonObject Of(WindowLayout layout, string key) => Term(layout.Definition.KeyName, RowIdentity.Indexable(key));

    /// <summary>The sketches of the query's windows.</summary>
    public static JsonObject Sketches(WindowQuery query)
    {
        var conditions = Windows(query);
        conditions.Add((JsonNode)Term(SketchLayout.IndexName, query.Index));
        return All(conditions);
    }

    private static JsonArray Windows(WindowQuery query) =>
    [
        Term(WindowLayout.Window, query.Window),
        new JsonObject { ["range"] = new JsonObject { [WindowLayout.StartMs] = new JsonObject { ["gte"] = query.FromMs, ["lt"] = query.ToMs } } },
    ];

    private static JsonObject Keys(WindowLayout layout, IEnumerable<string> keys) =>
        new() { ["terms"] = new JsonObject { [layout.Definition.KeyName] = new JsonArray([.. keys.Select(k => (JsonNode)RowIdentity.Indexable(k))]) } };

    private static JsonObject Term(string field, string value) => new() { ["term"] = new JsonObject { [field] = value } };

    private static JsonObject All(JsonArray conditions) => new() { ["bool"] = new JsonObject { ["filter"] = conditions } };
}
