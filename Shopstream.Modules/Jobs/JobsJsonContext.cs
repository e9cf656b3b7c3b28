using System.Text.Json.Serialization;

namespace Shopstream.Modules.Jobs;

/// <summary>Source-generated JSON of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobLease))]
internal sealed partial class JobsJsonContext : JsonSerializerContext;
