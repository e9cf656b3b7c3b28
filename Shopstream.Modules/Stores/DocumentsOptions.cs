using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of the document store, section <c>Documents</c>.</summary>
public sealed class DocumentsOptions
{
    /// <summary>Name of the embedded provider.</summary>
    public const string SqliteProvider = "Sqlite";

    /// <summary>Name of the provider that stores in MongoDB.</summary>
    public const string MongoProvider = "Mongo";

    /// <value><c>Sqlite</c> or <c>Mongo</c>. Default <c>Sqlite</c>.</value>
    [AllowedValues(SqliteProvider, MongoProvider, ErrorMessage = "Documents:Provider: expected Sqlite or Mongo.")]
    public string Provider { get; set; } = SqliteProvider;

    /// <summary>The embedded provider.</summary>
    public SqliteStoreOptions Sqlite { get; set; } = new();

    /// <summary>The provider that stores in MongoDB.</summary>
    [ValidateObjectMembers]
    public MongoStoreOptions Mongo { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class DocumentsOptionsValidator : IValidateOptions<DocumentsOptions>;
