using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Reads the rows that a query selects and adds them up here, in whole numbers.</summary>
internal sealed class RowScan(SearchRequests requests)
{
    private const int PageSize = 5_000;

    /// <summary>The groups, with attributes, in no particular order.</summary>
    /// <exception cref="OverflowException">A sum passes 64 bits.</exception>
    public async ValueTask<List<WindowRow>> AddUpAsync(WindowLayout layout, WindowQuery query, CancellationToken cancellationToken)
    {
        var keepsKeys = query.GroupBy is WindowGrouping.Key or WindowGrouping.WindowAndKey;
        var keepsWindows = query.GroupBy is WindowGrouping.Window or WindowGrouping.WindowAndKey;
        var wanted = query.Keys is null ? null : query.Keys.Select(RowIdentity.Indexable).ToHashSet(StringComparer.Ordinal);
        var sums = new Dictionary<(long StartMs, string Key), Sum>();

        // Rising starts, so that the latest text known comes last.
        var sort = new JsonArray(
            SearchRequests.Sort(WindowLayout.StartMs), SearchRequests.Sort(WindowLayout.Partition), SearchRequests.Sort(layout.Definition.KeyName));
        await foreach (var hits in requests.PagesAsync(layout.Index.Name, WindowFilter.Of(layout, query), sort, PageSize, limit: null, cancellationToken))
        {
            foreach (var hit in hits.EnumerateArray())
            {
                var source = hit.GetProperty("_source");
                var key = source.GetProperty(layout.Definition.KeyName).GetString()!;
                if (wanted?.Contains(key) == false) continue;
                var start = keepsWindows ? source.GetProperty(WindowLayout.StartMs).GetInt64() : query.FromMs;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (start, keepsKeys ? key : ""), out _);
                sum ??= new Sum(layout.Definition);
                sum.Add(source, keepsKeys);
            }
        }

        return [.. sums.Select(s => new WindowRow(s.Key.StartMs, s.Key.Key, s.Value.Attributes, s.Value.Measures))];
    }

    private sealed class Sum(WindowIndexDefinition definition)
    {
        private readonly bool[] _isKnown = new bool[definition.Measures.Count];

        public string?[] Attributes { get; } = new string?[definition.Attributes.Count];

        public long[] Measures { get; } = new long[definition.Measures.Count];

        public void Add(JsonElement source, bool keepsTexts)
        {
            for (var i = 0; keepsTexts && i < Attributes.Length; i++)
                if (source.TryGetProperty(definition.Attributes[i], out var text)) Attributes[i] = text.GetString();
            source.TryGetProperty(WindowLayout.Raw, out var raw);
            for (var i = 0; i < Measures.Length; i++)
            {
                var measure = definition.Measures[i];
                var holder = measure.Unit == MeasureUnit.Count ? source : raw;
                if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(measure.Name, out var number)) continue;
                var value = number.GetInt64();
                if (measure.Merge == MeasureMerge.Sum) Measures[i] = checked(Measures[i] + value);
                else Measures[i] = _isKnown[i] ? Math.Max(Measures[i], value) : value;
                _isKnown[i] = true;
            }
        }
    }
}
