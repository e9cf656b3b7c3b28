using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ingest;

/// <summary>What an import did.</summary>
/// <param name="Read">Rows read.</param>
/// <param name="Accepted">Rows that became events.</param>
/// <param name="Rejected">Refused rows by reason.</param>
internal sealed record ImportSummary(long Read, long Accepted, IReadOnlyDictionary<string, long> Rejected)
{
    /// <summary>Whether nothing was done because this content had been imported before; the counts are those of that import.</summary>
    public bool AlreadyImported { get; init; }
}

/// <summary>How far an import is.</summary>
/// <param name="Published">Rows published.</param>
/// <param name="IsComplete">Whether the source has ended.</param>
/// <param name="Summary">Counts so far.</param>
internal sealed record ImportState(long Published, bool IsComplete, ImportSummary Summary)
{
    public static readonly ImportState New = new(0, false, new ImportSummary(0, 0, new Dictionary<string, long>(StringComparer.Ordinal)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(ImportSummary))]
internal sealed partial class ImportJsonContext : JsonSerializerContext;
