using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Tests.Sqlite;

[TestFixture]
public sealed class SqliteStatementTests
{
    private DatabaseFolder _folder = null!;
    private SqliteConnection _connection = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new DatabaseFolder();
        _connection = new SqliteFile(_folder.File("a.db"), "things", 1, "CREATE TABLE t(x UNIQUE)", FsyncPolicy.Never).Open();
    }

    [TearDown]
    public void TearDown()
    {
        _connection.Dispose();
        _folder.Remove();
    }

    [Test]
    public void Bind_TextsOfAllKinds_ComeBackAsTheyWere()
    {
        using var statement = new SqliteStatement(_connection, "SELECT ?1, ?2, ?3, typeof(?1), typeof(?2), typeof(?3)");
        string[] texts = ["", "a", "nul\0inside", "Stühle 椅子 🪑", new('x', 600), new('ü', 600), new('y', 5000)];
        foreach (var a in texts)
        {
            foreach (var b in texts)
            {
                statement.Bind(1, a);
                statement.Bind(2, b);
                statement.Bind(3, a + b);
                statement.Step().ShouldBeTrue();
                statement.Text(0).ShouldBe(a);
                statement.Text(1).ShouldBe(b);
                statement.Text(2).ShouldBe(a + b);
                for (var column = 3; column < 6; column++) statement.Text(column).ShouldBe("text");
                statement.Reset();
            }
        }
    }

    [Test]
    public void Step_ConstraintBroken_ThrowsAndCanBeUsedAgain()
    {
        using var statement = new SqliteStatement(_connection, "INSERT INTO t VALUES(?1)");
        statement.Bind(1, 7);
        statement.Run();
        statement.Bind(1, 7);

        Should.Throw<SqliteException>(statement.Run).SqliteErrorCode.ShouldBe(19);

        statement.Bind(1, 8);
        statement.Run();
        _connection.Scalar<long>("SELECT count(*) FROM t").ShouldBe(2);
    }

    [Test]
    public void Statements_MoreThanAreKept_StillWork()
    {
        using var statements = new SqliteStatements(_connection);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 500; i++)
            {
                var statement = statements[$"SELECT {i}"];
                statement.Step().ShouldBeTrue();
                statement.Int64(0).ShouldBe(i);
                statement.Reset();
            }
        }
    }
}
