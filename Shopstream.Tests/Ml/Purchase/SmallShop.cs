using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Tests.Ml.Purchase;

/// <summary>A table whose labels hang on time spent and room, and on nothing else.</summary>
internal static class SmallShop
{
    public static (ColumnTable Table, PurchaseOptions Options) Make(int rows, long seed, string? leaking = null)
    {
        var random = new SeededRandom(seed);
        var table = ColumnTable.FromRows(Enumerable.Range(0, rows).Select(i =>
        {
            var spent = 60 * Math.Exp(random.NextNormal());
            var room = random.Below(3) switch { 0 => "bedroom", 1 => "office", _ => "garden" };
            var score = (1.5 * Math.Log(spent / 60)) + (room == "office" ? 1 : 0) - 0.8;
            var bought = random.NextDouble() < 1 / (1 + Math.Exp(-score));
            var row = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["visitor"] = $"v{random.Below(rows / 3)}",
                ["spent"] = i % 40 == 0 ? null : Math.Round(spent, 1),
                ["room"] = room,
                ["luck"] = random.Below(100),
                ["bought"] = bought,
            };
            if (leaking is not null) row[leaking] = bought ? 100 : 0;
            return row;
        }).ToList());
        return (table, new PurchaseOptions { Target = "bought", Exclude = new HashSet<string>(StringComparer.Ordinal) { "visitor" } });
    }

    /// <summary>Smaller models, quickly trained.</summary>
    public static PurchaseOptions Quick(PurchaseOptions options) => options with
    {
        Boosted = options.Boosted with { Trees = 60, LearningRate = 0.1, EarlyStoppingRounds = 10, Tree = new TreeOptions { MaxDepth = 3 } },
        Forest = options.Forest with { Trees = 30, MaxDepth = 8 },
        Network = options.Network with { Hidden = [16, 8], MaxEpochs = 15 },
    };

    public static int[] All(ColumnTable table) => [.. Enumerable.Range(0, table.Rows)];
}
