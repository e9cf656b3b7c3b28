using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.InProcess;

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

/// <summary>Settings of the search index, section <c>SearchIndex</c>.</summary>
public sealed class SearchIndexOptions
{
    /// <value><c>Sqlite</c>. Default <c>Sqlite</c>.</value>
    [AllowedValues("Sqlite", ErrorMessage = "SearchIndex:Provider: expected Sqlite.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The embedded provider.</summary>
    public SqliteStoreOptions Sqlite { get; set; } = new();
}

/// <summary>Settings of an embedded store.</summary>
public sealed class SqliteStoreOptions
{
    /// <value>
    /// When a commit is forced to the disk. Default <see cref="FsyncPolicy.Commit"/>, so that what a checkpoint counts on is
    /// still there after a power cut.
    /// </value>
    public FsyncPolicy Fsync { get; set; } = FsyncPolicy.Commit;
}

/// <summary>Settings of sketches and counters, section <c>Sketches</c>.</summary>
public sealed class SketchesOptions
{
    /// <value><c>InProcess</c>. Default <c>InProcess</c>.</value>
    [AllowedValues("InProcess", ErrorMessage = "Sketches:Provider: expected InProcess.")]
    public string Provider { get; set; } = "InProcess";

    /// <summary>The in-process provider.</summary>
    [ValidateObjectMembers]
    public InProcessSketchesOptions InProcess { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class DocumentsOptionsValidator : IValidateOptions<DocumentsOptions>;

[OptionsValidator]
internal sealed partial class SearchIndexOptionsValidator : IValidateOptions<SearchIndexOptions>;

[OptionsValidator]
internal sealed partial class SketchesOptionsValidator : IValidateOptions<SketchesOptions>;
