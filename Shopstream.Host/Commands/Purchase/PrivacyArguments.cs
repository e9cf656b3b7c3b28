using System.Globalization;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>Reads <c>--epsilon</c>, <c>--range</c> and <c>--levels</c>.</summary>
internal static class PrivacyArguments
{
    /// <summary>What is known of the flat view of sessions without a look at any.</summary>
    private static readonly Dictionary<string, NumberRange> SessionRanges = new(StringComparer.Ordinal)
    {
        ["hour_of_day"] = new(0, 23),
        ["day_of_week"] = new(0, 6),
        ["is_weekend"] = new(0, 1),
        ["month"] = new(1, 12),
        ["week_of_year"] = new(1, 53),
        ["sessionDuration"] = new(5, 3600, IsLogarithmic: true),
        ["clicks"] = new(0, 60, IsLogarithmic: true),
    };

    private static readonly Dictionary<string, IReadOnlyList<string>> SessionLevels = new(StringComparer.Ordinal)
    {
        ["part_of_day"] = ["Morning", "Afternoon", "Evening", "Night"],
    };

    /// <summary>One entry for each ε.</summary>
    public static IReadOnlyList<PurchasePrivacy> Read(string? epsilons, double delta, string[] ranges, string[] levels, bool isSessions)
    {
        if (epsilons is null) return [];
        var knownRanges = new Dictionary<string, NumberRange>(isSessions ? SessionRanges : [], StringComparer.Ordinal);
        var knownLevels = new Dictionary<string, IReadOnlyList<string>>(isSessions ? SessionLevels : [], StringComparer.Ordinal);
        foreach (var text in ranges) Range(text, knownRanges);
        foreach (var text in levels)
        {
            var at = text.IndexOf('=');
            if (at < 1 || at == text.Length - 1) throw new ConfigurationException($"--levels: found {text}, expected COLUMN=A|B|C.");
            knownLevels[text[..at]] = text[(at + 1)..].Split('|');
        }

        return [.. epsilons.Split(',').Select(e => new PurchasePrivacy { Epsilon = Epsilon(e), Delta = delta, Ranges = knownRanges, Levels = knownLevels })];
    }

    /// <summary>Adds the range 0 to 1 of the columns that say which products were viewed.</summary>
    public static PurchasePrivacy WithProducts(PurchasePrivacy privacy, ColumnTable table)
    {
        var ranges = new Dictionary<string, NumberRange>(privacy.Ranges, StringComparer.Ordinal);
        foreach (var column in table.Columns)
            if (column.Name.StartsWith("isViewedProduct", StringComparison.Ordinal)) ranges.TryAdd(column.Name, new(0, 1));
        return privacy with { Ranges = ranges };
    }

    private static double Epsilon(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var epsilon) && epsilon is >= 0.01 and <= 100
            ? epsilon
            : throw new ConfigurationException($"--epsilon: found {text}, expected 0.01 to 100, or several of them separated by commas.");

    private static void Range(string text, Dictionary<string, NumberRange> ranges)
    {
        var at = text.LastIndexOf('=');
        var parts = text[(at + 1)..].Split(':');
        if (at < 1 || parts.Length is < 2 or > 3 || (parts.Length == 3 && parts[2] != "log")
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
            || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var high) || !(low < high))
            throw new ConfigurationException($"--range: found {text}, expected COLUMN=LOW:HIGH or COLUMN=LOW:HIGH:log with LOW below HIGH.");
        ranges[text[..at]] = new NumberRange(low, high, parts.Length == 3);
    }
}
