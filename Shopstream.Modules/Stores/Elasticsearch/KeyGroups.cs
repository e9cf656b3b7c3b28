using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Adds up by key. The first few by a measure the server finds by itself: since all rows of a key lie on one shard, the best of
/// each shard are the best of all. What it does not filter is filtered here, out of more groups until there are enough. All other
/// questions read every group.
/// </summary>
internal sealed class KeyGroups(SearchRequests requests)
{
    private const int MostBest = 20_000;
    private const int FewestBest = 500;
    private const string Groups = "groups";

    // Here keys are ordered by UTF-16 units, on the server by code points; the two differ from this one on.
    private const char FirstBeyondSurrogates = '\ue000';

    /// <summary>The groups that can come into question, without attributes; null when the server's sums are not exact.</summary>
    public async ValueTask<List<WindowRow>?> AddUpAsync(WindowLayout layout, WindowQuery query, WindowOrder order, CancellationToken cancellationToken)
    {
        if (query.Top is not { } top) return await AllAsync(layout, query, order, enough: int.MaxValue, cancellationToken);
        if (query.OrderBy is null) return await AllAsync(layout, query, order, top, cancellationToken);
        var size = query.Having is null ? (long)top : Math.Max(4L * top, FewestBest);
        for (; size <= MostBest; size *= 4)
        {
            var (isSettled, rows) = await BestAsync(layout, query, order, (int)size, cancellationToken);
            if (isSettled) return rows;
        }

        return await AllAsync(layout, query, order, enough: int.MaxValue, cancellationToken);
    }

    private async ValueTask<List<WindowRow>?> AllAsync(
        WindowLayout layout, WindowQuery query, WindowOrder order, int enough, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        var noTexts = new string?[layout.Definition.Attributes.Count];
        var pages = new CompositePages(requests, layout, query, layout.Definition.KeyName);
        var isPlain = true;
        while (await pages.NextAsync(cancellationToken))
        {
            if (!pages.AreExact) return null;
            foreach (var (key, measures) in pages.Current)
            {
                var row = new WindowRow(query.FromMs, key.GetString()!, noTexts, measures);
                isPlain &= IsPlain(row.Key);
                if (order.Has(row)) rows.Add(row);
            }

            if (rows.Count >= enough && isPlain) break;
        }

        return rows;
    }

    /// <summary>Asks for the first groups by the measure; settled when no other group could come into question.</summary>
    private async ValueTask<(bool IsSettled, List<WindowRow>? Rows)> BestAsync(
        WindowLayout layout, WindowQuery query, WindowOrder order, int size, CancellationToken cancellationToken)
    {
        var sums = new MeasureSums(layout);
        var measure = layout.Definition.MeasureIndex(query.OrderBy!);
        var groups = new JsonObject
        {
            ["terms"] = new JsonObject
            {
                ["field"] = layout.Definition.KeyName,
                ["size"] = size,
                ["order"] = new JsonArray(new JsonObject { [MeasureSums.Name(measure)] = "desc" }, new JsonObject { ["_key"] = "asc" }),
            },
            ["aggs"] = sums.OfGroup(),
        };
        var aggregations = new JsonObject { [Groups] = groups };
        sums.AddRange(aggregations);
        using var answer = await requests.AggregateAsync(layout.Index.Name, WindowFilter.Of(layout, query), aggregations, cancellationToken);
        var found = answer.Root.GetProperty("aggregations");
        if (!sums.AreExact(found)) return (true, null);

        var noTexts = new string?[layout.Definition.Attributes.Count];
        var buckets = found.GetProperty(Groups).GetProperty("buckets");
        var all = new List<WindowRow>(buckets.GetArrayLength());
        foreach (var bucket in buckets.EnumerateArray())
            all.Add(new WindowRow(query.FromMs, bucket.GetProperty("key").GetString()!, noTexts, sums.Read(bucket)));
        var rows = all.FindAll(order.Has);
        return (all.Count < size || IsSettled(layout, query, all, rows, measure), rows);
    }

    private static bool IsSettled(WindowLayout layout, WindowQuery query, List<WindowRow> all, List<WindowRow> rows, int measure)
    {
        if (rows.Count < query.Top) return false;
        var last = all[^1].Measures[measure];

        // Groups without the measure count as 0 here and come last on the server.
        if (layout.Definition.Measures[measure].Merge == MeasureMerge.Max && last <= 0) return false;

        // The groups left out are not above the last one; among those equal to it the order of keys has decided.
        return rows[query.Top!.Value - 1].Measures[measure] > last || all.TrueForAll(r => r.Measures[measure] != last || IsPlain(r.Key));
    }

    private static bool IsPlain(string key) => key.AsSpan().IndexOfAnyInRange(FirstBeyondSurrogates, char.MaxValue) < 0;
}
