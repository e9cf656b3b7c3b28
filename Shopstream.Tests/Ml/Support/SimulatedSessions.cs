using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Tests.Ml.Support;

/// <summary>Flat views of simulated sessions, and what is known about them without a look at the data.</summary>
internal static class SimulatedSessions
{
    public static (ColumnTable Table, string[] Users) Read(int sessions, long seed)
    {
        var options = new SimulatorOptions { Seed = seed };
        var valid = new ShopSimulator(options).Generate(sessions).DistinctBy(s => s.SessionId)
            .Where(s => s.Referrer != "unknown" && s.DeviceInformation?.DeviceType != "unknown").ToList();
        return (ColumnTable.FromRows(valid.Select(Row)), [.. valid.Select(s => s.UserId)]);
    }

    /// <summary>Ranges and levels that the shop knows of itself.</summary>
    public static FeatureOptions Stated()
    {
        var products = ShopSimulator.Catalog;
        var ranges = new Dictionary<string, NumberRange>(StringComparer.Ordinal)
        {
            ["hour_of_day"] = new(0, 23),
            ["day_of_week"] = new(0, 6),
            ["is_weekend"] = new(0, 1),
            ["month"] = new(1, 12),
            ["week_of_year"] = new(1, 53),
            ["sessionDuration"] = new(5, 3600, IsLogarithmic: true),
            ["clicks"] = new(0, 60, IsLogarithmic: true),
        };
        foreach (var product in products) ranges["isViewedProduct" + product.ProductId] = new(0, 1);
        return new FeatureOptions
        {
            Target = "purchaseMade",
            Exclude = new HashSet<string>(StringComparer.Ordinal) { "state" },
            Ranges = ranges,
            Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                ["part_of_day"] = ["Morning", "Afternoon", "Evening", "Night"],
                ["gender"] = ["Female", "Male", "Other"],
                ["exitPage"] = [.. products.Select(p => p.Name!)],
                ["referrer"] = ["Google", "Facebook", "Instagram", "WorldMarket", "Direct"],
                ["deviceType"] = ["Desktop", "Mobile", "Tablet"],
            },
            StatedOnly = true,
        };
    }

    private static Dictionary<string, object?> Row(ShopSession session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) FlatView.Write(json, session);
        return JsonSerializer.Deserialize<Dictionary<string, object?>>(buffer.WrittenSpan)!;
    }
}
