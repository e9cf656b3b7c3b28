using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Models;

/// <summary>Source-generated JSON of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelLine))]
[JsonSerializable(typeof(ModelVersion))]
[JsonSerializable(typeof(ModelPart))]
internal sealed partial class ModelsJsonContext : JsonSerializerContext;

/// <summary>A piece of a stored model.</summary>
internal sealed record ModelPart(string Name, long Number, byte[] Data);
