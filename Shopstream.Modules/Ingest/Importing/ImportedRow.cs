using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>One source row: a session, an interaction, or a rejection; exactly one of the three is set.</summary>
public readonly struct ImportedRow
{
    private ImportedRow(long line, ShopSession? session, Interaction? interaction, ReadOnlyMemory<byte> raw, Rejection? rejection, string rawText)
    {
        Line = line;
        Session = session;
        Interaction = interaction;
        Raw = raw;
        Rejection = rejection;
        RawText = rawText;
    }

    /// <summary>
    /// Line of the file on which the row begins, from 1; for a folder the running number of the row over all its files. Rises
    /// from row to row and is the same in every import of the same source, so it serves as sequence number.
    /// </summary>
    public long Line { get; }

    /// <summary>The session, when the row is one.</summary>
    public ShopSession? Session { get; }

    /// <summary>The interaction, when the row is one.</summary>
    public Interaction? Interaction { get; }

    /// <summary>The JSON to publish; empty for a rejection. Never written to again, so it may be kept; equal in content to the decoded event.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Why the row was refused; null when it was accepted.</summary>
    public Rejection? Rejection { get; }

    /// <summary>The refused row as it was read, cut at 64 KiB and at the longest line allowed; empty when it was accepted.</summary>
    public string RawText { get; }

    internal static ImportedRow Accepted(long line, ShopSession session, ReadOnlyMemory<byte> raw) => new(line, session, null, raw, null, "");

    internal static ImportedRow Accepted(long line, Interaction interaction, ReadOnlyMemory<byte> raw) =>
        new(line, null, interaction, raw, null, "");

    internal static ImportedRow Rejected(long line, Rejection rejection, string rawText) => new(line, null, null, default, rejection, rawText);

    /// <summary>The same row of a folder: numbered over all files, a rejection naming its own file and line.</summary>
    internal ImportedRow In(string file, long runningNumber) => new(
        runningNumber, Session, Interaction, Raw, Rejection is null ? null : Rejection with { Detail = $"{file} line {Line}: {Rejection.Detail}" }, RawText);
}
