namespace Shopstream.Modules.Bus;

/// <summary>A record as read.</summary>
public readonly record struct ConsumedRecord
{
    /// <summary>Place in the partition.</summary>
    public required long Offset { get; init; }

    /// <summary>Key it was published with.</summary>
    public string? Key { get; init; }

    /// <summary>Content.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Event time in milliseconds since 1970-01-01 UTC.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Writer, when it gave one.</summary>
    public string? ProducerId { get; init; }

    /// <summary>Sequence of the writer in this partition.</summary>
    public long Sequence { get; init; }

    /// <summary>The content already decoded, when it was published in this process.</summary>
    public object? Decoded { get; init; }
}
