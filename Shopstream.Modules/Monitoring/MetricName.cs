using System.Text;

namespace Shopstream.Modules.Monitoring;

/// <summary>
/// Names of metrics and labels as Prometheus takes them: dots become underscores, the unit is written out at the end, counters
/// end in <c>_total</c>. Sources: Prometheus "Metric and label naming"; OpenTelemetry "Prometheus and OpenMetrics compatibility".
/// </summary>
internal static class MetricName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds", ["min"] = "minutes",
        ["h"] = "hours", ["d"] = "days", ["By"] = "bytes", ["kBy"] = "kilobytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes", ["%"] = "percent", ["Cel"] = "celsius", ["V"] = "volts", ["W"] = "watts", ["J"] = "joules",
    };

    private static readonly Dictionary<string, string> Rates = new(StringComparer.Ordinal)
    {
        ["s"] = "second", ["min"] = "minute", ["h"] = "hour", ["d"] = "day",
    };

    /// <summary>Name of the metric of an instrument with a UCUM unit.</summary>
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var name = Clean(instrument, colons: true);
        var suffix = UnitSuffix(unit, kind);
        if (suffix.Length > 0 && !EndsWith(name, suffix)) name += "_" + suffix;
        if (kind == MetricKind.Counter && !EndsWith(name, "total")) name += "_total";
        return name;
    }

    /// <summary>Name of a label; <c>le</c> belongs to histograms.</summary>
    public static string Label(string tag)
    {
        var name = Clean(tag, colons: false);
        return name == "le" || name.StartsWith("__", StringComparison.Ordinal) ? "tag_" + name.TrimStart('_') : name;
    }

    private static bool EndsWith(string name, string suffix) =>
        name == suffix || name.EndsWith("_" + suffix, StringComparison.Ordinal);

    private static string UnitSuffix(string? unit, MetricKind kind)
    {
        if (string.IsNullOrEmpty(unit)) return "";
        if (unit == "1") return kind == MetricKind.Gauge ? "ratio" : "";
        var parts = unit.Split('/', 2);
        var thing = Word(parts[0], Units);
        if (parts.Length == 1) return thing;
        var per = Word(parts[1], Rates);
        return per.Length == 0 ? thing : thing.Length == 0 ? "per_" + per : $"{thing}_per_{per}";
    }

    // {records} says what is counted, which the name says too.
    private static string Word(string unit, Dictionary<string, string> words)
    {
        var brace = unit.IndexOf('{', StringComparison.Ordinal);
        if (brace >= 0) unit = unit[..brace];
        return unit.Length == 0 || unit == "1" ? "" : words.TryGetValue(unit, out var word) ? word : Clean(unit, colons: false).Trim('_');
    }

    private static string Clean(string text, bool colons)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var c in text)
        {
            var fits = char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':');
            if (fits) name.Append(c);
            else if (name.Length == 0 || name[^1] != '_') name.Append('_');
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        return name.ToString();
    }
}

/// <summary>What Prometheus calls the type of a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only rises.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Observations in buckets.</summary>
    Histogram,
}
