using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Writes window partials: what changed of each since it was last written, row by row. Thread-safe.</summary>
internal sealed class WindowWriter(
    IndexCatalog catalog, BulkSender sender, ElasticsearchOptions options, ElasticsearchMetrics metrics, TimeProvider time)
{
    private const int MostActions = 20_000;
    private readonly WrittenPartials _written = new(options.CachedRows, time);
    private readonly JsonEncodedText _sketches = JsonEncodedText.Encode(catalog.Alias(SketchLayout.Index.Name));

    /// <summary>Drops what is known of earlier writes.</summary>
    public void Forget() => _written.Forget();

    /// <summary>As <see cref="ISearchIndex.WriteWindowsAsync"/>; <paramref name="find"/> gives the layout of an index.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<WindowPartial> partials, Func<string, WindowLayout> find, CancellationToken cancellationToken)
    {
        var newest = Newest(partials, find);
        foreach (var index in newest.Select(p => p.Layout.Index.Name).Distinct(StringComparer.Ordinal))
            await catalog.ReadyAsync(index, options.RetryFor, cancellationToken);
        if (newest.Exists(p => p.Partial.Sketch is not null)) await catalog.ReadyAsync(SketchLayout.Index.Name, options.RetryFor, cancellationToken);

        using var bulk = new BulkBuffer();
        var request = new Request(bulk, sender, options.MaxBulkBytes, cancellationToken);
        var lines = new PartialLines(bulk, _sketches);
        var written = new List<WrittenRows>(newest.Count);
        var unchanged = 0L;
        foreach (var (partial, layout) in newest)
        {
            var rows = _written.Take(partial);
            written.Add(rows);
            lines.Begin(layout, JsonEncodedText.Encode(catalog.Alias(layout.Index.Name)), partial);
            for (var row = 0; row < partial.Rows.Count; row++)
            {
                if (!rows.Change(partial.Rows.Key(row), RowHash.Of(partial.Rows.Attributes(row), partial.Rows.Measures(row))))
                {
                    unchanged++;
                    continue;
                }

                lines.Put(row);
                await request.AddedAsync(rows, partial.Rows.Key(row));
            }

            foreach (var key in rows.TakeOthers(partial.Rows))
            {
                lines.Remove(key);
                await request.AddedAsync(rows: null, key);
            }

            if (!rows.ChangeSketch(partial.Sketch is { } sketch ? RowHash.Of(sketch.Span) : null)) continue;
            if (partial.Sketch is { } changed) lines.PutSketch(changed.Span);
            else lines.RemoveSketch();
            await request.AddedAsync(rows, key: null);
        }

        await request.SendAsync();
        foreach (var rows in written) _written.Put(rows);
        metrics.Unchanged(unchanged);
    }

    // Of two writes of one partial in the same call only the newer counts, so that a repeated attempt at the older cannot undo it.
    private static List<(WindowPartial Partial, WindowLayout Layout)> Newest(IReadOnlyList<WindowPartial> partials, Func<string, WindowLayout> find)
    {
        var positions = new Dictionary<PartialId, int>(partials.Count);
        var newest = new List<(WindowPartial Partial, WindowLayout Layout)>(partials.Count);
        foreach (var partial in partials)
        {
            var layout = find(partial.Index);
            layout.Check(partial.Rows);
            BulkAction.CheckVersion(partial.Version, partial.Index);
            if (positions.TryAdd(PartialId.Of(partial), newest.Count)) newest.Add((partial, layout));
            else if (positions[PartialId.Of(partial)] is var at && newest[at].Partial.Version <= partial.Version) newest[at] = (partial, layout);
        }

        return newest;
    }

    /// <summary>The actions not yet sent, with the rows to tell when one was superseded.</summary>
    private sealed class Request(BulkBuffer bulk, BulkSender sender, int mostBytes, CancellationToken cancellationToken)
    {
        private readonly List<(WrittenRows? Rows, string? Key)> _actions = [];

        public ValueTask AddedAsync(WrittenRows? rows, string? key)
        {
            _actions.Add((rows, key));
            return bulk.Length >= mostBytes || bulk.Count >= MostActions ? SendAsync() : ValueTask.CompletedTask;
        }

        public async ValueTask SendAsync()
        {
            await sender.SendAsync(bulk, Superseded, cancellationToken);
            _actions.Clear();
        }

        private void Superseded(int action)
        {
            var (rows, key) = _actions[action];
            rows?.Supersede(key);
        }
    }
}
