using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Settings of the provider that keeps the search index in Elasticsearch or OpenSearch, section <c>SearchIndex:Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions
{
    /// <value>Addresses of one or several nodes, separated by commas: <c>http</c> or <c>https</c>, without user or password. Default <c>http://127.0.0.1:9200</c>.</value>
    [Required(ErrorMessage = "SearchIndex:Elasticsearch:Url: found nothing, expected the address of a node, such as http://127.0.0.1:9200.")]
    public string Url { get; set; } = "http://127.0.0.1:9200";

    /// <value>API key, as <c>id:key</c> or in its base64 form. Default none. Secret.</value>
    public string? ApiKey { get; set; }

    /// <value>User name. Default none.</value>
    public string? Username { get; set; }

    /// <value>Its password. Default none. Secret.</value>
    public string? Password { get; set; }

    /// <value>PEM file with the certificates that sign the nodes' certificates, in place of the system's. Default none.</value>
    public string? CaCertificate { get; set; }

    /// <value>Put before the names of all indices, aliases and templates. Default none, so that the aliases bear the names of the contract.</value>
    [RegularExpression("^[a-z0-9][a-z0-9_-]{0,99}$", ErrorMessage = "SearchIndex:Elasticsearch:IndexPrefix: expected lower-case letters, digits, - and _, at most 100, a letter or digit first.")]
    public string? IndexPrefix { get; set; }

    /// <value>Primary shards of a new index, 1 to 1,024. Default 1.</value>
    [Range(1, 1024)]
    public int Shards { get; set; } = 1;

    /// <value>Copies of a new index, 0 to 10, as far as there are nodes to hold them. Default 1.</value>
    [Range(0, 10)]
    public int Replicas { get; set; } = 1;

    /// <value>After so long what was written can be found, 0.1 s to 1 h. Default 1 s. Of new indices.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>Time one request may take, 0.1 s to 10 min. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>How long a write is tried again while the servers are away or busy and nothing gets through, 0 to 1 h. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>Bytes of one bulk request before compression, 64 KiB to 90 MiB, exceeded by one document at most. Default 5 MiB.</value>
    [Range(64 << 10, 90 << 20)]
    public int MaxBulkBytes { get; set; } = 5 << 20;

    /// <value>Whether request bodies are compressed, which pays off over slow networks. Default false.</value>
    public bool Compress { get; set; }

    /// <value>Rows whose written content is remembered, so that unchanged ones are not sent again, 0 to 100,000,000; about 100 bytes each. Default 1,000,000.</value>
    [Range(0, 100_000_000)]
    public int CachedRows { get; set; } = 1_000_000;

    internal IReadOnlyList<string> Nodes() => Url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
