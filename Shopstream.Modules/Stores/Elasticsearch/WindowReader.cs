using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Answers window queries, exactly: adds up on the server where that is proved to be exact, else reads the rows and adds up here.
/// </summary>
internal sealed class WindowReader(SearchRequests requests)
{
    private const int SketchPage = 200;
    private readonly KeyGroups _keys = new(requests);
    private readonly RowScan _scan = new(requests);
    private readonly AttributeLookup _attributes = new(requests);

    /// <summary>As <see cref="ISearchIndex.QueryWindowsAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<WindowRow>> QueryAsync(WindowLayout layout, WindowQuery query, CancellationToken cancellationToken)
    {
        var order = new WindowOrder(layout.Definition, query);
        if (query.Top == 0 || query.FromMs >= query.ToMs || query.Keys is { Count: 0 }) return [];
        var added = await AddUpAsync(layout, query, order, cancellationToken);
        if (added is null) return order.Choose(await _scan.AddUpAsync(layout, query, cancellationToken));
        var rows = order.Choose(added);
        return query.GroupBy == WindowGrouping.Key ? await _attributes.FillAsync(layout, query, rows, cancellationToken) : rows;
    }

    /// <summary>As <see cref="ISearchIndex.SketchesAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken)
    {
        var sketches = new List<WindowSketch>();
        if (query.FromMs >= query.ToMs) return sketches;
        var sort = new JsonArray(SearchRequests.Sort(WindowLayout.StartMs), SearchRequests.Sort(WindowLayout.Partition));
        var pages = requests.PagesAsync(SketchLayout.Index.Name, WindowFilter.Sketches(query), sort, SketchPage, limit: null, cancellationToken);
        await foreach (var hits in pages)
        {
            foreach (var hit in hits.EnumerateArray())
            {
                var source = hit.GetProperty("_source");
                sketches.Add(new WindowSketch(
                    source.GetProperty(WindowLayout.StartMs).GetInt64(),
                    source.GetProperty(WindowLayout.Partition).GetString()!,
                    source.GetProperty(SketchLayout.Sketch).GetBytesFromBase64()));
            }
        }

        return sketches;
    }

    /// <summary>The groups that can come into question, without attributes; null when the server's sums are not exact.</summary>
    private async ValueTask<List<WindowRow>?> AddUpAsync(WindowLayout layout, WindowQuery query, WindowOrder order, CancellationToken cancellationToken)
    {
        if (query.Keys is { Count: > WindowFilter.MostKeys }) return null;
        return query.GroupBy switch
        {
            WindowGrouping.Key => await _keys.AddUpAsync(layout, query, order, cancellationToken),
            WindowGrouping.Window => await WindowsAsync(layout, query, cancellationToken),
            WindowGrouping.Total => await TotalAsync(layout, query, cancellationToken),

            // A row for each window and key: not much less than the rows of all partitions.
            _ => null,
        };
    }

    private async ValueTask<List<WindowRow>?> WindowsAsync(WindowLayout layout, WindowQuery query, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        var groups = new CompositePages(requests, layout, query, WindowLayout.StartMs);
        var noTexts = new string?[layout.Definition.Attributes.Count];
        while (await groups.NextAsync(cancellationToken))
        {
            if (!groups.AreExact) return null;
            foreach (var (key, measures) in groups.Current) rows.Add(new WindowRow(key.GetInt64(), "", noTexts, measures));
        }

        return rows;
    }

    private async ValueTask<List<WindowRow>?> TotalAsync(WindowLayout layout, WindowQuery query, CancellationToken cancellationToken)
    {
        var sums = new MeasureSums(layout);
        var aggregations = new JsonObject();
        sums.AddRange(aggregations);
        using var answer = await requests.AggregateAsync(layout.Index.Name, WindowFilter.Of(layout, query), aggregations, cancellationToken);
        var found = answer.Root.GetProperty("aggregations");
        if (!sums.AreExact(found)) return null;
        return sums.ReadAll(found) is { } measures ? [new WindowRow(query.FromMs, "", new string?[layout.Definition.Attributes.Count], measures)] : [];
    }
}
