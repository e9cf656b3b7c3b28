using Shopstream.Modules.Sqlite;

namespace Shopstream.Tests.Sqlite;

[TestFixture]
public sealed class SqliteFileTests
{
    private DatabaseFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new DatabaseFolder();

    [TearDown]
    public void TearDown() => _folder.Remove();

    [Test]
    public void Open_FileOfAnotherVersion_NamesFileFoundAndExpected()
    {
        var path = _folder.File("a.db");
        _ = new SqliteFile(path, "things", 17, "CREATE TABLE t(x)", FsyncPolicy.Never);

        var error = Should.Throw<SqliteFileException>(() => new SqliteFile(path, "things", 23, "CREATE TABLE t(x)", FsyncPolicy.Never));

        error.Message.ShouldContain(path);
        error.Message.ShouldContain("version 17");
        error.Message.ShouldContain("expected 23");
    }

    [TestCase(10)]
    [TestCase(100_000)]
    public void Open_NoDatabase_NamesFileAndExpected(int length)
    {
        var path = _folder.File("a.db");
        File.WriteAllText(path, new string('x', length));

        var error = Should.Throw<SqliteFileException>(() => new SqliteFile(path, "things", 23, "CREATE TABLE t(x)", FsyncPolicy.Never));

        error.Message.ShouldContain(path);
        error.Message.ShouldContain("is not an SQLite database");
        error.Message.ShouldContain("version 23");
        File.ReadAllText(path).ShouldBe(new string('x', length));
    }

    [Test]
    public void Open_PathIsAFolder_NamesIt()
    {
        var path = _folder.File("folder");
        Directory.CreateDirectory(path);

        Should.Throw<SqliteFileException>(() => new SqliteFile(path, "things", 1, "CREATE TABLE t(x)", FsyncPolicy.Never)).Message.ShouldContain(path);
    }

    [Test]
    public void Open_SameVersionAgain_KeepsWhatIsThere()
    {
        var path = _folder.File("sub/a.db");
        using (var connection = new SqliteFile(path, "things", 1, "CREATE TABLE t(x)", FsyncPolicy.Commit).Open())
            connection.Execute("INSERT INTO t VALUES(42)");

        using var again = new SqliteFile(path, "things", 1, "CREATE TABLE t(x)", FsyncPolicy.Commit).Open();

        again.Scalar<long>("SELECT x FROM t").ShouldBe(42);
    }

    [TestCase(8192)]
    [TestCase(32768)]
    [TestCase(65536)]
    public void Open_NewFile_HasPageSizeAndAWriteAheadLogOf32Megabytes(int pageSize)
    {
        using var connection = new SqliteFile(_folder.File("a.db"), "things", 1, "", FsyncPolicy.Checkpoint, pageSize).Open();

        connection.Scalar<long>("PRAGMA page_size").ShouldBe(pageSize);
        connection.Scalar<string>("PRAGMA journal_mode").ShouldBe("wal");
        connection.Scalar<long>("PRAGMA wal_autocheckpoint").ShouldBe((32 << 20) / pageSize);
    }
}
