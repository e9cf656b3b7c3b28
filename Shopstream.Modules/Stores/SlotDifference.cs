namespace Shopstream.Modules.Stores;

/// <summary>
/// Tells what changed of a set of slots that is always made whole: a slot that did not change comes back as the very same memory.
/// </summary>
public sealed class SlotDifference
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _written = new(StringComparer.Ordinal);

    /// <summary>Takes the slots of a checkpoint as written.</summary>
    public void Restore(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        _written.Clear();
        foreach (var (name, bytes) in slots) _written[name] = bytes;
    }

    /// <summary>New and changed slots, and null for those that are gone since the last call; from here on they count as written.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>?> Take(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var changes = new Dictionary<string, ReadOnlyMemory<byte>?>(StringComparer.Ordinal);
        foreach (var (name, bytes) in slots)
        {
            if (_written.TryGetValue(name, out var before) && before.Equals(bytes)) continue;
            changes[name] = bytes;
            _written[name] = bytes;
        }

        foreach (var gone in _written.Keys.Where(name => !slots.ContainsKey(name)).ToList())
        {
            changes[gone] = null;
            _written.Remove(gone);
        }

        return changes;
    }
}
