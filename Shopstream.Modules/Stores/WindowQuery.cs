namespace Shopstream.Modules.Stores;

/// <summary>Which window results to read and how to add them up.</summary>
/// <param name="Index">Name of the index.</param>
/// <param name="Window">Window size: <c>1m</c>, <c>1h</c> or <c>1d</c>.</param>
/// <param name="FromMs">First window start included.</param>
/// <param name="ToMs">First window start excluded.</param>
public sealed record WindowQuery(string Index, string Window, long FromMs, long ToMs)
{
    /// <summary>What stays apart.</summary>
    public WindowGrouping GroupBy { get; init; } = WindowGrouping.Key;

    /// <summary>Only these keys; null for all.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Only rows whose measure, after adding up, equals the value; null for all.</summary>
    public (string Measure, long Value)? Having { get; init; }

    /// <summary>Measure to order by, largest first; null orders by start, then key.</summary>
    public string? OrderBy { get; init; }

    /// <summary>At most so many rows; null for all.</summary>
    public int? Top { get; init; }
}

/// <summary>How rows are added up.</summary>
public enum WindowGrouping
{
    /// <summary>One row a key over the whole range.</summary>
    Key,

    /// <summary>One row a window over all keys.</summary>
    Window,

    /// <summary>One row a window and key.</summary>
    WindowAndKey,

    /// <summary>One row in all.</summary>
    Total,
}
