namespace Shopstream.Modules.Bus;

/// <summary>A record to publish.</summary>
public readonly record struct OutgoingRecord
{
    /// <summary>Decides the partition; null spreads records over all.</summary>
    public string? Key { get; init; }

    /// <summary>Partition to append to whatever the key; null for the key's own.</summary>
    public int? Partition { get; init; }

    /// <summary>Content; must not change after publishing.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Event time in milliseconds since 1970-01-01 UTC.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Names the writer when a repeated write must be recognised; with <see cref="Sequence"/>, the identity of the record.</summary>
    public string? ProducerId { get; init; }

    /// <summary>Rises with every record of the same <see cref="ProducerId"/> in the same partition.</summary>
    public long Sequence { get; init; }

    /// <summary>The content already decoded; consumers in this process receive it and need not parse again.</summary>
    public object? Decoded { get; init; }
}
