using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// One SQLite database file: its schema version is checked before anything is read, and its connections share one set of
/// settings (write-ahead log, cache, fsync policy).
/// </summary>
public sealed class SqliteFile
{
    private const int NotADatabase = 26;
    private const int WalBytes = 32 << 20;
    private readonly FsyncPolicy _fsync;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens or creates the file and its schema.</summary>
    /// <param name="path">Path of the file; its directory is made.</param>
    /// <param name="purpose">What it holds, for messages.</param>
    /// <param name="version">Schema version this program reads and writes.</param>
    /// <param name="schema">Statements that make the schema of a new file.</param>
    /// <param name="fsync">When commits are forced to the disk.</param>
    /// <param name="pageSize">
    /// Bytes a page of a new file, a power of two up to 65,536. Every touched page is written twice (log and file), so large
    /// pages suit rows that are appended, small ones rows and index entries that are scattered.
    /// </param>
    /// <exception cref="SqliteFileException">The file is no database, or one of another version.</exception>
    public SqliteFile(string path, string purpose, int version, string schema, FsyncPolicy fsync, int pageSize = 8192)
    {
        Path = System.IO.Path.GetFullPath(path);
        Purpose = purpose;
        _fsync = fsync;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        try
        {
            using var connection = Open();
            var found = connection.Scalar<long>("PRAGMA user_version");
            var isNew = connection.Scalar<long>("SELECT count(*) FROM sqlite_master") == 0;
            if (isNew)
            {
                connection.Execute($"PRAGMA page_size = {pageSize}; PRAGMA journal_mode = WAL; VACUUM");
                connection.Execute($"BEGIN IMMEDIATE; {schema}; PRAGMA user_version = {version}; COMMIT");
            }
            else if (found != version)
            {
                throw new SqliteFileException(
                    $"{Path} ({purpose}) has schema version {found}, expected {version}: it was written by another version of Shopstream. "
                    + "Start the version that wrote it, or move the whole data directory away to begin afresh.");
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == NotADatabase)
        {
            throw new SqliteFileException($"{Path} ({purpose}) is not an SQLite database, expected one with schema version {version}.", e);
        }
        catch (SqliteException e) when (IsFileError(e))
        {
            throw new SqliteFileException($"{Path} ({purpose}) cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>What it holds.</summary>
    public string Purpose { get; }

    /// <summary>A new connection with this file's settings.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var synchronous = _fsync switch { FsyncPolicy.Commit => "FULL", FsyncPolicy.Checkpoint => "NORMAL", _ => "OFF" };
            connection.Execute(
                $"PRAGMA busy_timeout = 10000; PRAGMA synchronous = {synchronous}; PRAGMA temp_store = MEMORY; "
                + "PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 134217728");

            // Counted in pages: the log is to be folded back at the same size whatever the page size.
            connection.Execute($"PRAGMA wal_autocheckpoint = {WalBytes / connection.Scalar<long>("PRAGMA page_size")}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether the error lies with the file or its disk (full, unreadable, locked, damaged), not with the statement.</summary>
    internal static bool IsFileError(SqliteException error) => error.SqliteErrorCode is 5 or 6 or 8 or 10 or 11 or 13 or 14 or NotADatabase;

    /// <summary>The error with the name of the file.</summary>
    internal IOException Error(SqliteException error) => new($"{Path} ({Purpose}): {error.Message}", error);
}
