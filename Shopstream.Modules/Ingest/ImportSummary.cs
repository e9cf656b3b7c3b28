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

/// <summary>What an import did and what it took, as <c>--json</c> writes it.</summary>
/// <param name="Read">Rows read.</param>
/// <param name="Accepted">Rows that became events.</param>
/// <param name="Rejected">Refused rows by reason.</param>
/// <param name="AlreadyImported">Whether this content had been imported before.</param>
/// <param name="Seconds">From the first row until everything was analysed and stored.</param>
/// <param name="PeakMemoryBytes">Largest resident size of the process.</param>
internal sealed record ImportReport(
    long Read, long Accepted, IReadOnlyDictionary<string, long> Rejected, bool AlreadyImported, double Seconds, long PeakMemoryBytes);

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
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportJsonContext : JsonSerializerContext;
