using System.Runtime.CompilerServices;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Support;

/// <summary>
/// An <see cref="ISearchIndex"/> in memory that adds up by brute force: every query walks over all partials. Asking an index that
/// was never created throws, as the real ones do.
/// </summary>
internal sealed class InMemorySearchIndex : ISearchIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, WindowIndexDefinition> windows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CollectionDefinition> collections = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Index, string Window, long StartMs, string Partition), WindowPartial> partials = [];
    private readonly Dictionary<(string Index, string Id), Document> documents = [];
    private int queries;

    /// <summary>Window queries answered so far.</summary>
    public int Queries => Volatile.Read(ref queries);

    /// <summary>Thrown by every query when set.</summary>
    public Exception? Failure { get; set; }

    /// <inheritdoc/>
    public ValueTask EnsureWindowIndexAsync(WindowIndexDefinition definition, CancellationToken cancellationToken)
    {
        lock (gate) windows[definition.Name] = definition;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EnsureDocumentIndexAsync(CollectionDefinition definition, CancellationToken cancellationToken)
    {
        lock (gate) collections[definition.Name] = definition;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WriteWindowsAsync(IReadOnlyList<WindowPartial> newPartials, CancellationToken cancellationToken)
    {
        lock (gate)
            foreach (var partial in newPartials)
                partials[(partial.Index, partial.Window, partial.StartMs, partial.Partition)] = partial;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WriteDocumentsAsync(string index, IReadOnlyList<Document> newDocuments, CancellationToken cancellationToken)
    {
        lock (gate)
            foreach (var document in newDocuments)
                documents[(index, document.Id)] = document;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken)
    {
        var removed = 0L;
        lock (gate)
        {
            foreach (var (id, partial) in partials.Where(p => p.Key.Index == index).ToList())
            {
                List<PartialRow> kept = [.. partial.Rows.Where(r => r.Key != key)];
                removed += partial.Rows.Count - kept.Count;
                partials[id] = partial with { Rows = PartialRows.Of(kept) };
            }
        }

        return ValueTask.FromResult(removed);
    }

    /// <inheritdoc/>
    public ValueTask DeleteDocumentsAsync(string index, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken)
    {
        lock (gate)
            foreach (var id in ids)
                documents.Remove((index, id));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowRow>> QueryWindowsAsync(WindowQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref queries);
        if (Failure is not null) throw Failure;
        lock (gate)
        {
            var definition = windows[query.Index];
            var sums = new Dictionary<(long StartMs, string Key), (string?[] Attributes, long[] Measures)>();
            foreach (var partial in InRange(query).OrderBy(p => p.StartMs))
            {
                foreach (var row in partial.Rows)
                {
                    if (query.Keys is not null && !query.Keys.Contains(row.Key)) continue;
                    var startMs = query.GroupBy is WindowGrouping.Window or WindowGrouping.WindowAndKey ? partial.StartMs : query.FromMs;
                    var key = query.GroupBy is WindowGrouping.Key or WindowGrouping.WindowAndKey ? row.Key : "";
                    if (!sums.TryGetValue((startMs, key), out var sum))
                        sums[(startMs, key)] = sum = (new string?[definition.Attributes.Count], new long[definition.Measures.Count]);
                    if (key.Length > 0)
                        for (var i = 0; i < sum.Attributes.Length; i++)
                            sum.Attributes[i] = row.Attributes[i] ?? sum.Attributes[i];
                    for (var i = 0; i < sum.Measures.Length; i++)
                        sum.Measures[i] = definition.Measures[i].Merge == MeasureMerge.Max
                            ? Math.Max(sum.Measures[i], row.Measures[i])
                            : sum.Measures[i] + row.Measures[i];
                }
            }

            var rows = sums.Select(s => new WindowRow(s.Key.StartMs, s.Key.Key, s.Value.Attributes, s.Value.Measures));
            if (query.Having is { } having) rows = rows.Where(r => r.Measures[definition.MeasureIndex(having.Measure)] == having.Value);
            var ordered = query.OrderBy is { } order
                ? rows.OrderByDescending(r => r.Measures[definition.MeasureIndex(order)]).ThenBy(r => r.Key, StringComparer.Ordinal)
                : rows.OrderBy(r => r.StartMs).ThenBy(r => r.Key, StringComparer.Ordinal);
            return ValueTask.FromResult<IReadOnlyList<WindowRow>>([.. query.Top is { } top ? ordered.Take(top) : ordered]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken)
    {
        lock (gate)
            return ValueTask.FromResult<IReadOnlyList<WindowSketch>>(
                [.. InRange(query).Where(p => p.Sketch is not null).Select(p => new WindowSketch(p.StartMs, p.Partition, p.Sketch!.Value))]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Document> SearchAsync(
        string index, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Document> found;
        lock (gate)
        {
            var definition = collections[index];
            var matching = documents.Where(d => d.Key.Index == index && query.Where.All(c => Matches(definition, d.Value, c))).Select(d => d.Value);
            if (query.SortBy is { } sort)
            {
                matching = query.Descending
                    ? matching.OrderByDescending(d => FieldOf(definition, d, sort), Comparer<object?>.Create(Compare)).ThenBy(d => d.Id, StringComparer.Ordinal)
                    : matching.OrderBy(d => FieldOf(definition, d, sort), Comparer<object?>.Create(Compare)).ThenBy(d => d.Id, StringComparer.Ordinal);
            }

            found = [.. query.Limit is { } limit ? matching.Take(limit) : matching];
        }

        await Task.CompletedTask;
        foreach (var document in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return document with { FieldValues = [] };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<WindowPartial> InRange(WindowQuery query) => partials.Values.Where(p =>
        p.Index == query.Index && p.Window == query.Window && p.StartMs >= query.FromMs && p.StartMs < query.ToMs);

    private static bool Matches(CollectionDefinition definition, Document document, FieldCondition condition)
    {
        var value = FieldOf(definition, document, condition.Field);
        return value is not null && condition.Comparison switch
        {
            Comparison.Equal => Compare(value, condition.Value) == 0,
            Comparison.AtLeast => Compare(value, condition.Value) >= 0,
            Comparison.Below => Compare(value, condition.Value) < 0,
            _ => ((string)value).StartsWith((string)condition.Value, StringComparison.Ordinal),
        };
    }

    private static object? FieldOf(CollectionDefinition definition, Document document, string field)
    {
        if (field == "_id") return document.Id;
        for (var i = 0; i < definition.Fields.Count; i++)
            if (definition.Fields[i].Name == field) return document.FieldValues[i];
        throw new ArgumentException($"collection {definition.Name} has no indexed field \"{field}\"", nameof(field));
    }

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => Convert.ToInt64(left).CompareTo(Convert.ToInt64(right)),
    };
}
