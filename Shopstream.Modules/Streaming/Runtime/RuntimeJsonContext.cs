using System.Text.Json.Serialization;

namespace Shopstream.Modules.Streaming.Runtime;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(CheckpointHead))]
[JsonSerializable(typeof(CheckpointSlot))]
internal sealed partial class RuntimeJsonContext : JsonSerializerContext;

/// <summary>The document that makes a checkpoint valid: input offset and the version of each state slot.</summary>
internal sealed record CheckpointHead(long NextOffset, long Version, DateTimeOffset SavedAt, Dictionary<string, long> Slots);

/// <summary>One slot of state, base64.</summary>
internal sealed record CheckpointSlot(ReadOnlyMemory<byte> State);
