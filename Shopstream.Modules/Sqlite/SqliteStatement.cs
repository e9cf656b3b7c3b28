using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// A prepared statement that is bound, stepped and reset over and over, at a fraction of the cost of a
/// <see cref="SqliteCommand"/> a row. Parameters count from 1, columns from 0. One thread at a time.
/// </summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private const int RowCode = 100;
    private const int DoneCode = 101;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;

    // Short texts are encoded here and bound without a copy; pinned, so that their address holds until the reset.
    private readonly byte[] _texts = GC.AllocateUninitializedArray<byte>(1024, pinned: true);
    private int _textLength;

    /// <summary>Prepares a single statement.</summary>
    /// <exception cref="SqliteException">It is not valid SQL.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("the connection is closed");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    /// <summary>Whether it has been stepped and not been reset: it then holds a snapshot of the database.</summary>
    public bool IsStepping { get; private set; }

    /// <summary>Binds a number.</summary>
    public void Bind(int parameter, long value) => Check(SqliteNative.BindInt64(_handle, parameter, value));

    /// <summary>Binds nothing.</summary>
    public void BindNull(int parameter) => Check(SqliteNative.BindNull(_handle, parameter));

    /// <summary>Binds a text.</summary>
    public void Bind(int parameter, string value)
    {
        if (Encoding.UTF8.TryGetBytes(value, _texts.AsSpan(_textLength), out var length))
        {
            fixed (byte* texts = _texts)
                Check(SqliteNative.BindText(_handle, parameter, texts + _textLength, length, SqliteNative.Static));
            _textLength += length;
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* pointer = bytes)
            Check(SqliteNative.BindText(_handle, parameter, pointer, bytes.Length, SqliteNative.Transient));
    }

    /// <summary>Binds a string or a long.</summary>
    public void Bind(int parameter, object value)
    {
        if (value is string text) Bind(parameter, text);
        else Bind(parameter, (long)value);
    }

    /// <summary>Binds UTF-8 that stays in its place until the statement is reset.</summary>
    public void BindPinnedText(int parameter, byte* value, int length)
    {
        // A null pointer would bind NULL, not the empty text.
        fixed (byte* texts = _texts)
            Check(SqliteNative.BindText(_handle, parameter, value is null ? texts : value, length, SqliteNative.Static));
    }

    /// <summary>Binds bytes that stay in their place until the statement is reset.</summary>
    public void BindPinnedBlob(int parameter, byte* value, int length)
    {
        fixed (byte* texts = _texts)
            Check(SqliteNative.BindBlob(_handle, parameter, value is null ? texts : value, length, SqliteNative.Static));
    }

    /// <summary>Goes on to the next row; false when there is none.</summary>
    public bool Step()
    {
        IsStepping = true;
        var code = SqliteNative.Step(_handle);
        if (code == RowCode) return true;
        if (code == DoneCode) return false;
        var error = Error(code);
        Reset();
        throw error;
    }

    /// <summary>Runs a statement that gives no rows, and resets it.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Ends the reading; the statement can be bound anew.</summary>
    public void Reset()
    {
        // Its code repeats the error of the last step, which has been thrown already.
        _ = SqliteNative.Reset(_handle);
        IsStepping = false;
        _textLength = 0;
    }

    /// <summary>Makes it ready to be stepped again with what is bound; single parameters may be bound anew.</summary>
    public void Rewind() => _ = SqliteNative.Reset(_handle);

    /// <summary>Whether the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>A number.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The bytes of a blob or text in SQLite's own memory: gone with the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>A text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Error(code);
    }

    private SqliteException Error(int code) =>
        new($"SQLite Error {code}: '{raw.sqlite3_errmsg(_database).utf8_to_string()}'.", code & 0xFF, raw.sqlite3_extended_errcode(_database));
}
