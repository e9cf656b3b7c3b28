using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>The parameter <c>filter_path</c>: keeps the parts of an answer whose paths are named; <c>*</c> stands for any one name.</summary>
internal static class FilterPath
{
    public static JsonNode Apply(JsonNode answer, string paths) =>
        Keep(answer, [.. paths.Split(',').Select(p => p.Split('.'))]) ?? new JsonObject();

    private static JsonNode? Keep(JsonNode? node, List<string[]> paths)
    {
        switch (node)
        {
            case JsonArray array:
                var items = array.Select(i => Keep(i, paths)).Where(i => i is not null).ToArray();
                return items.Length == 0 ? null : new JsonArray(items);
            case JsonObject element:
                var kept = new JsonObject();
                foreach (var (name, value) in element)
                {
                    var matching = paths.Where(p => p[0] == "*" || p[0] == name).ToList();
                    if (matching.Count == 0) continue;
                    var part = matching.Exists(p => p.Length == 1) ? value?.DeepClone() : Keep(value, [.. matching.Select(p => p[1..])]);
                    if (part is not null) kept[name] = part;
                }

                return kept.Count == 0 ? null : kept;
            default:
                return null;
        }
    }
}
