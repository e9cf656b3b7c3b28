using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Shopstream.Modules.Http;

/// <summary>Source-generated JSON of what all endpoints answer when something is wrong.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BadParameter[]))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class HttpJsonContext : JsonSerializerContext;
