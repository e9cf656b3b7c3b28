namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// Sessions as sequences of item numbers, in the order of the source: a later session counts as the more recent. Read-only and safe
/// from any thread.
/// </summary>
internal sealed class SessionLog
{
    private readonly int[] _starts;
    private readonly int[] _clicks;

    /// <summary>Takes sequences of items below <paramref name="items"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An item is outside.</exception>
    public SessionLog(int items, IReadOnlyList<int[]> sessions)
    {
        Items = items;
        _starts = new int[sessions.Count + 1];
        for (var s = 0; s < sessions.Count; s++) _starts[s + 1] = _starts[s] + sessions[s].Length;
        _clicks = new int[_starts[^1]];
        for (var s = 0; s < sessions.Count; s++) sessions[s].CopyTo(_clicks, _starts[s]);
        foreach (var item in _clicks)
            if ((uint)item >= (uint)items) throw new ArgumentOutOfRangeException(nameof(sessions), item, $"an item is not below {items}");
    }

    /// <summary>Number of items.</summary>
    public int Items { get; }

    /// <summary>Number of sessions.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The items of a session, first click first.</summary>
    public ReadOnlySpan<int> this[int session] => _clicks.AsSpan(_starts[session]..(_starts[session + 1]));

    /// <summary>Sessions of consecutive numbers, of the same items.</summary>
    public SessionLog Slice(int from, int to)
    {
        var part = new int[to - from][];
        for (var s = from; s < to; s++) part[s - from] = this[s].ToArray();
        return new(Items, part);
    }

    /// <summary>For each item the sessions that it occurs in, ascending, each once.</summary>
    public int[][] SessionsOfItems()
    {
        var found = new List<int>[Items];
        for (var s = 0; s < Count; s++)
        {
            foreach (var item in this[s])
            {
                var of = found[item] ??= [];
                if (of.Count == 0 || of[^1] != s) of.Add(s);
            }
        }

        return [.. found.Select(f => f?.ToArray() ?? [])];
    }
}
