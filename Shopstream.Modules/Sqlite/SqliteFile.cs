using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// One SQLite database file: its schema version is checked before anything is read, and its connections share one set of
/// settings (write-ahead log, cache, fsync policy).
/// </summary>
public sealed class SqliteFile
{
    private const int NotADatabase = 26;
    private readonly FsyncPolicy _fsync;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens or creates the file and its schema.</summary>
    /// <param name="path">Path of the file; its directory is made.</param>
    /// <param name="purpose">What it holds, for messages.</param>
    /// <param name="version">Schema version this program reads and writes.</param>
    /// <param name="schema">Statements that make the schema of a new file.</param>
    /// <param name="fsync">When commits are forced to the disk.</param>
    /// <exception cref="SqliteFileException">The file is no database, or one of another version.</exception>
    public SqliteFile(string path, string purpose, int version, string schema, FsyncPolicy fsync)
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
                connection.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; VACUUM");
                connection.Execute($"BEGIN IMMEDIATE; {schema}; PRAGMA user_version = {version}; COMMIT");
            }
            else if (found != version)
            {
                throw new SqliteFileException(
                    $"{Path} ({purpose}) has schema version {found}, expected {version}: it was written by another version of Shopstream. "
                    + "Start the version that wrote it, or move the file away to begin afresh.");
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == NotADatabase)
        {
            throw new SqliteFileException($"{Path} ({purpose}) is not an SQLite database, expected one with schema version {version}.", e);
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
                + "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 134217728");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
