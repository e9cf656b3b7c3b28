using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// The one writer of a database file: work from many callers is grouped into one transaction, so that a commit (and its
/// fsync) is shared. Callers wait until their work is committed. A full queue makes callers wait. Thread-safe.
/// </summary>
/// <remarks>
/// When a group fails, it is rolled back and each piece is carried out again in a transaction of its own. So a piece of work
/// may run twice; it must change nothing but the database. (Savepoints would spare the repetition, but they copy every
/// page that a piece touches, which costs each good commit more than repeating the rare bad one.)
/// </remarks>
public sealed class SqliteWriter : IAsyncDisposable
{
    private const int GroupLimit = 256;
    private readonly SqliteFile _file;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly Channel<Work> _queue;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the connection and starts the writer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="capacity">Pieces of work that may wait.</param>
    public SqliteWriter(SqliteFile file, int capacity = 256)
    {
        _file = file;
        _connection = file.Open();
        _statements = new SqliteStatements(_connection);
        _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

        // A thread of its own: commits wait for the disk, and the pool has no more threads than cores to begin with.
        new Thread(Run) { IsBackground = true, Name = $"writer of {System.IO.Path.GetFileName(file.Path)}" }.Start();
    }

    /// <summary>
    /// Runs <paramref name="work"/> inside a transaction and returns its result once that is committed.
    /// Once queued it is carried out; a failing piece of work is undone alone and fails its caller alone.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        var result = default(T);
        await EnqueueAsync(new Work((connection, _) => result = work(connection), committed: null), cancellationToken);
        return result!;
    }

    /// <summary>As <see cref="WriteAsync{T}"/>, without a result.</summary>
    public ValueTask WriteAsync(Action<SqliteConnection> work, CancellationToken cancellationToken) =>
        EnqueueAsync(new Work((connection, _) => work(connection), committed: null), cancellationToken);

    /// <summary>As <see cref="WriteAsync(Action{SqliteConnection}, CancellationToken)"/>; <paramref name="committed"/> runs on the
    /// writer's thread after the commit, in the order in which the work was queued, before the caller goes on.</summary>
    public ValueTask WriteAsync(Action<SqliteConnection> work, Action committed, CancellationToken cancellationToken) =>
        EnqueueAsync(new Work((connection, _) => work(connection), committed), cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, with the prepared statements of the writer's connection.</summary>
    internal ValueTask WriteAsync(Action<SqliteConnection, SqliteStatements> work, CancellationToken cancellationToken) =>
        EnqueueAsync(new Work(work, committed: null), cancellationToken);

    /// <summary>Carries out what is queued and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped.Task;
    }

    private async ValueTask EnqueueAsync(Work work, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException($"the writer of {_file.Path} ({_file.Purpose}) is closed", e);
        }

        await work.Done.Task;
    }

    private void Run()
    {
        var group = new List<Work>(GroupLimit);
        try
        {
            while (WaitForWork())
            {
                group.Clear();
                while (group.Count < GroupLimit && _queue.Reader.TryRead(out var work)) group.Add(work);
                Commit(group);
                foreach (var work in group) work.Finish();
            }
        }
        finally
        {
            _statements.Dispose();
            _connection.Dispose();
            _stopped.SetResult();
        }
    }

    private bool WaitForWork()
    {
        var wait = _queue.Reader.WaitToReadAsync();
        return wait.IsCompleted ? wait.Result : wait.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(List<Work> group)
    {
        var next = 0;
        try
        {
            if (TryCommitTogether(group)) return;
            for (; next < group.Count; next++) CommitAlone(group[next]);
        }
        catch (SqliteException e)
        {
            // Not even rolling back is possible: nothing from here on has been written.
            for (; next < group.Count; next++) group[next].Error = _file.Error(e);
        }
    }

    private bool TryCommitTogether(List<Work> group)
    {
        if (group.Count == 1) return false;
        try
        {
            _statements["BEGIN IMMEDIATE"].Run();
            foreach (var work in group) work.Run(_connection, _statements);
            _statements["COMMIT"].Run();
            return true;
        }
        catch (Exception)
        {
            // Whose fault it was shows when each runs alone.
            Rollback();
            return false;
        }
    }

    private void CommitAlone(Work work)
    {
        try
        {
            _statements["BEGIN IMMEDIATE"].Run();
            work.Run(_connection, _statements);
            _statements["COMMIT"].Run();
        }
        catch (Exception e)
        {
            work.Error = e is SqliteException error && SqliteFile.IsFileError(error) ? _file.Error(error) : e;
            Rollback();
        }
    }

    private void Rollback()
    {
        _statements.ResetAll();

        // A full disk or an I/O error may have made SQLite roll back by itself; then there is no transaction any more.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _statements["ROLLBACK"].Run();
    }

    private sealed class Work(Action<SqliteConnection, SqliteStatements> run, Action? committed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Error { get; set; }

        public void Run(SqliteConnection connection, SqliteStatements statements) => run(connection, statements);

        public void Finish()
        {
            if (Error is not null)
            {
                Done.SetException(Error);
                return;
            }

            committed?.Invoke();
            Done.SetResult();
        }
    }
}
