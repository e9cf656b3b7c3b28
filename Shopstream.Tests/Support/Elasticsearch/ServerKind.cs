using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>As which product and version a server introduces itself.</summary>
/// <param name="Number">Version.</param>
/// <param name="Distribution"><c>opensearch</c>, or null for Elasticsearch.</param>
public sealed record ServerKind(string Number, string? Distribution = null)
{
    public static readonly ServerKind Elasticsearch7 = new("7.17.29");

    public static readonly ServerKind Elasticsearch8 = new("8.19.3");

    public static readonly ServerKind Elasticsearch9 = new("9.1.3");

    public static readonly ServerKind OpenSearch1 = new("1.3.20", "opensearch");

    public static readonly ServerKind OpenSearch2 = new("2.19.1", "opensearch");

    /// <summary>The answer to <c>GET /</c>.</summary>
    internal JsonObject Greeting()
    {
        var version = new JsonObject();
        if (Distribution is not null) version["distribution"] = Distribution;
        version["number"] = Number;
        version["build_hash"] = "0";
        version["build_snapshot"] = false;
        version["lucene_version"] = "9.0.0";
        return new JsonObject
        {
            ["name"] = "node-1",
            ["cluster_name"] = "test",
            ["cluster_uuid"] = "AAAAAAAAAAAAAAAAAAAAAA",
            ["version"] = version,
            ["tagline"] = Distribution is null ? "You Know, for Search" : "The OpenSearch Project: https://opensearch.org/",
        };
    }
}
