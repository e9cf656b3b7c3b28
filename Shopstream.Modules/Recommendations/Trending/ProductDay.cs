using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>What happened to one product on one day (UTC).</summary>
public sealed class ProductDay
{
    /// <summary>Days since 1970-01-01.</summary>
    public int Day { get; set; }

    /// <summary>The product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>Number of events by type, see <see cref="EventTypes"/>.</summary>
    public Dictionary<string, long> Events { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Brand; null when no sender gave it that day.</summary>
    public string? Brand { get; set; }

    /// <summary>Category; null when no sender gave it that day.</summary>
    public string? Category { get; set; }

    /// <summary>Display name; null when no sender gave it that day.</summary>
    public string? Name { get; set; }

    /// <summary>Number of events of these types.</summary>
    public long Count(IReadOnlySet<string> types)
    {
        var count = 0L;
        foreach (var (type, events) in Events)
            if (types.Contains(type)) count += events;
        return count;
    }
}

/// <summary>Source-generated JSON of stored days.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProductDay))]
internal sealed partial class ProductDayJsonContext : JsonSerializerContext;
