using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Tests.Sqlite;

[TestFixture]
public sealed class SqliteWriterTests
{
    private DatabaseFolder _folder = null!;
    private SqliteFile _file = null!;
    private SqliteWriter _writer = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new DatabaseFolder();
        _file = new SqliteFile(_folder.File("a.db"), "things", 1, "CREATE TABLE t(x INTEGER NOT NULL, body BLOB)", FsyncPolicy.Checkpoint);
        _writer = new SqliteWriter(_file);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _writer.DisposeAsync();
        _folder.Remove();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_ManyAtOnce_AllAreThereOnce(CancellationToken token)
    {
        await Task.WhenAll(InOneGroup(Enumerable.Range(0, 200).Select(i => (Action<SqliteConnection>)(c => Insert(c, i))), token));

        using var reader = _file.Open();
        reader.Scalar<long>("SELECT count(DISTINCT x) FROM t").ShouldBe(200);
        reader.Scalar<long>("SELECT count(*) FROM t").ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_SecondPieceOfAGroup_RunsBeforeTheFirstIsCommitted(CancellationToken token)
    {
        var committed = -1L;
        await Task.WhenAll(InOneGroup(
            [
                c => Insert(c, 1),
                _ =>
                {
                    using var other = _file.Open();
                    committed = other.Scalar<long>("SELECT count(*) FROM t");
                },
            ],
            token));

        committed.ShouldBe(0);
        Stored().ShouldBe([1]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_OnePieceOfAGroupFails_OnlyItsCallerLearnsAndOnlyItIsUndone(CancellationToken token)
    {
        var tasks = InOneGroup(
            [
                c => Insert(c, 1),
                c =>
                {
                    Insert(c, 2);
                    throw new InvalidOperationException("mine alone");
                },
                c =>
                {
                    Insert(c, 3);
                    c.Execute("INSERT INTO t VALUES(NULL, NULL)");
                },
                c => Insert(c, 4),
            ],
            token);

        await tasks[0];
        (await Should.ThrowAsync<InvalidOperationException>(tasks[1])).Message.ShouldBe("mine alone");
        (await Should.ThrowAsync<SqliteException>(tasks[2])).SqliteErrorCode.ShouldBe(19);
        await tasks[3];
        Stored().ShouldBe([1, 4]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_DiskFull_FailsTheOneWithoutRoomAndGoesOnOnceThereIsRoom(CancellationToken token)
    {
        // SQLite answers the limit as it answers a disk without room: SQLITE_FULL, and it rolls the transaction back by itself.
        await _writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 40"), token);

        var tasks = InOneGroup([c => Insert(c, 1), c => Insert(c, 2, 1_000_000), c => Insert(c, 3)], token);

        await tasks[0];
        var error = await Should.ThrowAsync<IOException>(tasks[1]);
        error.Message.ShouldContain(_file.Path);
        error.Message.ShouldContain("full");
        await tasks[2];
        Stored().ShouldBe([1, 3]);
        await Should.ThrowAsync<IOException>(async () => await _writer.WriteAsync(c => Insert(c, 4, 1_000_000), token));

        await _writer.WriteAsync(c => c.Execute("PRAGMA max_page_count = 1000000"), token);
        await _writer.WriteAsync(c => Insert(c, 5, 1_000_000), token);
        Stored().ShouldBe([1, 3, 5]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_WithResult_ReturnsItAfterTheCommit(CancellationToken token)
    {
        var count = await _writer.WriteAsync(
            c =>
            {
                Insert(c, 1);
                return c.Scalar<long>("SELECT count(*) FROM t");
            },
            token);

        count.ShouldBe(1);
        Stored().ShouldBe([1]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WriteAsync_CancelledBefore_IsNotCarriedOut(CancellationToken token)
    {
        await Should.ThrowAsync<OperationCanceledException>(async () => await _writer.WriteAsync(c => Insert(c, 1), new CancellationToken(canceled: true)));
        await _writer.WriteAsync(c => Insert(c, 2), token);

        Stored().ShouldBe([2]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task DisposeAsync_WithWorkQueued_CarriesItOutFirst(CancellationToken token)
    {
        var tasks = InOneGroup(Enumerable.Range(0, 50).Select(i => (Action<SqliteConnection>)(c => Insert(c, i))), token);
        await _writer.DisposeAsync();

        await Task.WhenAll(tasks);
        Stored().Count.ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _writer.WriteAsync(c => Insert(c, 1), token));
    }

    private static void Insert(SqliteConnection connection, int x, int bytes = 10) =>
        connection.Execute("INSERT INTO t VALUES($x, zeroblob($n))", ("$x", x), ("$n", bytes));

    // While the first piece holds the writer up, the others gather behind it and make the next group.
    private List<Task> InOneGroup(IEnumerable<Action<SqliteConnection>> work, CancellationToken token)
    {
        using var started = new ManualResetEventSlim();
        var go = new TaskCompletionSource();
        _ = _writer.WriteAsync(
            _ =>
            {
                started.Set();
                go.Task.Wait(token);
            },
            token).AsTask();
        started.Wait(token);
        var tasks = work.Select(w => _writer.WriteAsync(w, token).AsTask()).ToList();
        go.SetResult();
        return tasks;
    }

    private List<long> Stored()
    {
        using var connection = _file.Open();
        using var command = connection.Command("SELECT x FROM t ORDER BY rowid");
        using var reader = command.ExecuteReader();
        var values = new List<long>();
        while (reader.Read()) values.Add(reader.GetInt64(0));
        return values;
    }
}
