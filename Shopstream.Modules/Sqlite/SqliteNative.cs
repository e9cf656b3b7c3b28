using System.Runtime.InteropServices;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// The few entry points of the SQLite library that are called for every row. The binding package copies each value it
/// binds; these take a pointer, so that a row's body goes straight from the caller's memory into the page.
/// </summary>
internal static unsafe partial class SqliteNative
{
    /// <summary>The value stays where it is until the statement is reset.</summary>
    public const nint Static = 0;

    /// <summary>SQLite takes a copy.</summary>
    public const nint Transient = -1;

    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [SuppressGCTransition]
    public static partial int BindText(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    [SuppressGCTransition]
    public static partial int BindBlob(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    public static partial int BindInt64(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);
}
