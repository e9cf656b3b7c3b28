using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shopstream.Modules.Stores.Elasticsearch.Kibana;

/// <summary>Checks saved objects: whether what they refer to is there, and every field they use exists with a type that fits.</summary>
internal sealed partial class KibanaCheck(IndexFields fields)
{
    private const int GridWidth = 48;
    private static readonly string[] Numbers = ["long", "double", "scaled_float"];
    private readonly Dictionary<(string Type, string Id), JsonElement> _objects = [];
    private readonly List<string> _problems = [];

    /// <summary>What is wrong with the objects, one line each; empty when all is well.</summary>
    /// <param name="lines">The objects, one a line.</param>
    /// <param name="fields">The fields there are.</param>
    public static IReadOnlyList<string> Run(string lines, IndexFields fields)
    {
        var check = new KibanaCheck(fields);
        check.Read(lines);
        foreach (var (key, value) in check._objects)
        {
            try
            {
                check.Check(key.Type, key.Id, value);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                check._problems.Add($"{key.Type} {key.Id}: is not of the expected form: {e.Message}");
            }
        }

        return check._problems;
    }

    private void Read(string lines)
    {
        var number = 0;
        foreach (var line in lines.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                var key = (json.RootElement.GetProperty("type").GetString()!, json.RootElement.GetProperty("id").GetString()!);
                if (!_objects.TryAdd(key, json.RootElement.Clone())) _problems.Add($"line {number}: {key} is there twice");
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                _problems.Add($"line {number}: is no saved object: {e.Message}");
            }
        }
    }

    private void Check(string type, string id, JsonElement saved)
    {
        foreach (var reference in saved.GetProperty("references").EnumerateArray())
        {
            var target = (reference.GetProperty("type").GetString()!, reference.GetProperty("id").GetString()!);
            if (!_objects.ContainsKey(target)) _problems.Add($"{type} {id}: refers to {target.Item1} {target.Item2}, which is not in the file");
        }

        var attributes = saved.GetProperty("attributes");
        switch (type)
        {
            case KibanaObject.DataViewType:
                CheckDataView(id, attributes);
                break;
            case KibanaObject.VisualizationType:
                CheckVisualization(id, saved, attributes);
                break;
            case KibanaObject.DashboardType:
                CheckDashboard(id, saved, attributes);
                break;
            default:
                _problems.Add($"{type} {id}: objects of this type are not known here");
                break;
        }
    }

    private void CheckDataView(string id, JsonElement attributes)
    {
        var alias = attributes.GetProperty("title").GetString()!;
        if (fields[alias] is not { } known)
        {
            _problems.Add($"{KibanaObject.DataViewType} {id}: there is no index {alias}, expected one of {string.Join(", ", fields.Aliases)}");
            return;
        }

        Expect($"{KibanaObject.DataViewType} {id}", known, attributes.GetProperty("timeFieldName").GetString()!, ["date"]);
        using var formats = JsonDocument.Parse(attributes.GetProperty("fieldFormatMap").GetString()!);
        foreach (var format in formats.RootElement.EnumerateObject()) Expect($"{KibanaObject.DataViewType} {id}", known, format.Name, Numbers);
    }

    private void CheckVisualization(string id, JsonElement saved, JsonElement attributes)
    {
        var who = $"{KibanaObject.VisualizationType} {id}";
        var view = Referenced(saved, KibanaObject.SearchReference);
        if (view is null || fields[view.Value.GetProperty("attributes").GetProperty("title").GetString()!] is not { } known)
        {
            _problems.Add($"{who}: has no data view of a known index");
            return;
        }

        using var state = JsonDocument.Parse(attributes.GetProperty("visState").GetString()!);
        var aggregations = state.RootElement.GetProperty("aggs").EnumerateArray().ToList();
        var metrics = aggregations.Where(a => a.GetProperty("schema").GetString() == "metric").Select(a => a.GetProperty("id").GetString()!).ToList();
        if (metrics.Count == 0) _problems.Add($"{who}: shows no number");
        foreach (var aggregation in aggregations) CheckAggregation(who, known, aggregation, metrics);
        using var search = JsonDocument.Parse(attributes.GetProperty("kibanaSavedObjectMeta").GetProperty("searchSourceJSON").GetString()!);
        foreach (Match use in QueryFields().Matches(search.RootElement.GetProperty("query").GetProperty("query").GetString()!))
            Expect(who, known, use.Groups["field"].Value, use.Groups["compared"].Value == ":" ? ["keyword", "date", .. Numbers] : ["date", .. Numbers]);
    }

    private void CheckAggregation(string who, IReadOnlyDictionary<string, string> known, JsonElement aggregation, List<string> metrics)
    {
        var kind = aggregation.GetProperty("type").GetString()!;
        var parameters = aggregation.GetProperty("params");
        string[]? types = kind switch
        {
            "count" => [],
            "sum" or "avg" => Numbers,
            "min" or "max" => ["date", .. Numbers],
            "terms" => ["keyword"],
            "date_histogram" => ["date"],
            _ => null,
        };
        if (types is null) _problems.Add($"{who}: the aggregation {kind} is not known here");
        else if (types.Length > 0) Expect(who, known, parameters.GetProperty("field").GetString()!, types);
        if (parameters.TryGetProperty("orderBy", out var order) && !metrics.Contains(order.GetString()!))
            _problems.Add($"{who}: orders by metric {order.GetString()}, which it does not have");
    }

    private void CheckDashboard(string id, JsonElement saved, JsonElement attributes)
    {
        var who = $"{KibanaObject.DashboardType} {id}";
        using var panels = JsonDocument.Parse(attributes.GetProperty("panelsJSON").GetString()!);
        var taken = new HashSet<(int, int)>();
        foreach (var panel in panels.RootElement.EnumerateArray())
        {
            var name = panel.GetProperty("panelRefName").GetString()!;
            if (Referenced(saved, name) is null) _problems.Add($"{who}: {name} refers to nothing");
            var grid = panel.GetProperty("gridData");
            var (x, y, width, height) = (grid.GetProperty("x").GetInt32(), grid.GetProperty("y").GetInt32(), grid.GetProperty("w").GetInt32(), grid.GetProperty("h").GetInt32());
            if (x < 0 || width < 1 || x + width > GridWidth) _problems.Add($"{who}: {name} lies outside of the grid");
            var isFree = true;
            for (var column = x; column < x + width; column++)
                for (var row = y; row < y + height; row++) isFree &= taken.Add((column, row));
            if (!isFree) _problems.Add($"{who}: {name} lies on another panel");
        }
    }

    private JsonElement? Referenced(JsonElement saved, string name)
    {
        foreach (var reference in saved.GetProperty("references").EnumerateArray())
        {
            if (reference.GetProperty("name").GetString() != name) continue;
            return _objects.TryGetValue((reference.GetProperty("type").GetString()!, reference.GetProperty("id").GetString()!), out var target) ? target : null;
        }

        return null;
    }

    private void Expect(string who, IReadOnlyDictionary<string, string> known, string field, string[] types)
    {
        if (!known.TryGetValue(field, out var type)) _problems.Add($"{who}: there is no field {field}");
        else if (!types.Contains(type)) _problems.Add($"{who}: field {field} is of type {type}, expected {string.Join(" or ", types)}");
    }

    [GeneratedRegex(@"(?<field>[A-Za-z_@][\w.@]*)\s*(?<compared>>=|<=|<|>|:)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex QueryFields();
}
