namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Reason codes that only imports give, beside those of <see cref="Events.RejectionReasons"/>; stable.</summary>
public static class ImportReasons
{
    /// <summary>A line that takes an earlier purchase back: an amount that belongs to the books, not an event of its own.</summary>
    public const string Cancellation = "cancellation";

    /// <summary>The compressed file ends before its archive does, or is damaged from here on; nothing after this line could be read.</summary>
    public const string TruncatedArchive = "truncated_archive";

    /// <summary>A number outside the range that the source defines, such as a weekday of 9.</summary>
    public const string OutOfRange = "out_of_range";
}
