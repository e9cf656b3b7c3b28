namespace Shopstream.Modules.Streaming;

/// <summary>
/// Decides which windows a record belongs to, by its event time alone. A window takes every timestamp inside it. Immutable,
/// hence thread-safe. Timestamps are expected within the range of <see cref="DateTimeOffset"/>.
/// </summary>
public abstract class WindowAssigner
{
    /// <summary>Most windows that one timestamp can belong to; at least 1.</summary>
    public abstract int MaxWindowsPerRecord { get; }

    /// <summary>Short name such as <c>1m</c>, <c>1h</c>, <c>1d</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Writes the windows of a timestamp, earliest start first.</summary>
    /// <param name="timestampMs">Event time in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="windows">Receives them; room for <see cref="MaxWindowsPerRecord"/>.</param>
    /// <returns>How many were written, at least 1.</returns>
    public abstract int Assign(long timestampMs, Span<TimeWindow> windows);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
