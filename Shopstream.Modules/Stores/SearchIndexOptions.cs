using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores.Elasticsearch;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of the search index, section <c>SearchIndex</c>.</summary>
public sealed class SearchIndexOptions
{
    internal const string ElasticsearchProvider = "Elasticsearch";

    /// <value><c>Sqlite</c> or <c>Elasticsearch</c>. Default <c>Sqlite</c>.</value>
    [AllowedValues("Sqlite", ElasticsearchProvider, ErrorMessage = "SearchIndex:Provider: expected Sqlite or Elasticsearch.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The embedded provider.</summary>
    public SqliteStoreOptions Sqlite { get; set; } = new();

    /// <summary>The provider that keeps everything in Elasticsearch or OpenSearch.</summary>
    [ValidateObjectMembers]
    public ElasticsearchOptions Elasticsearch { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class SearchIndexOptionsValidator : IValidateOptions<SearchIndexOptions>;
