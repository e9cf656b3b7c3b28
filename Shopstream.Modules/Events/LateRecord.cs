namespace Shopstream.Modules.Events;

/// <summary>A record that came after watermark and allowed lateness of a window.</summary>
public sealed class LateRecord
{
    /// <summary>Topic it was read from.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Partition it was read from.</summary>
    public int Partition { get; set; }

    /// <summary>Offset it was read at.</summary>
    public long Offset { get; set; }

    /// <summary>Its event time.</summary>
    public DateTimeOffset EventTime { get; set; }

    /// <summary>The partition's watermark when it came.</summary>
    public DateTimeOffset Watermark { get; set; }

    /// <summary>Windows it was too late for, such as <c>1m</c>.</summary>
    public string Windows { get; set; } = "";

    /// <summary>The record.</summary>
    public string Raw { get; set; } = "";
}
