using System.Security.Cryptography;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Checkpoints in the document store. Changed slots are written under a new stamp, then the head document that names offset
/// and slot stamps, by compare-and-set on its version: a checkpoint is there as a whole or not at all, and a host that has lost
/// its partition cannot write over the new owner's.
/// </summary>
public sealed class CheckpointStore(IDocumentStore documents, TimeProvider time)
{
    /// <summary>A slot above this size is stored in parts, in bytes: with base64, well below the 16 MB that MongoDB allows.</summary>
    internal const int PartSize = 8 << 20;

    private const string Collection = "checkpoints";
    private const string VersionField = "version";
    private const int RandomBits = 24;
    private static readonly CollectionDefinition Definition = new(Collection, [new(VersionField, IsInteger: true)], []);
    private static readonly StateReader NoState = new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal));

    /// <summary>The state of a partition without a checkpoint.</summary>
    public static StateReader Empty => NoState;

    /// <summary>Creates the collection.</summary>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => documents.EnsureCollectionAsync(Definition, cancellationToken);

    /// <summary>The newest checkpoint, or null.</summary>
    public async ValueTask<Checkpoint?> LoadAsync(string group, TopicPartition partition, CancellationToken cancellationToken)
    {
        while (await ReadHeadAsync(group, partition, cancellationToken) is { } head)
        {
            try
            {
                var state = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
                foreach (var (slot, place) in head.Places())
                    state[slot] = await ReadSlotAsync(SlotId(group, partition, slot, place.Stamp), place.Parts, cancellationToken);
                return new Checkpoint(head.NextOffset, head.Version, head.Places(), new StateReader(state));
            }
            catch (InvalidDataException)
            {
                // Another host may just have replaced the checkpoint and removed what it no longer needs: then there is a newer head.
                var newest = await ReadHeadAsync(group, partition, cancellationToken);
                if (newest is null || newest.Version == head.Version) throw;
            }
        }

        return null;
    }

    /// <summary>Writes a checkpoint that follows <paramref name="previous"/>.</summary>
    /// <returns>The new checkpoint, without its state.</returns>
    /// <exception cref="PartitionFencedException">Another host has written one since.</exception>
    public async ValueTask<Checkpoint> SaveAsync(
        string group, TopicPartition partition, long nextOffset, Checkpoint? previous, StateWriter changes, CancellationToken cancellationToken)
    {
        var version = (previous?.Version ?? 0) + 1;

        // Random bits keep the slots of two hosts apart that both believe to own the partition.
        var stamp = (version << RandomBits) | (long)RandomNumberGenerator.GetInt32(1 << RandomBits);
        var slots = new Dictionary<string, SlotPlace>(previous?.Slots ?? [], StringComparer.Ordinal);
        var stale = new List<string>();
        var written = new List<Document>(changes.Changes.Count);
        foreach (var (name, content) in changes.Changes)
        {
            if (slots.Remove(name, out var old)) stale.AddRange(PartIds(SlotId(group, partition, name, old.Stamp), old.Parts));
            if (content is not { } bytes) continue;
            var parts = Math.Max(1, (bytes.Length + PartSize - 1) / PartSize);
            slots[name] = new SlotPlace(stamp, parts);
            written.AddRange(PartIds(SlotId(group, partition, name, stamp), parts).Select((id, part) => ToDocument(id, bytes, part)));
        }

        await documents.UpsertAsync(Collection, written, cancellationToken);
        var head = CheckpointHead.Of(nextOffset, version, time.GetUtcNow(), slots);
        var document = new Document(
            HeadId(group, partition), JsonSerializer.SerializeToUtf8Bytes(head, RuntimeJsonContext.Default.CheckpointHead), [version]);
        if (!await documents.TryReplaceAsync(Collection, document, VersionField, previous?.Version, cancellationToken))
        {
            await documents.DeleteAsync(Collection, [.. written.Select(d => d.Id)], cancellationToken);
            throw new PartitionFencedException(group, partition, previous?.Version ?? 0);
        }

        if (stale.Count > 0) await documents.DeleteAsync(Collection, stale, cancellationToken);
        return new Checkpoint(nextOffset, version, slots, NoState);
    }

    private async ValueTask<CheckpointHead?> ReadHeadAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        await documents.GetAsync(Collection, HeadId(group, partition), cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, RuntimeJsonContext.Default.CheckpointHead)
            : null;

    private async ValueTask<ReadOnlyMemory<byte>> ReadSlotAsync(string slotId, int parts, CancellationToken cancellationToken)
    {
        var read = new List<ReadOnlyMemory<byte>>(parts);
        foreach (var id in PartIds(slotId, parts))
        {
            var stored = await documents.GetAsync(Collection, id, cancellationToken)
                ?? throw new InvalidDataException($"A checkpoint names {id}, which is not there.");
            read.Add(JsonSerializer.Deserialize(stored.Body.Span, RuntimeJsonContext.Default.CheckpointSlot)!.State);
        }

        if (read.Count == 1) return read[0];
        var whole = new byte[read.Sum(p => p.Length)];
        var at = 0;
        foreach (var part in read)
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }

        return whole;
    }

    private static Document ToDocument(string id, ReadOnlyMemory<byte> slot, int part)
    {
        var bytes = slot[(part * PartSize)..Math.Min(slot.Length, (part + 1) * PartSize)];
        return new Document(id, JsonSerializer.SerializeToUtf8Bytes(new CheckpointSlot(bytes), RuntimeJsonContext.Default.CheckpointSlot), [null]);
    }

    private static string HeadId(string group, TopicPartition partition) => $"{group}|{partition}";

    private static string SlotId(string group, TopicPartition partition, string slot, long stamp) => $"{group}|{partition}|{slot}|{stamp}";

    private static IEnumerable<string> PartIds(string slotId, int parts)
    {
        yield return slotId;
        for (var part = 1; part < parts; part++) yield return $"{slotId}#{part}";
    }
}
