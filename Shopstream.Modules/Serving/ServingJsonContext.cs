using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Shopstream.Modules.Serving;

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(ProductsAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(PotentialCustomersAnswer))]
[JsonSerializable(typeof(SessionsAnswer))]
[JsonSerializable(typeof(SentimentAnswer))]
[JsonSerializable(typeof(PaymentsAnswer))]
[JsonSerializable(typeof(LiveOverview))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ServingJsonContext : JsonSerializerContext;
