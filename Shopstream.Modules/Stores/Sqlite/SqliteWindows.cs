using System.Collections.Concurrent;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// Window partials in one table of a database file, a row each, in the order (index, window size, start, partition), so that a
/// range of windows is one stretch of the table. Thread-safe.
/// </summary>
internal sealed class SqliteWindows(SqliteFile file, SqliteWriter writer, SqliteReaders readers)
{
    /// <summary>
    /// Statements that make the tables. The sketch stands before the rows, which may be long, so that neither is read for the
    /// sake of the other.
    /// </summary>
    public const string Schema = """
        CREATE TABLE _window_indices(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, attributes TEXT NOT NULL, measures TEXT NOT NULL);
        CREATE TABLE _windows(
          index_id INTEGER NOT NULL, size TEXT NOT NULL, start INTEGER NOT NULL, partition TEXT NOT NULL, sketch BLOB, rows TEXT NOT NULL,
          PRIMARY KEY(index_id, size, start, partition)) WITHOUT ROWID
        """;

    private const string Upsert = "REPLACE INTO _windows(index_id, size, start, partition, sketch, rows) VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    private const string Range = "FROM _windows WHERE index_id = ?1 AND size = ?2 AND start >= ?3 AND start < ?4";
    private const string SelectRows = $"SELECT start, rows {Range} ORDER BY start, partition";
    private const string SelectSketches = $"SELECT start, partition, sketch {Range} AND sketch IS NOT NULL ORDER BY start, partition";

    private readonly ConcurrentDictionary<string, Entry> _indices = new(StringComparer.Ordinal);

    /// <summary>As <see cref="ISearchIndex.EnsureWindowIndexAsync"/>.</summary>
    /// <exception cref="SqliteFileException">Results are stored whose attributes or measures are not the first of the definition's.</exception>
    public async ValueTask EnsureAsync(WindowIndexDefinition definition, CancellationToken cancellationToken)
    {
        var id = 0L;
        await writer.WriteAsync((connection, _) => id = WindowIndexCatalog.Register(connection, file, definition), cancellationToken);
        _indices[definition.Name] = new Entry(id, definition);
    }

    /// <summary>
    /// As <see cref="ISearchIndex.WriteWindowsAsync"/>; rows are encoded on the calling thread, in the order of the table, so that
    /// neighbours are written together.
    /// </summary>
    public async ValueTask WriteAsync(IReadOnlyList<WindowPartial> written, CancellationToken cancellationToken)
    {
        if (written.Count == 0) return;
        var partials = InTableOrder(written);
        using var rows = new PartialRowsBuffer();
        var encoded = new (long Index, int Start, int Length)[partials.Length];
        for (var i = 0; i < partials.Length; i++)
        {
            var index = Find(partials[i].Index);
            var start = rows.Length;
            rows.Append(index.Definition, partials[i].Rows);
            encoded[i] = (index.Id, start, rows.Length - start);
        }

        await writer.WriteAsync((_, statements) => Replace(statements[Upsert], partials, encoded, rows), cancellationToken);
    }

    /// <summary>As <see cref="ISearchIndex.RemoveKeyAsync"/>.</summary>
    public ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken) =>
        WindowKeyRemoval.RemoveAsync(Find(index).Id, key, writer, readers, cancellationToken);

    /// <summary>As <see cref="ISearchIndex.QueryWindowsAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<WindowRow>> QueryAsync(WindowQuery query, CancellationToken cancellationToken)
    {
        var (id, definition) = Find(query.Index);
        var order = new WindowOrder(definition, query);
        return await readers.ReadInBackgroundAsync(
            statements =>
            {
                var sum = new WindowSum(definition, query);
                var statement = Bind(statements[SelectRows], id, query);
                while (statement.Step())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    sum.Add(statement.Int64(0), statement.Bytes(1));
                }

                statement.Reset();
                return order.Choose(sum.Rows());
            },
            cancellationToken);
    }

    /// <summary>As <see cref="ISearchIndex.SketchesAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken)
    {
        var id = Find(query.Index).Id;
        return await readers.ReadInBackgroundAsync(
            statements =>
            {
                var sketches = new List<WindowSketch>();
                var statement = Bind(statements[SelectSketches], id, query);
                while (statement.Step())
                    sketches.Add(new WindowSketch(statement.Int64(0), statement.Text(1), statement.Bytes(2).ToArray()));
                return sketches;
            },
            cancellationToken);
    }

    // Stable, so that of two results for the same window the later one stays.
    private static WindowPartial[] InTableOrder(IReadOnlyList<WindowPartial> partials)
    {
        var sorted = partials.Select((partial, position) => (Partial: partial, Position: position)).ToArray();
        Array.Sort(sorted, static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Partial.Index, b.Partial.Index);
            if (order == 0) order = string.CompareOrdinal(a.Partial.Window, b.Partial.Window);
            if (order == 0) order = a.Partial.StartMs.CompareTo(b.Partial.StartMs);
            if (order == 0) order = string.CompareOrdinal(a.Partial.Partition, b.Partial.Partition);
            return order != 0 ? order : a.Position - b.Position;
        });
        return Array.ConvertAll(sorted, static s => s.Partial);
    }

    private static SqliteStatement Bind(SqliteStatement statement, long id, WindowQuery query)
    {
        statement.Bind(1, id);
        statement.Bind(2, query.Window);
        statement.Bind(3, query.FromMs);
        statement.Bind(4, query.ToMs);
        return statement;
    }

    private static unsafe void Replace(
        SqliteStatement statement,
        WindowPartial[] partials,
        (long Index, int Start, int Length)[] encoded,
        PartialRowsBuffer rows)
    {
        for (var i = 0; i < encoded.Length; i++)
        {
            var partial = partials[i];
            statement.Bind(1, encoded[i].Index);
            statement.Bind(2, partial.Window);
            statement.Bind(3, partial.StartMs);
            statement.Bind(4, partial.Partition);
            var sketch = partial.Sketch.GetValueOrDefault().Span;
            fixed (byte* sketchBytes = sketch, rowBytes = rows.Bytes(encoded[i].Start, encoded[i].Length))
            {
                if (partial.Sketch is null) statement.BindNull(5);
                else statement.BindPinnedBlob(5, sketchBytes, sketch.Length);
                statement.BindPinnedText(6, rowBytes, encoded[i].Length);
                statement.Run();
            }
        }
    }

    /// <exception cref="ArgumentException">It has not been ensured.</exception>
    private Entry Find(string name) =>
        _indices.TryGetValue(name, out var index)
            ? index
            : throw new ArgumentException($"{file.Path} ({file.Purpose}) has no window index \"{name}\"; ensure it first", nameof(name));

    private sealed record Entry(long Id, WindowIndexDefinition Definition);
}
