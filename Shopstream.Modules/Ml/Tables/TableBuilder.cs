namespace Shopstream.Modules.Ml.Tables;

/// <summary>Makes a table of rows given one after the other; columns may appear at any row. Not thread-safe.</summary>
public sealed class TableBuilder
{
    private readonly TableOptions _options;
    private readonly List<ColumnBuilder> _columns = [];
    private readonly Dictionary<string, ColumnBuilder> _byName = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>An empty table.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TableBuilder(TableOptions options)
    {
        TableOptions.Check(options);
        _options = options;

        // Columns of a stated kind exist even if no row has them: a model expects them.
        foreach (var name in options.Kinds.Keys) _ = Column(name);
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">A value is of a type that cannot be read.</exception>
    public void Add(IReadOnlyDictionary<string, object?> row)
    {
        foreach (var (name, value) in row)
        {
            if (_options.Skip.Contains(name)) continue;
            var column = Column(name);
            column.PadTo(_rows);
            column.Add(value);
        }

        _rows++;
    }

    /// <summary>The table of all rows added.</summary>
    /// <exception cref="InvalidDataException">A value does not fit the stated kind of its column.</exception>
    public ColumnTable Build()
    {
        foreach (var column in _columns) column.PadTo(_rows);
        return new ColumnTable([.. _columns.Where(c => !_options.Skip.Contains(c.Name)).Select(c => c.Build(row => $"row {row + 1}"))], _rows);
    }

    private ColumnBuilder Column(string name)
    {
        if (_byName.TryGetValue(name, out var column)) return column;
        column = new ColumnBuilder(name, _options);
        _byName.Add(name, column);
        _columns.Add(column);
        return column;
    }
}
