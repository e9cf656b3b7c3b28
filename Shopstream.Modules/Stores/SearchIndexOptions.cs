using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of the search index, section <c>SearchIndex</c>.</summary>
public sealed class SearchIndexOptions
{
    /// <value><c>Sqlite</c>. Default <c>Sqlite</c>.</value>
    [AllowedValues("Sqlite", ErrorMessage = "SearchIndex:Provider: expected Sqlite.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The embedded provider.</summary>
    public SqliteStoreOptions Sqlite { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class SearchIndexOptionsValidator : IValidateOptions<SearchIndexOptions>;
