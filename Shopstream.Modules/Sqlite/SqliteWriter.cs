using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Sqlite;

/// <summary>
/// The one writer of a database file: work from many callers is grouped into one transaction, so that a commit (and its
/// fsync) is shared. Callers wait until their work is committed. A full queue makes callers wait.
/// </summary>
public sealed class SqliteWriter : IAsyncDisposable
{
    private const int GroupLimit = 256;
    private readonly SqliteFile _file;
    private readonly Channel<Work> _queue;
    private readonly Task _loop;

    /// <summary>Starts the writer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="capacity">Pieces of work that may wait.</param>
    public SqliteWriter(SqliteFile file, int capacity = 256)
    {
        _file = file;
        _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>
    /// Runs <paramref name="work"/> inside a transaction and returns its result once that is committed.
    /// Once queued it is carried out; a failing piece of work is undone alone and fails its caller alone.
    /// </summary>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        var result = default(T);
        await EnqueueAsync(new Work(connection => result = work(connection), committed: null), cancellationToken);
        return result!;
    }

    /// <summary>As <see cref="WriteAsync{T}"/>, without a result.</summary>
    public ValueTask WriteAsync(Action<SqliteConnection> work, CancellationToken cancellationToken) =>
        EnqueueAsync(new Work(work, committed: null), cancellationToken);

    /// <summary>As <see cref="WriteAsync(Action{SqliteConnection}, CancellationToken)"/>; <paramref name="committed"/> runs on the
    /// writer's thread after the commit, in the order in which the work was queued, before the caller goes on.</summary>
    public ValueTask WriteAsync(Action<SqliteConnection> work, Action committed, CancellationToken cancellationToken) =>
        EnqueueAsync(new Work(work, committed), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async ValueTask EnqueueAsync(Work work, CancellationToken cancellationToken)
    {
        await _queue.Writer.WriteAsync(work, cancellationToken);
        await work.Done.Task;
    }

    private async Task RunAsync()
    {
        using var connection = _file.Open();
        var group = new List<Work>(GroupLimit);
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupLimit && _queue.Reader.TryRead(out var work)) group.Add(work);
            Commit(connection, group);
        }
    }

    private void Commit(SqliteConnection connection, List<Work> group)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var work in group) RunOne(connection, work, alone: group.Count == 1);
            connection.Execute("COMMIT");
        }
        catch (Exception e)
        {
            // The group's transaction is gone (disk full, I/O error): everyone in it has to know.
            TryRollback(connection);
            var error = e is SqliteException ? new IOException($"{_file.Path} ({_file.Purpose}): {e.Message}", e) : e;
            foreach (var work in group) work.Error ??= error;
        }

        foreach (var work in group) work.Finish();
    }

    private static void RunOne(SqliteConnection connection, Work work, bool alone)
    {
        if (alone)
        {
            work.Run(connection);
            return;
        }

        connection.Execute("SAVEPOINT work");
        try
        {
            work.Run(connection);
            connection.Execute("RELEASE work");
        }
        catch (Exception e) when (e is not SqliteException { SqliteErrorCode: 10 or 13 })
        {
            work.Error = e;
            connection.Execute("ROLLBACK TO work; RELEASE work");
        }
    }

    private static void TryRollback(SqliteConnection connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 1)
        {
            // SQLite rolled back by itself: there is no transaction any more.
        }
    }

    private sealed class Work(Action<SqliteConnection> run, Action? committed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Error { get; set; }

        public void Run(SqliteConnection connection) => run(connection);

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
