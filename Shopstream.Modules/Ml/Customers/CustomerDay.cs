using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>What one user did on one day (UTC): all that batch jobs need to know, a hundredth of the size of the archived records.</summary>
public sealed class CustomerDay
{
    /// <summary>The user.</summary>
    public string UserId { get; set; } = "";

    /// <summary>Days since 1970-01-01.</summary>
    public int Day { get; set; }

    /// <summary>First event, ms since 1970-01-01 UTC.</summary>
    public long FirstMs { get; set; }

    /// <summary>Last event, ms since 1970-01-01 UTC.</summary>
    public long LastMs { get; set; }

    /// <summary>Sessions; for raw interactions, different session ids of the day, those without one together as one.</summary>
    public int Visits { get; set; }

    /// <summary>Sessions or session ids in which something was bought.</summary>
    public int Orders { get; set; }

    /// <summary>Pieces bought; of a buying session each product counts as one.</summary>
    public double Pieces { get; set; }

    /// <summary>Money spent, in the shop's currency.</summary>
    public double Spent { get; set; }

    /// <summary>Pages shown; views for raw interactions.</summary>
    public int Pages { get; set; }

    /// <summary>Seconds in the shop, where known.</summary>
    public double Seconds { get; set; }

    /// <summary>Different products.</summary>
    public int Products { get; set; }

    /// <summary>Sum of the prices seen.</summary>
    public double SeenPrices { get; set; }

    /// <summary>Number of prices seen.</summary>
    public int SeenCount { get; set; }

    /// <summary>What makes the user's set, as <see cref="ItemKinds"/> writes it; distinct, sorted.</summary>
    public List<string> Items { get; set; } = [];
}

/// <summary>How many records a day had when it was gathered.</summary>
internal sealed class GatheredDay
{
    public int Day { get; set; }

    public long Sessions { get; set; }

    public long Interactions { get; set; }
}

/// <summary>Source-generated JSON of stored days.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CustomerDay))]
[JsonSerializable(typeof(GatheredDay))]
internal sealed partial class CustomerJsonContext : JsonSerializerContext;
