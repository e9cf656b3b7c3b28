using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>What makes one record of a file.</summary>
/// <param name="MalformedReason">Reason code of a record that is not text or not a record.</param>
/// <param name="Separator">Separator of the fields; a quoted field may hold it, and line ends too.</param>
/// <param name="Quoted">Whether fields may be quoted; when not, every line is a record.</param>
/// <param name="Latin1">Whether a record that is not UTF-8 is read as ISO 8859-1 instead of being refused.</param>
internal sealed record RecordSyntax(string MalformedReason, byte Separator, bool Quoted, bool Latin1 = false)
{
    /// <summary>One JSON document a line.</summary>
    public static readonly RecordSyntax JsonLines = new(RejectionReasons.MalformedJson, 0, Quoted: false);

    /// <summary>Comma-separated values as in RFC 4180.</summary>
    public static readonly RecordSyntax Csv = new(RejectionReasons.MalformedRow, (byte)',', Quoted: true);

    /// <summary>As <see cref="Csv"/>, for a source that is also passed around in ISO 8859-1.</summary>
    public static readonly RecordSyntax CsvOrLatin1 = new(RejectionReasons.MalformedRow, (byte)',', Quoted: true, Latin1: true);

    /// <summary>Tab-separated values without quotes.</summary>
    public static readonly RecordSyntax Tabs = new(RejectionReasons.MalformedRow, (byte)'\t', Quoted: false);
}
