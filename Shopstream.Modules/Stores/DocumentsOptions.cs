using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of the document store, section <c>Documents</c>.</summary>
public sealed class DocumentsOptions
{
    /// <value><c>Sqlite</c>. Default <c>Sqlite</c>.</value>
    [AllowedValues("Sqlite", ErrorMessage = "Documents:Provider: expected Sqlite.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The embedded provider.</summary>
    public SqliteStoreOptions Sqlite { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class DocumentsOptionsValidator : IValidateOptions<DocumentsOptions>;
