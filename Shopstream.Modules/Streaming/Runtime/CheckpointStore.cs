using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Checkpoints in the document store. Changed slots are written under a new version, then the head document that names
/// offset and slot versions: it becomes visible last, so a checkpoint is there as a whole or not at all.
/// </summary>
public sealed class CheckpointStore(IDocumentStore documents, TimeProvider time)
{
    private const string Collection = "checkpoints";
    private static readonly CollectionDefinition Definition = new(Collection, [], []);
    private static readonly StateReader NoState = new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal));

    /// <summary>The state of a partition without a checkpoint.</summary>
    public static StateReader Empty => NoState;

    /// <summary>Creates the collection.</summary>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => documents.EnsureCollectionAsync(Definition, cancellationToken);

    /// <summary>The newest checkpoint, or null.</summary>
    public async ValueTask<Checkpoint?> LoadAsync(string group, TopicPartition partition, CancellationToken cancellationToken)
    {
        var document = await documents.GetAsync(Collection, HeadId(group, partition), cancellationToken);
        if (document is null) return null;
        var head = JsonSerializer.Deserialize(document.Body.Span, RuntimeJsonContext.Default.CheckpointHead)!;
        var state = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (slot, version) in head.Slots)
        {
            var id = SlotId(group, partition, slot, version);
            var stored = await documents.GetAsync(Collection, id, cancellationToken)
                ?? throw new InvalidDataException($"The checkpoint of {group} on {partition} names {id}, which is not there.");
            state[slot] = JsonSerializer.Deserialize(stored.Body.Span, RuntimeJsonContext.Default.CheckpointSlot)!.State;
        }

        return new Checkpoint(head.NextOffset, head.Version, head.Slots, new StateReader(state));
    }

    /// <summary>Writes a checkpoint that follows <paramref name="previous"/>.</summary>
    /// <returns>The new checkpoint, without its state.</returns>
    public async ValueTask<Checkpoint> SaveAsync(
        string group, TopicPartition partition, long nextOffset, Checkpoint? previous, StateWriter changes, CancellationToken cancellationToken)
    {
        var version = (previous?.Version ?? 0) + 1;
        var slots = new Dictionary<string, long>(previous?.Slots ?? [], StringComparer.Ordinal);
        var stale = new List<string>();
        var written = new List<Document>(changes.Changes.Count + 1);
        foreach (var (name, content) in changes.Changes)
        {
            if (slots.Remove(name, out var old)) stale.Add(SlotId(group, partition, name, old));
            if (content is not { } bytes) continue;
            slots[name] = version;
            written.Add(new Document(
                SlotId(group, partition, name, version),
                JsonSerializer.SerializeToUtf8Bytes(new CheckpointSlot(bytes), RuntimeJsonContext.Default.CheckpointSlot),
                []));
        }

        var head = new CheckpointHead(nextOffset, version, time.GetUtcNow(), slots);
        written.Add(new Document(
            HeadId(group, partition), JsonSerializer.SerializeToUtf8Bytes(head, RuntimeJsonContext.Default.CheckpointHead), []));
        await documents.UpsertAsync(Collection, written, cancellationToken);
        if (stale.Count > 0) await documents.DeleteAsync(Collection, stale, cancellationToken);
        return new Checkpoint(nextOffset, version, slots, NoState);
    }

    private static string HeadId(string group, TopicPartition partition) => $"{group}|{partition}";

    private static string SlotId(string group, TopicPartition partition, string slot, long version) => $"{group}|{partition}|{slot}|{version}";
}
