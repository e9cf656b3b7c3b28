using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>What an index holds: its name without prefix and its mapping. Field names stay once they are used.</summary>
/// <param name="Name">Name without prefix.</param>
/// <param name="Properties">JSON of the fields: name and type of each.</param>
/// <param name="IsStrict">Whether other fields are refused rather than kept unindexed.</param>
/// <param name="IsRouted">Whether every document says by what it is spread over the shards.</param>
internal sealed record IndexLayout(string Name, string Properties, bool IsStrict, bool IsRouted)
{
    /// <summary>Time of a document, for Kibana.</summary>
    public const string Timestamp = "@timestamp";

    /// <summary>Longest text that is kept in an indexed field: the engine takes 32,766 bytes, and a character has at most three.</summary>
    public const int LongestText = 8191;

    /// <summary>The whole mapping.</summary>
    public JsonObject Mapping()
    {
        var mapping = new JsonObject { ["dynamic"] = IsStrict ? "strict" : "false", ["properties"] = JsonNode.Parse(Properties) };
        if (IsRouted) mapping["_routing"] = new JsonObject { ["required"] = true };
        return mapping;
    }

    /// <summary>A field of exact texts.</summary>
    public static JsonObject Keyword() => new() { ["type"] = "keyword", ["ignore_above"] = LongestText };

    /// <summary>A field of searchable text.</summary>
    public static JsonObject Text() => new() { ["type"] = "text" };

    /// <summary>A field of whole numbers.</summary>
    public static JsonObject Whole() => new() { ["type"] = "long" };

    /// <summary>A field of numbers.</summary>
    public static JsonObject Number() => new() { ["type"] = "double" };

    /// <summary>A field of numbers with a fixed count of places.</summary>
    public static JsonObject Scaled(int factor) => new() { ["type"] = "scaled_float", ["scaling_factor"] = factor };

    /// <summary>A field of times, written in ISO 8601: early versions do not read milliseconds before 1970.</summary>
    public static JsonObject Time() => new() { ["type"] = "date", ["format"] = "strict_date_optional_time" };

    /// <summary>A field of bytes, kept and not indexed.</summary>
    public static JsonObject Bytes() => new() { ["type"] = "binary" };
}
