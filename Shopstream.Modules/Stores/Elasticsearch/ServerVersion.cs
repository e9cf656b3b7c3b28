using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>What answers at <c>GET /</c>.</summary>
/// <param name="Product"><c>Elasticsearch</c> or <c>OpenSearch</c>.</param>
/// <param name="Number">Its version.</param>
internal sealed record ServerVersion(string Product, Version Number)
{
    // Composable templates came with 7.8, require_alias with 7.10; OpenSearch began as 7.10.
    private static readonly Version OldestElasticsearch = new(7, 10);

    /// <summary>Reads the answer.</summary>
    /// <exception cref="ElasticsearchException">It is neither server, or one that is too old.</exception>
    public static ServerVersion Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object
            || !version.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.String
            || !Version.TryParse(number.GetString()!.Split('-')[0], out var parsed))
            throw new ElasticsearchException("what answers is neither Elasticsearch nor OpenSearch: it tells no version");
        var isOpenSearch = version.TryGetProperty("distribution", out var distribution) && distribution.ValueEquals("opensearch");
        var server = new ServerVersion(isOpenSearch ? "OpenSearch" : "Elasticsearch", parsed);
        if (!isOpenSearch && parsed < OldestElasticsearch)
            throw new ElasticsearchException($"found {server}, expected Elasticsearch {OldestElasticsearch} or later, or OpenSearch");
        return server;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Product} {Number}";
}
