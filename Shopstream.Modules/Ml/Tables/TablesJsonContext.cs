using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Tables;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PipelineDocument))]
internal sealed partial class TablesJsonContext : JsonSerializerContext;

/// <summary>A feature pipeline as it is saved.</summary>
internal sealed record PipelineDocument(int Version, string Target, string? PositiveLevel, FeatureStep[] Steps, string[] Ignored);
