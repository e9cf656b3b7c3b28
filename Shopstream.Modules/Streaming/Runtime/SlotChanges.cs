using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Writes only what changed of a set of slots that is always given whole: a slot that did not change comes back as the very
/// same memory.
/// </summary>
public sealed class SlotChanges
{
    private readonly SlotDifference _difference = new();

    /// <summary>Takes the slots of a checkpoint as written.</summary>
    public void Restore(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots) => _difference.Restore(slots);

    /// <summary>Puts the new and changed slots and removes those that are gone.</summary>
    public void Write(StateWriter state, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots) => state.Apply(_difference.Take(slots));
}
