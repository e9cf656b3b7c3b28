namespace Shopstream.Modules.Events;

/// <summary>A record that was refused: why, where it came from and what it was. Kept, so that it can be replayed after a fix.</summary>
public sealed class RejectedRecord
{
    /// <summary>One of <see cref="RejectionReasons"/>.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Where in the record, what was found and what was expected.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Stage or input that refused it, such as <c>collect/sessions</c> or <c>cache-checks</c>.</summary>
    public string Source { get; set; } = "";

    /// <summary>Line, array index or <c>topic/partition/offset</c> inside the source.</summary>
    public string Position { get; set; } = "";

    /// <summary>The record as it was received, cut at 64 KiB.</summary>
    public string Raw { get; set; } = "";

    /// <summary>When it was refused.</summary>
    public DateTimeOffset RejectedAt { get; set; }
}
