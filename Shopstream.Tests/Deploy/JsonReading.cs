using System.Text.Json.Nodes;

namespace Shopstream.Tests.Deploy;

/// <summary>Short ways through a document.</summary>
internal static class JsonReading
{
    /// <summary>What lies at a path of keys and indexes such as <c>spec.containers.0</c>, or null.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var step in path.Split('.'))
            node = node switch
            {
                JsonObject map => map[step],
                JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
                _ => null,
            };
        return node;
    }

    /// <summary>The text at a path, numbers and booleans as they are written, or null.</summary>
    public static string? Text(this JsonNode? node, string path) => node.At(path)?.ToString();

    /// <summary>The whole number at a path, or null.</summary>
    public static long? Number(this JsonNode? node, string path) => long.TryParse(node.Text(path), out var number) ? number : null;

    /// <summary>The elements of the list at a path; none when there is no list.</summary>
    public static IEnumerable<JsonNode> List(this JsonNode? node, string path) => (node.At(path) as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>The entries of the mapping at a path; none when there is no mapping.</summary>
    public static IReadOnlyDictionary<string, JsonNode?> Map(this JsonNode? node, string path) =>
        (node.At(path) as JsonObject ?? []).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);

    /// <summary>The mapping of texts at a path, such as labels.</summary>
    public static IReadOnlyDictionary<string, string> Labels(this JsonNode? node, string path) =>
        node.Map(path).ToDictionary(e => e.Key, e => e.Value?.ToString() ?? "", StringComparer.Ordinal);
}
