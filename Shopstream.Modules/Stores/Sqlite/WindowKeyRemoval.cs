using System.Text.Json;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>Takes the rows of one key out of all stored partials of an index.</summary>
internal static class WindowKeyRemoval
{
    private const string Find = "SELECT size, start, partition FROM _windows WHERE index_id = ?1 AND instr(rows, ?2) > 0";
    private const string Read = "SELECT rows FROM _windows WHERE index_id = ?1 AND size = ?2 AND start = ?3 AND partition = ?4";
    private const string Write = "UPDATE _windows SET rows = ?5 WHERE index_id = ?1 AND size = ?2 AND start = ?3 AND partition = ?4";

    /// <summary>Removes them.</summary>
    /// <returns>Rows removed.</returns>
    public static async ValueTask<long> RemoveAsync(long index, string key, SqliteWriter writer, SqliteReaders readers, CancellationToken cancellationToken)
    {
        // Escaped characters are not searched for as they would be written: then every partial is looked at.
        var sought = key.AsSpan().ContainsAny('"', '\\') || key.Any(char.IsControl) ? "" : $"\"{key}\"";
        var partials = await readers.ReadInBackgroundAsync(
            statements =>
            {
                var found = new List<(string Size, long Start, string Partition)>();
                var statement = statements[Find];
                statement.Bind(1, index);
                statement.Bind(2, sought);
                while (statement.Step())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    found.Add((statement.Text(0), statement.Int64(1), statement.Text(2)));
                }

                statement.Reset();
                return found;
            },
            cancellationToken);
        var removed = 0L;
        foreach (var chunk in partials.Chunk(100))
        {
            await writer.WriteAsync(
                (_, statements) =>
                {
                    foreach (var (size, start, partition) in chunk) removed += Remove(statements, index, size, start, partition, key);
                },
                cancellationToken);
        }

        return removed;
    }

    private static long Remove(SqliteStatements statements, long index, string size, long start, string partition, string key)
    {
        var read = Bind(statements[Read], index, size, start, partition);
        if (!read.Step())
        {
            read.Reset();
            return 0;
        }

        using var rows = JsonDocument.Parse(read.Bytes(0).ToArray());
        read.Reset();
        List<string> kept = [.. rows.RootElement.EnumerateArray().Where(r => r[0].GetString() != key).Select(r => r.GetRawText())];
        var removed = rows.RootElement.GetArrayLength() - kept.Count;
        if (removed == 0) return 0;
        var write = Bind(statements[Write], index, size, start, partition);
        write.Bind(5, $"[{string.Join(',', kept)}]");
        write.Run();
        return removed;
    }

    private static SqliteStatement Bind(SqliteStatement statement, long index, string size, long start, string partition)
    {
        statement.Bind(1, index);
        statement.Bind(2, size);
        statement.Bind(3, start);
        statement.Bind(4, partition);
        return statement;
    }
}
