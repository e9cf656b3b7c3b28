using System.Diagnostics.CodeAnalysis;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>A table of rows with named, typed columns. Not changed after it was made, so safe to share between threads.</summary>
public sealed class ColumnTable
{
    private readonly Dictionary<string, TableColumn> _byName;

    internal ColumnTable(IReadOnlyList<TableColumn> columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _byName = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>Columns in the order in which they were first seen.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>A column by its exact name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public TableColumn this[string name] => TryColumn(name, out var column)
        ? column
        : throw new ArgumentException($"there is no column {name}, found {string.Join(", ", Columns.Take(40).Select(c => c.Name))}", nameof(name));

    /// <summary>Finds a column by its exact name.</summary>
    public bool TryColumn(string name, [MaybeNullWhen(false)] out TableColumn column) => _byName.TryGetValue(name, out column);

    /// <summary>
    /// Reads a CSV file (RFC 4180) whose first record names the columns; a name that ends in .gz is unpacked on the way.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is no such table; the message names the row.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ColumnTable FromCsv(string path, TableOptions? options = null)
    {
        using var stream = CsvRows.Open(path);
        return FromCsv(stream, options);
    }

    /// <summary>Reads CSV text in UTF-8; see <see cref="FromCsv(string, TableOptions?)"/>.</summary>
    public static ColumnTable FromCsv(Stream stream, TableOptions? options = null) => CsvRows.Read(stream, options ?? new TableOptions());

    /// <summary>
    /// Takes rows as they come, for example streamed from a store. Values may be texts, numbers, booleans, dates or JSON
    /// elements; a key that a row lacks is missing there (see <see cref="TableOptions.ZeroWhereAbsent"/>).
    /// </summary>
    /// <exception cref="ArgumentException">A value is of another type.</exception>
    /// <exception cref="InvalidDataException">A value does not fit the stated kind of its column.</exception>
    public static ColumnTable FromRows(IEnumerable<IReadOnlyDictionary<string, object?>> rows, TableOptions? options = null)
    {
        var builder = new TableBuilder(options ?? new TableOptions());
        foreach (var row in rows) builder.Add(row);
        return builder.Build();
    }

    /// <summary>As <see cref="FromRows"/>, for rows that arrive asynchronously.</summary>
    public static async Task<ColumnTable> FromRowsAsync(
        IAsyncEnumerable<IReadOnlyDictionary<string, object?>> rows, TableOptions? options, CancellationToken cancellation)
    {
        var builder = new TableBuilder(options ?? new TableOptions());
        await foreach (var row in rows.WithCancellation(cancellation)) builder.Add(row);
        return builder.Build();
    }
}
