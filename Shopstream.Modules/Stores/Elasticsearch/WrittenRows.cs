namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>What was last written of one partial: a hash for each row and one for the sketch. One writer at a time.</summary>
internal sealed class WrittenRows
{
    /// <summary>In place of a hash: there is or was something, and what is not known.</summary>
    public const ulong Unknown = 0;

    private readonly Dictionary<string, ulong> _rows = new(StringComparer.Ordinal);
    private ulong? _sketch;

    /// <value>Which partial.</value>
    public required PartialId Id { get; init; }

    /// <value>In whose stretch of ownership it was written.</value>
    public long Tenure { get; private set; }

    /// <value>Which removals of indices it has seen.</value>
    public required int Generation { get; init; }

    /// <value>When it was written.</value>
    public long WrittenAt { get; set; }

    /// <value>Number of rows.</value>
    public int Count => _rows.Count;

    /// <summary>The next write comes from this stretch of ownership; when it is another, somebody else may have written in between.</summary>
    public void BeginTenure(long tenure)
    {
        if (tenure == Tenure && tenure != 0) return;
        Tenure = tenure;
        foreach (var key in _rows.Keys.ToList()) _rows[key] = Unknown;
        if (_sketch is not null) _sketch = Unknown;
    }

    /// <summary>Remembers a row.</summary>
    /// <returns>False when it stands there as it is.</returns>
    public bool Change(string key, ulong hash)
    {
        if (_rows.TryGetValue(key, out var known) && known == hash) return false;
        _rows[key] = hash;
        return true;
    }

    /// <summary>Remembers the sketch, or that there is none.</summary>
    /// <returns>False when it stands there as it is.</returns>
    public bool ChangeSketch(ulong? hash)
    {
        if (_sketch == hash) return false;
        _sketch = hash;
        return true;
    }

    /// <summary>Takes the rows out that are not among these, which have all been remembered.</summary>
    public List<string> TakeOthers(PartialRows rows)
    {
        if (_rows.Count == rows.Count) return [];
        var kept = new HashSet<string>(rows.Count, StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++) kept.Add(rows.Key(row));
        var others = _rows.Keys.Where(k => !kept.Contains(k)).ToList();
        foreach (var key in others) _rows.Remove(key);
        return others;
    }

    /// <summary>Somebody else has written a row, or the sketch when <paramref name="key"/> is null.</summary>
    public void Supersede(string? key)
    {
        if (key is null) _sketch = Unknown;
        else _rows[key] = Unknown;
    }
}

/// <summary>Which partial.</summary>
/// <param name="Index">Name of the index.</param>
/// <param name="Window">Window size.</param>
/// <param name="StartMs">Begin of the window.</param>
/// <param name="Partition">Input partition.</param>
internal readonly record struct PartialId(string Index, string Window, long StartMs, string Partition)
{
    public static PartialId Of(WindowPartial partial) => new(partial.Index, partial.Window, partial.StartMs, partial.Partition);
}
