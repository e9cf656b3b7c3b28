using System.Text.Json.Serialization;

namespace Shopstream.Modules.Streaming.Runtime;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(CheckpointHead))]
[JsonSerializable(typeof(CheckpointSlot))]
internal sealed partial class RuntimeJsonContext : JsonSerializerContext;

/// <summary>The document that makes a checkpoint valid: input offset, and the stamp of each state slot.</summary>
/// <param name="NextOffset">First offset not part of the state.</param>
/// <param name="Version">Counts the checkpoints of the partition.</param>
/// <param name="SavedAt">When it was written.</param>
/// <param name="Slots">Stamp of each slot.</param>
/// <param name="Parts">Number of documents of each slot that has more than one.</param>
internal sealed record CheckpointHead(
    long NextOffset, long Version, DateTimeOffset SavedAt, Dictionary<string, long> Slots, Dictionary<string, int>? Parts = null)
{
    public static CheckpointHead Of(long nextOffset, long version, DateTimeOffset savedAt, IReadOnlyDictionary<string, SlotPlace> slots)
    {
        var large = slots.Where(s => s.Value.Parts > 1).ToDictionary(s => s.Key, s => s.Value.Parts, StringComparer.Ordinal);
        return new(nextOffset, version, savedAt, slots.ToDictionary(s => s.Key, s => s.Value.Stamp, StringComparer.Ordinal), large.Count > 0 ? large : null);
    }

    public Dictionary<string, SlotPlace> Places() =>
        Slots.ToDictionary(s => s.Key, s => new SlotPlace(s.Value, Parts?.GetValueOrDefault(s.Key, 1) ?? 1), StringComparer.Ordinal);
}

/// <summary>One slot of state, or a part of it, base64.</summary>
internal sealed record CheckpointSlot(ReadOnlyMemory<byte> State);
