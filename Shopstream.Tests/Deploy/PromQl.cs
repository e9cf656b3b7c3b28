using System.Text.RegularExpressions;

namespace Shopstream.Tests.Deploy;

/// <summary>Reads names out of a query. Source: Prometheus documentation, "Querying basics" and "Operators".</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan",
    };

    /// <summary>Names of the metrics that a query reads.</summary>
    public static IReadOnlySet<string> Metrics(string query)
    {
        var bare = Range().Replace(Matchers().Replace(Text().Replace(query, "\"\""), ""), "");
        return Name().Matches(Grouping().Replace(bare, " ")).Where(m => !m.Groups["call"].Success).Select(m => m.Groups["name"].Value)
            .Where(n => !Words.Contains(n.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Names of the labels that a query matches or groups by.</summary>
    public static IReadOnlySet<string> Labels(string query)
    {
        var bare = Text().Replace(query, "\"\"");
        return Matchers().Matches(bare).SelectMany(m => Matched().Matches(m.Value).Select(l => l.Groups["label"].Value))
            .Concat(Grouping().Matches(bare).SelectMany(g => g.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            .ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matchers();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matched();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    // A name, and whether it is called as a function. Durations such as 15m begin with a digit.
    [GeneratedRegex(@"(?<![\w.$])(?<name>[a-zA-Z_:][\w:]*)(?<call>\s*\()?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
