using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>What the batch layer found in a range, as it is stored.</summary>
public sealed record TrendingResult
{
    /// <summary>Products that are stored of a range.</summary>
    public const int MostProducts = 1_000;

    /// <summary>First day, days since 1970-01-01 UTC.</summary>
    public required int FirstDay { get; init; }

    /// <summary>Last day.</summary>
    public required int LastDay { get; init; }

    /// <summary>Fewest events between two neighbouring days for a change to count.</summary>
    public required long Threshold { get; init; }

    /// <summary>Event types that count, sorted.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>Archived sessions and interactions of the range when it was computed; another number now tells that it is out of date.</summary>
    public required long Records { get; init; }

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>What was found, at most <see cref="MostProducts"/> products.</summary>
    public required TrendingFindings Findings { get; init; }

    /// <summary>The range.</summary>
    [JsonIgnore]
    public CustomerPeriod Period => new(FirstDay, LastDay);
}

/// <summary>Source-generated JSON of stored results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrendingResult))]
internal sealed partial class TrendingJsonContext : JsonSerializerContext;
