namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Writes only what changed of a set of slots that is always given whole: a slot that did not change comes back as the very
/// same memory.
/// </summary>
public sealed class SlotChanges
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _written = new(StringComparer.Ordinal);

    /// <summary>Takes the slots of a checkpoint as written.</summary>
    public void Restore(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        _written.Clear();
        foreach (var (name, bytes) in slots) _written[name] = bytes;
    }

    /// <summary>Puts the new and changed slots and removes those that are gone.</summary>
    public void Write(StateWriter state, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        foreach (var (name, bytes) in slots)
        {
            if (_written.TryGetValue(name, out var before) && before.Equals(bytes)) continue;
            state.Put(name, bytes);
            _written[name] = bytes;
        }

        foreach (var gone in _written.Keys.Where(name => !slots.ContainsKey(name)).ToList())
        {
            state.Remove(gone);
            _written.Remove(gone);
        }
    }
}
