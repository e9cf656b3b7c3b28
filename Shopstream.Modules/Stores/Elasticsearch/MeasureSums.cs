using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Lets the server add measures up. It adds in floating point, which is exact as long as no sum on the way passes 2^53; so it is
/// asked for the measures' range, too, and results are only believed where that proves it.
/// </summary>
internal sealed class MeasureSums(WindowLayout layout)
{
    // Half of what would do, since the range may be some moments older than the sums.
    private const double Largest = 1L << 52;

    /// <summary>What to ask for in each group.</summary>
    public JsonObject OfGroup()
    {
        var sums = new JsonObject();
        for (var i = 0; i < layout.RawFields.Count; i++) sums[Name(i)] = Over(IsMax(i) ? "max" : "sum", i);
        return sums;
    }

    /// <summary>Asks for the range of the measures over all rows; the sums over all rows are part of it.</summary>
    public void AddRange(JsonObject aggregations)
    {
        for (var i = 0; i < layout.RawFields.Count; i++) aggregations[RangeName(i)] = Over("stats", i);
    }

    /// <summary>Name of a measure's result in a group.</summary>
    public static string Name(int measure) => $"m{measure}";

    /// <summary>Whether every sum over these rows, and every part of it, is exact.</summary>
    public bool AreExact(JsonElement aggregations)
    {
        for (var i = 0; i < layout.RawFields.Count; i++)
            if (!IsExact(aggregations.GetProperty(RangeName(i)), IsMax(i))) return false;
        return true;
    }

    /// <summary>The measures of a group.</summary>
    public long[] Read(JsonElement group)
    {
        var measures = new long[layout.RawFields.Count];
        for (var i = 0; i < measures.Length; i++) measures[i] = Whole(group.GetProperty(Name(i)).GetProperty("value"));
        return measures;
    }

    /// <summary>The measures of all rows together, or null when there are no rows.</summary>
    public long[]? ReadAll(JsonElement aggregations)
    {
        var measures = new long[layout.RawFields.Count];
        var rows = 0L;
        for (var i = 0; i < measures.Length; i++)
        {
            var range = aggregations.GetProperty(RangeName(i));
            rows = Math.Max(rows, range.GetProperty("count").GetInt64());
            measures[i] = Whole(range.GetProperty(IsMax(i) ? "max" : "sum"));
        }

        return rows == 0 ? null : measures;
    }

    private bool IsMax(int measure) => layout.Definition.Measures[measure].Merge == MeasureMerge.Max;

    private JsonObject Over(string kind, int measure) => new() { [kind] = new JsonObject { ["field"] = layout.RawFields[measure] } };

    private static string RangeName(int measure) => $"r{measure}";

    private static bool IsExact(JsonElement range, bool isMax)
    {
        var count = range.GetProperty("count").GetInt64();
        if (count == 0) return true;
        double min = range.GetProperty("min").GetDouble(), max = range.GetProperty("max").GetDouble();
        if (min < -Largest || max > Largest) return false;
        if (isMax) return true;

        // Without negative numbers no part of a sum is larger than the whole.
        return min >= 0 ? range.GetProperty("sum").GetDouble() <= Largest : count * Math.Max(-min, max) <= Largest;
    }

    // A measure that is younger than all the rows has no maximum.
    private static long Whole(JsonElement value) => value.ValueKind == JsonValueKind.Number ? checked((long)value.GetDouble()) : 0;
}
