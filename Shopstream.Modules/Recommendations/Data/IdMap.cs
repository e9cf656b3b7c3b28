namespace Shopstream.Modules.Recommendations.Data;

/// <summary>
/// Text ids and the numbers 0, 1, 2 … that stand for them, in the order in which they were first seen. Ids are compared ordinally.
/// Adding is for one thread; reading a finished map is safe from any.
/// </summary>
public sealed class IdMap
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <summary>How many ids there are.</summary>
    public int Count => _ids.Count;

    /// <summary>The id of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No id has it.</exception>
    public string this[int number] => _ids[number];

    /// <summary>The number of an id, a new one when it has none yet.</summary>
    public int Add(string id)
    {
        if (_numbers.TryGetValue(id, out var number)) return number;
        number = _ids.Count;
        _numbers.Add(id, number);
        _ids.Add(id);
        return number;
    }

    /// <summary>The number of an id; -1 when it has none.</summary>
    public int Find(string id) => _numbers.TryGetValue(id, out var number) ? number : -1;
}
