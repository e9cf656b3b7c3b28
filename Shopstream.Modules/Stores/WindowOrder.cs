namespace Shopstream.Modules.Stores;

/// <summary>
/// What a query wants of the rows added up: filtered by <see cref="WindowQuery.Having"/>, ordered by start and key, or by a
/// measure, largest first, with ties by key and start; keys in ordinal order.
/// </summary>
internal sealed class WindowOrder : IComparer<WindowRow>
{
    private readonly WindowQuery _query;
    private readonly int _measure = -1;
    private readonly int _having = -1;

    /// <summary>Checks the measures.</summary>
    /// <exception cref="ArgumentException">
    /// The index has no measure of a name in the query, or <see cref="WindowQuery.Top"/> is negative.
    /// </exception>
    public WindowOrder(WindowIndexDefinition definition, WindowQuery query)
    {
        _query = query;
        if (query.Top < 0) throw new ArgumentOutOfRangeException(nameof(query), query.Top, "Top is negative");
        if (query.OrderBy is not null) _measure = definition.MeasureIndex(query.OrderBy);
        if (query.Having is not null) _having = definition.MeasureIndex(query.Having.Value.Measure);
    }

    /// <summary>Whether a row passes <see cref="WindowQuery.Having"/>.</summary>
    public bool Has(WindowRow row) => _having < 0 || row.Measures[_having] == _query.Having!.Value.Value;

    /// <summary>The rows wanted, in order. Takes the list over.</summary>
    public IReadOnlyList<WindowRow> Choose(List<WindowRow> rows)
    {
        if (_having >= 0) rows.RemoveAll(row => !Has(row));
        if (_query.Top < rows.Count) rows = Best(rows, _query.Top.Value);
        rows.Sort(this);
        return rows;
    }

    /// <inheritdoc/>
    public int Compare(WindowRow? x, WindowRow? y)
    {
        var byMeasure = _measure < 0 ? x!.StartMs.CompareTo(y!.StartMs) : y!.Measures[_measure].CompareTo(x!.Measures[_measure]);
        if (byMeasure != 0) return byMeasure;
        var byKey = string.CompareOrdinal(x.Key, y.Key);
        return byKey != 0 ? byKey : x.StartMs.CompareTo(y.StartMs);
    }

    // Ten out of a hundred thousand need no sort of them all: a heap keeps the best, its worst on top.
    private List<WindowRow> Best(List<WindowRow> rows, int count)
    {
        if (count == 0) return [];
        var best = new PriorityQueue<WindowRow, WindowRow>(count, Comparer<WindowRow>.Create((x, y) => Compare(y, x)));
        foreach (var row in rows)
        {
            if (best.Count < count) best.Enqueue(row, row);
            else if (Compare(row, best.Peek()) < 0) best.EnqueueDequeue(row, row);
        }

        return [.. best.UnorderedItems.Select(item => item.Element)];
    }
}
