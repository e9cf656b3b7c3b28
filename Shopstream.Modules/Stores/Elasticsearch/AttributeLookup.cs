using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Finds the texts of keys: of each attribute the value of the latest window that knew it.</summary>
internal sealed class AttributeLookup(SearchRequests requests)
{
    private const int KeysPerRequest = 1_000;

    /// <summary>The same rows with their attributes.</summary>
    public async ValueTask<IReadOnlyList<WindowRow>> FillAsync(
        WindowLayout layout, WindowQuery query, IReadOnlyList<WindowRow> rows, CancellationToken cancellationToken)
    {
        var attributes = layout.Definition.Attributes;
        if (attributes.Count == 0 || rows.Count == 0) return rows;
        var filled = rows.Select(r => r with { Attributes = new string?[attributes.Count] }).ToArray();
        foreach (var chunk in filled.Chunk(KeysPerRequest))
        {
            var byKey = chunk.ToDictionary(r => r.Key, r => (string?[])r.Attributes, StringComparer.Ordinal);
            using var answer = await requests.SearchAllAsync(layout.Index.Name, attributes.Select(a => Latest(layout, query, byKey.Keys, a)), cancellationToken);
            var attribute = 0;
            foreach (var response in answer.Root.GetProperty("responses").EnumerateArray())
            {
                foreach (var hit in response.GetProperty("hits").GetProperty("hits").EnumerateArray())
                {
                    var source = hit.GetProperty("_source");
                    byKey[source.GetProperty(layout.Definition.KeyName).GetString()!][attribute] = source.GetProperty(attributes[attribute]).GetString();
                }

                attribute++;
            }
        }

        return filled;
    }

    private static JsonObject Latest(WindowLayout layout, WindowQuery query, IEnumerable<string> keys, string attribute) => new()
    {
        ["size"] = KeysPerRequest,
        ["track_total_hits"] = false,
        ["query"] = WindowFilter.Knowing(layout, query, keys, attribute),
        ["collapse"] = new JsonObject { ["field"] = layout.Definition.KeyName },
        ["sort"] = new JsonArray(SearchRequests.Sort(WindowLayout.StartMs, descending: true)),
        ["_source"] = new JsonArray(layout.Definition.KeyName, attribute),
    };
}
