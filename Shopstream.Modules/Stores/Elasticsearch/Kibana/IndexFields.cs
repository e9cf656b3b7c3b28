using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch.Kibana;

/// <summary>The fields of the indices by alias: full name and type of each.</summary>
internal sealed class IndexFields
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _byAlias = new(StringComparer.Ordinal);

    /// <value>Known aliases.</value>
    public IReadOnlyCollection<string> Aliases => _byAlias.Keys;

    /// <summary>The fields of an alias, or null when it is not known.</summary>
    public IReadOnlyDictionary<string, string>? this[string alias] => _byAlias.GetValueOrDefault(alias);

    /// <summary>The fields that the indices of the analysis are made with.</summary>
    public static IndexFields OfTemplates(string prefix)
    {
        var fields = new IndexFields();
        foreach (var layout in Layouts())
        {
            using var properties = JsonDocument.Parse(layout.Properties);
            fields.Add(prefix + layout.Name, properties.RootElement);
        }

        return fields;
    }

    /// <summary>The indices of the analysis.</summary>
    public static IEnumerable<IndexLayout> Layouts() =>
    [
        .. AnalyticsIndices.Windows.Select(w => new WindowLayout(w).Index),
        new DocumentLayout(AnalyticsIndices.SessionSummary).Index,
        new DocumentLayout(AnalyticsIndices.ProductReviews).Index,
    ];

    /// <summary>The fields that the indices have on a server.</summary>
    /// <exception cref="ElasticsearchException">It does not answer, or lacks an index.</exception>
    public static async Task<IndexFields> OfServerAsync(ElasticsearchClient client, string prefix, CancellationToken cancellationToken)
    {
        var fields = new IndexFields();
        foreach (var layout in Layouts())
        {
            var alias = prefix + layout.Name;
            using var answer = await client.QueryAsync(ElasticsearchRequest.Get($"{alias}/_mapping"), $"GET {alias}/_mapping", cancellationToken);
            foreach (var index in answer.Root.EnumerateObject()) fields.Add(alias, index.Value.GetProperty("mappings").GetProperty("properties"));
        }

        return fields;
    }

    /// <summary>Adds the fields of an alias.</summary>
    public void Add(string alias, JsonElement properties)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(properties, "", fields);
        _byAlias[alias] = fields;
    }

    private static void Collect(JsonElement properties, string prefix, Dictionary<string, string> fields)
    {
        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.TryGetProperty("type", out var type)) fields[prefix + property.Name] = type.GetString()!;
            if (property.Value.TryGetProperty("properties", out var inner)) Collect(inner, $"{prefix}{property.Name}.", fields);
        }
    }
}
