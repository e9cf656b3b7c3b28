namespace Shopstream.Modules.Streaming;

/// <summary>What a <see cref="StreamElement{T}"/> is.</summary>
public enum StreamElementKind
{
    /// <summary>A value with its event time.</summary>
    Record,

    /// <summary>A claim that records below a time are not expected any more.</summary>
    Watermark,

    /// <summary>A request to hand out early results now.</summary>
    Tick,
}

/// <summary>One element of a stream of event time: a record, a watermark or a tick.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public readonly struct StreamElement<T>
{
    private readonly T? _value;

    internal StreamElement(StreamElementKind kind, T? value, long timestampMs) => (Kind, _value, TimestampMs) = (kind, value, timestampMs);

    /// <summary>What it is.</summary>
    public StreamElementKind Kind { get; }

    /// <summary>Event time of the record, or the watermark, in milliseconds since 1970-01-01 UTC; 0 for a tick.</summary>
    public long TimestampMs { get; }

    /// <summary>The record's value.</summary>
    /// <exception cref="InvalidOperationException">It is no record.</exception>
    public T Value => Kind == StreamElementKind.Record ? _value! : throw new InvalidOperationException($"a {Kind} has no value");

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        StreamElementKind.Record => $"{_value} @ {TimestampMs}",
        StreamElementKind.Watermark => $"Watermark {TimestampMs}",
        _ => "Tick",
    };
}

/// <summary>Makes the elements of a stream.</summary>
public static class StreamElement
{
    /// <summary>A record.</summary>
    public static StreamElement<T> Record<T>(T value, long timestampMs) => new(StreamElementKind.Record, value, timestampMs);

    /// <summary>A watermark.</summary>
    public static StreamElement<T> Watermark<T>(long timestampMs) => new(StreamElementKind.Watermark, default, timestampMs);

    /// <summary>A tick.</summary>
    public static StreamElement<T> Tick<T>() => new(StreamElementKind.Tick, default, 0);
}
