using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>Answer of the collect endpoints.</summary>
/// <param name="Accepted">Elements the bus has.</param>
/// <param name="Rejected">Elements refused, each with its position and reason.</param>
public sealed record CollectResult(int Accepted, IReadOnlyList<CollectRejection> Rejected);

/// <summary>A refused element.</summary>
/// <param name="Index">0-based position in the body.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Detail">Where, what was found and what was expected.</param>
public sealed record CollectRejection(int Index, string Reason, string Detail);

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CollectResult))]
public sealed partial class CollectJsonContext : JsonSerializerContext;
