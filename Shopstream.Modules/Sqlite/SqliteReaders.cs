using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// A few connections of a database file for reading. They never wait for the writer: each reading sees what was committed
/// when it began. Keep a reading short: as long as it lasts, the write-ahead log cannot be started afresh. Thread-safe.
/// </summary>
internal sealed class SqliteReaders : IAsyncDisposable
{
    private const int Interrupted = 9;
    private readonly SqliteFile _file;
    private readonly int _limit;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentBag<Reader> _idle = [];
    private int _disposed;

    /// <summary>Readers are opened when first needed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limit">Readings at the same time; further ones wait.</param>
    public SqliteReaders(SqliteFile file, int limit = 4)
    {
        _file = file;
        _limit = limit;
        _slots = new SemaphoreSlim(limit);
    }

    /// <summary>Runs <paramref name="read"/> on the calling thread, as soon as a connection is free.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; a statement under way is interrupted.</exception>
    /// <exception cref="IOException">The file cannot be read; the message names it.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteStatements, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (!_idle.TryTake(out var reader)) reader = new Reader(_file);
            try
            {
                using (cancellationToken.UnsafeRegister(static r => ((Reader)r!).Interrupt(), reader)) return read(reader.Statements);
            }
            finally
            {
                reader.Statements.ResetAll();
                _idle.Add(reader);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the reading was cancelled", e, cancellationToken);
        }
        catch (SqliteException e) when (SqliteFile.IsFileError(e))
        {
            throw _file.Error(e);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>As <see cref="ReadAsync{T}"/>, on a thread of the pool: for what may take longer than a few rows.</summary>
    public Task<T> ReadInBackgroundAsync<T>(Func<SqliteStatements, T> read, CancellationToken cancellationToken) =>
        Task.Run(() => ReadAsync(read, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Waits for the readings under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        for (var i = 0; i < _limit; i++) await _slots.WaitAsync();
        while (_idle.TryTake(out var reader)) reader.Dispose();
        _slots.Release(_limit);
    }

    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;

        public Reader(SqliteFile file)
        {
            _connection = file.Open();
            _connection.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -8192");
            Statements = new SqliteStatements(_connection);
        }

        public SqliteStatements Statements { get; }

        public void Interrupt() => raw.sqlite3_interrupt(_connection.Handle);

        public void Dispose()
        {
            Statements.Dispose();
            _connection.Dispose();
        }
    }
}
