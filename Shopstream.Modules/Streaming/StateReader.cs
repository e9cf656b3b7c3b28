namespace Shopstream.Modules.Streaming;

/// <summary>The slots of a checkpoint, merged over all snapshots that led to it.</summary>
/// <param name="slots">Content by full slot name.</param>
public sealed class StateReader(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
{
    private readonly string _prefix = "";

    private StateReader(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, string prefix) : this(slots) => _prefix = prefix;

    /// <summary>Content of a slot; false where there is none.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> value) => slots.TryGetValue(_prefix + name, out value);

    /// <summary>All slots whose name begins with a prefix, in ordinal order of their names (within this scope).</summary>
    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> WithPrefix(string prefix)
    {
        var full = _prefix + prefix;
        return slots.Where(slot => slot.Key.StartsWith(full, StringComparison.Ordinal))
            .Select(slot => KeyValuePair.Create(slot.Key[_prefix.Length..], slot.Value))
            .OrderBy(slot => slot.Key, StringComparer.Ordinal);
    }

    /// <summary>A view on the slots named <c>scope/name</c>; the counterpart of <see cref="StateWriter.Scope"/>.</summary>
    public StateReader Scope(string scope) => new(slots, $"{_prefix}{scope}/");
}
