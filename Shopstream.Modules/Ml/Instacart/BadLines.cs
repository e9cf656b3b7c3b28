namespace Shopstream.Modules.Ml.Instacart;

/// <summary>Counts lines that cannot be used, and keeps the first of them.</summary>
public sealed class BadLines
{
    /// <summary>Most lines kept one by one.</summary>
    public const int Kept = 50;

    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);
    private readonly List<BadLine> _first = [];

    /// <summary>Number of lines.</summary>
    public long Total { get; private set; }

    /// <summary>Takes a line in.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="reason">What is wrong, in words that many lines may share.</param>
    /// <param name="found">What stands there instead.</param>
    internal void Add(string file, long line, string reason, string found)
    {
        Total++;
        var key = $"{file}: {reason}";
        _byReason[key] = _byReason.GetValueOrDefault(key) + 1;
        if (_first.Count < Kept) _first.Add(new(file, line, $"{reason}, found {found}"));
    }

    internal BadLineSummary Summary() => new(Total, _byReason, _first);
}
