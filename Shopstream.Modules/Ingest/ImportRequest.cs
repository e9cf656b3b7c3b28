using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Modules.Ingest;

/// <summary>What to import.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Path">File or folder.</param>
internal sealed record ImportRequest(IImportFormat Format, string Path)
{
    /// <summary>Rows a second, at most; null for as fast as it goes.</summary>
    public double? Rate { get; init; }

    /// <summary>Told how far the reading is.</summary>
    public ImportProgress Progress { get; init; } = new();

    /// <summary>Called after each published batch.</summary>
    public Action<ImportSummary>? Report { get; init; }
}
