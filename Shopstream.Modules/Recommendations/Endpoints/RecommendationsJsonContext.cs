using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary>A session as a request tells it.</summary>
internal sealed class SessionRequest
{
    /// <summary>The user, when known.</summary>
    [JsonConverter(typeof(Events.TextOrNumberConverter))]
    public string? UserId { get; set; }

    /// <summary>Id of the session.</summary>
    [JsonConverter(typeof(Events.TextOrNumberConverter))]
    public string? SessionId { get; set; }

    /// <summary>What happened, oldest first.</summary>
    public List<SessionRequestEvent> Events { get; set; } = [];

    /// <summary>Country or state.</summary>
    public string? Country { get; set; }

    /// <summary>Device.</summary>
    public string? Device { get; set; }

    /// <summary>Referrer.</summary>
    public string? Referrer { get; set; }
}

/// <summary>One event of a session.</summary>
internal sealed class SessionRequestEvent
{
    /// <summary>The product.</summary>
    [JsonConverter(typeof(Events.TextOrNumberConverter))]
    public string ProductId { get; set; } = "";

    /// <summary>Type of the event; a view when absent.</summary>
    public string? Type { get; set; }

    /// <summary>Stars of a rating.</summary>
    public double? Value { get; set; }
}

/// <summary>An answer, as the description of the interface shows it.</summary>
internal sealed record RecommendationAnswer(
    string RecommendationId, string? UserId, string Algorithm, string? Experiment, string? Variant, int? ModelVersion,
    IReadOnlyList<RecommendationItem> Items, IReadOnlyList<string> Fallbacks, string? Note);

/// <summary>A product of an answer.</summary>
internal sealed record RecommendationItem(
    string ProductId, int Position, float Score, string Source, string? Name, string? Category, string? Brand, double? Price, IReadOnlyList<Reason>? Reasons);

/// <summary>The brands that a user browsed last.</summary>
internal sealed record BrandsAnswer(string UserId, IReadOnlyList<BrandAnswer> Brands);

/// <summary>One of them.</summary>
internal sealed record BrandAnswer(string Brand, DateTimeOffset LastBrowsed);

/// <summary>What recommendations know of a user.</summary>
internal sealed record ProfileAnswer(
    string UserId, DateTimeOffset? LastSeen, string? Country, string? Device, string? Referrer, IReadOnlyList<ProfileItem> Liked, IReadOnlyList<string> Session,
    IReadOnlyList<string> Cart, IReadOnlyList<string> Hidden, int Seen, IReadOnlyList<string> Brands);

/// <summary>A product that a user likes.</summary>
internal sealed record ProfileItem(string ProductId, double Weight);

/// <summary>What became of products that were told.</summary>
internal sealed record ProductsTaken(int Accepted, IReadOnlyList<ProductRefused> Rejected);

/// <summary>A product that was refused.</summary>
internal sealed record ProductRefused(int Index, string Reason, string Detail);

/// <summary>Source-generated JSON of requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(RecommendationAnswer))]
[JsonSerializable(typeof(BrandsAnswer))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(ProductsTaken))]
[JsonSerializable(typeof(CatalogueProduct))]
[JsonSerializable(typeof(CatalogueProduct[]))]
[JsonSerializable(typeof(MerchantRule))]
[JsonSerializable(typeof(IReadOnlyList<MerchantRule>))]
internal sealed partial class RecommendationsJsonContext : JsonSerializerContext;
