namespace Shopstream.Modules.Bus;

/// <summary>
/// An import of history writes beside the live traffic, often about earlier times. Its producer id names a lane, and event-time
/// progress is kept apart for each lane, so that neither makes the other's records late.
/// </summary>
public static class ImportLane
{
    /// <summary>The lane of everything that is no import.</summary>
    public const string Live = "";

    private const string Prefix = "import/";

    /// <summary>Producer id of an import with this fingerprint.</summary>
    public static string ProducerId(string fingerprint) => Prefix + fingerprint;

    /// <summary>Lane of a record by its producer id; <see cref="Live"/> for all but imports.</summary>
    public static string Of(string? producerId) => producerId is not null && producerId.StartsWith(Prefix, StringComparison.Ordinal) ? producerId : Live;

    /// <summary>Whether a record is the mark that its lane has ended: it has no content.</summary>
    public static bool IsEnd(in ConsumedRecord record) => record.Value.Length == 0;
}
