namespace Shopstream.Modules.Streaming;

/// <summary>State that survives a crash: written into a checkpoint a change at a time, and read back whole.</summary>
public interface ICheckpointed
{
    /// <summary>
    /// Writes the slots that changed since the previous call (all of them the first time) and removes those that are gone.
    /// When the checkpoint cannot be stored, hand the same writer to the next call: what it holds is added to.
    /// </summary>
    void Snapshot(StateWriter writer);

    /// <summary>Replaces the state by the merged slots of all snapshots so far. The next snapshot writes what changes from there.</summary>
    /// <exception cref="FormatException">A slot is not what <see cref="Snapshot"/> writes.</exception>
    void Restore(StateReader reader);
}
