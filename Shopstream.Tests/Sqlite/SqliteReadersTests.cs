using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Tests.Sqlite;

[TestFixture]
public sealed class SqliteReadersTests
{
    private DatabaseFolder _folder = null!;
    private SqliteFile _file = null!;
    private SqliteReaders _readers = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new DatabaseFolder();
        _file = new SqliteFile(_folder.File("a.db"), "things", 1, "CREATE TABLE t(x INTEGER)", FsyncPolicy.Checkpoint);
        _readers = new SqliteReaders(_file, limit: 2);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _readers.DisposeAsync();
        _folder.Remove();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ReadAsync_CancelledDuringALongStatement_IsInterruptedAndTheReaderStaysUsable(CancellationToken token)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var running = _readers.ReadInBackgroundAsync(
            statements =>
            {
                cancel.CancelAfter(30);
                return statements["WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"].Step();
            },
            cancel.Token);

        await Should.ThrowAsync<OperationCanceledException>(running);
        token.IsCancellationRequested.ShouldBeFalse();
        for (var i = 0; i < 4; i++) (await _readers.ReadAsync(One, token)).ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ReadAsync_LeftInTheMiddle_HoldsNoSnapshot(CancellationToken token)
    {
        await using var writer = new SqliteWriter(_file);
        await writer.WriteAsync(c => c.Execute("INSERT INTO t VALUES(1), (2), (3)"), token);
        await Should.ThrowAsync<InvalidOperationException>(async () => await _readers.ReadAsync<int>(
            statements =>
            {
                statements["SELECT x FROM t"].Step();
                throw new InvalidOperationException();
            },
            token));

        using var connection = _file.Open();
        connection.Scalar<long>("PRAGMA wal_checkpoint(TRUNCATE)").ShouldBe(0, "a snapshot is held");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ReadAsync_Writing_IsRefused(CancellationToken token) =>
        await Should.ThrowAsync<IOException>(async () => await _readers.ReadAsync(
            statements =>
            {
                statements["INSERT INTO t VALUES(1)"].Run();
                return 0;
            },
            token));

    [Test]
    [CancelAfter(20_000)]
    public async Task ReadAsync_AfterDispose_IsRefused(CancellationToken token)
    {
        await _readers.ReadAsync(One, token);
        await _readers.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await _readers.ReadAsync(One, token));
    }

    private static long One(SqliteStatements statements)
    {
        var statement = statements["SELECT 1"];
        statement.Step();
        return statement.Int64(0);
    }
}
