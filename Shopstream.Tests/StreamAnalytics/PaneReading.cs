using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;

namespace Shopstream.Tests.StreamAnalytics;

/// <summary>Reads rows of panes and partials by name, without the zeros.</summary>
internal static class PaneReading
{
    /// <summary>The measures of each key that are not zero, as <c>name=value</c>.</summary>
    public static Dictionary<string, string> Shown(this MeasureTable table) => Shown(table.Definition, table.ToRows());

    public static Dictionary<string, string> Shown(WindowIndexDefinition definition, IEnumerable<PartialRow> rows) =>
        rows.ToDictionary(r => r.Key, r => Shown(definition, name => r.Measures[definition.MeasureIndex(name)]));

    /// <summary>The same from expected numbers.</summary>
    public static string Shown(WindowIndexDefinition definition, Func<string, long> value) =>
        string.Join(' ', definition.Measures.Where(m => value(m.Name) != 0).Select(m => $"{m.Name}={value(m.Name)}"));

    /// <summary>The attributes of each key.</summary>
    public static Dictionary<string, string> Attributes(this MeasureTable table) =>
        table.ToRows().ToDictionary(r => r.Key, r => string.Join('|', r.Attributes));
}
