using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Sqlite;

/// <summary>The prepared statements of one connection, kept by their text. One thread at a time.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    // Far more than the shapes of query in use; a program that made endlessly many would not fill the memory.
    private const int Capacity = 128;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The statement of that text, prepared when it is asked for first, ready to be bound.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (_statements.TryGetValue(sql, out var statement)) return statement;
            if (_statements.Count >= Capacity && _statements.Remove(_order.Dequeue(), out var oldest)) oldest.Dispose();
            statement = new SqliteStatement(connection, sql);
            _statements.Add(sql, statement);
            _order.Enqueue(sql);
            return statement;
        }
    }

    /// <summary>Ends what a reader left open, so that no snapshot is held.</summary>
    public void ResetAll()
    {
        foreach (var statement in _statements.Values)
            if (statement.IsStepping) statement.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _order.Clear();
    }
}
