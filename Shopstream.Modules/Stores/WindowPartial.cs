namespace Shopstream.Modules.Stores;

/// <summary>The result of one window on one input partition.</summary>
/// <param name="Index">Name of the index.</param>
/// <param name="Window">Window size: <c>1m</c>, <c>1h</c> or <c>1d</c>.</param>
/// <param name="StartMs">Begin of the window, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Partition">Input partition, such as <c>user_interactions/3</c>.</param>
/// <param name="Rows">All rows of the window, keys distinct.</param>
/// <param name="Sketch">Serialized HyperLogLog of what the index counts distinctly, when it does.</param>
public sealed record WindowPartial(
    string Index, string Window, long StartMs, string Partition, PartialRows Rows, ReadOnlyMemory<byte>? Sketch = null)
{
    /// <value>Input offset up to which it counts; an index that several hosts share ignores a write with a lower one than it holds.</value>
    public long Version { get; init; }

    /// <value>
    /// Stretch of time in which its writer owned the partition without a break, unique in the process. Within one, an index may
    /// rely on what it was given before and leave out rows that did not change. Default 0: nothing may be relied on.
    /// </value>
    public long Tenure { get; init; }

    /// <summary>A partial of single rows.</summary>
    public WindowPartial(string index, string window, long startMs, string partition, IReadOnlyList<PartialRow> rows, ReadOnlyMemory<byte>? sketch = null)
        : this(index, window, startMs, partition, PartialRows.Of(rows), sketch)
    {
    }
}

/// <summary>One key of a window.</summary>
/// <param name="Key">Key, such as a product id.</param>
/// <param name="Attributes">Texts in the order of the definition; null where unknown.</param>
/// <param name="Measures">Numbers in the order of the definition.</param>
public sealed record PartialRow(string Key, IReadOnlyList<string?> Attributes, IReadOnlyList<long> Measures);

/// <summary>A row as read: added up over partitions, and over windows or keys as the query asks.</summary>
/// <param name="StartMs">Begin of the window, or of the range when windows were added up.</param>
/// <param name="Key">Key, or empty when keys were added up.</param>
/// <param name="Attributes">Texts of the latest window that knew them.</param>
/// <param name="Measures">Numbers in the order of the definition.</param>
public sealed record WindowRow(long StartMs, string Key, IReadOnlyList<string?> Attributes, IReadOnlyList<long> Measures);

/// <summary>The sketch of one partial.</summary>
/// <param name="StartMs">Begin of the window.</param>
/// <param name="Partition">Input partition.</param>
/// <param name="Sketch">Serialized HyperLogLog.</param>
public sealed record WindowSketch(long StartMs, string Partition, ReadOnlyMemory<byte> Sketch);
