using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>A checkpoint as a job would keep it: the slots that all snapshots so far left, as copies.</summary>
internal sealed class SketchCheckpoint
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _slots = new(StringComparer.Ordinal);

    /// <summary>The slots, as a restore wants them.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Slots => _slots.ToDictionary(StringComparer.Ordinal);

    /// <summary>First visit that is not part of it; for the test's use.</summary>
    public int Next { get; set; }

    /// <summary>Bytes of all slots.</summary>
    public long Size => _slots.Values.Sum(slot => (long)slot.Length);

    /// <summary>Adds the next snapshot and returns what it changed.</summary>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>?>> TakeAsync(
        IMembershipSketches sketches, string partition, CancellationToken cancellationToken)
    {
        var changes = await sketches.SnapshotAsync(partition, cancellationToken);
        foreach (var (name, content) in changes)
        {
            if (content is { } bytes) _slots[name] = bytes.ToArray();
            else _slots.Remove(name);
        }

        return changes;
    }
}
