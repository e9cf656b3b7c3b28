namespace Shopstream.Modules.Streaming;

/// <summary>Collects the named slots that a checkpoint changes. For each name the last call counts. Not thread-safe.</summary>
public sealed class StateWriter
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>?> _changes;
    private readonly string _prefix;

    /// <summary>Creates an empty writer.</summary>
    public StateWriter() : this([], "") { }

    private StateWriter(Dictionary<string, ReadOnlyMemory<byte>?> changes, string prefix) => (_changes, _prefix) = (changes, prefix);

    /// <summary>New content by full slot name, over all scopes; null for a slot to remove.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> Changes => _changes;

    /// <summary>Sets a slot. The memory belongs to the writer from here on.</summary>
    public void Put(string name, ReadOnlyMemory<byte> value) => _changes[_prefix + name] = value;

    /// <summary>Removes a slot; one that never existed is no error.</summary>
    public void Remove(string name) => _changes[_prefix + name] = null;

    /// <summary>Sets and removes slots: new content by name, null for one that is gone.</summary>
    public void Apply(IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> changes)
    {
        foreach (var (name, content) in changes) _changes[_prefix + name] = content;
    }

    /// <summary>A view whose slots are named <c>scope/name</c>, so that several operators share one checkpoint.</summary>
    public StateWriter Scope(string scope) => new(_changes, $"{_prefix}{scope}/");

    /// <summary>Forgets the changes once they are stored.</summary>
    public void Clear() => _changes.Clear();

    /// <summary>Applies the changes to a set of slots, which then is what <see cref="StateReader"/> wants.</summary>
    public void ApplyTo(IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        foreach (var (name, value) in _changes)
        {
            if (value is { } content) slots[name] = content;
            else slots.Remove(name);
        }
    }
}
