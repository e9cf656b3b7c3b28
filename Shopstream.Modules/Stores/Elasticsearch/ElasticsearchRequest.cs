using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>What is asked of the server.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query, without a slash in front; names in it are escaped.</param>
/// <param name="Content">Makes the body, anew for each try; null for none.</param>
internal sealed record ElasticsearchRequest(HttpMethod Method, string Path, Func<HttpContent>? Content = null)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    /// <summary>What is asked, in short.</summary>
    public override string ToString() => $"{Method} /{Path.Split('?')[0]}";

    /// <summary>Asks without a body.</summary>
    public static ElasticsearchRequest Get(string path) => new(HttpMethod.Get, path);

    /// <summary>Puts a JSON object.</summary>
    public static ElasticsearchRequest Put(string path, JsonObject body) => new(HttpMethod.Put, path, Body(body.ToJsonString(), Json));

    /// <summary>Posts a JSON object.</summary>
    public static ElasticsearchRequest Post(string path, JsonObject body) => new(HttpMethod.Post, path, Body(body.ToJsonString(), Json));

    /// <summary>Posts one JSON object a line.</summary>
    public static ElasticsearchRequest PostLines(string path, IEnumerable<JsonObject> lines) =>
        new(HttpMethod.Post, path, Body(string.Concat(lines.Select(l => l.ToJsonString() + "\n")), Lines));

    /// <summary>Posts what a bulk request holds.</summary>
    public static ElasticsearchRequest PostLines(string path, Func<HttpContent> content) => new(HttpMethod.Post, path, () =>
    {
        var made = content();
        made.Headers.ContentType = Lines;
        return made;
    });

    private static Func<HttpContent> Body(string text, MediaTypeHeaderValue type) => () => new StringContent(text, type);
}
