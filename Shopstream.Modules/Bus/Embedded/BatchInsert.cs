using Microsoft.Data.Sqlite;

namespace Shopstream.Modules.Bus.Embedded;

/// <summary>The insert of one batch, prepared once and used by the writer's thread only.</summary>
internal sealed class BatchInsert : IDisposable
{
    private readonly SqliteCommand _command;

    public BatchInsert(SqliteConnection connection)
    {
        Connection = connection;
        _command = connection.CreateCommand();
        _command.CommandText = "INSERT INTO batches(topic, partition, base, count, appended_ms, payload) VALUES ($t, $p, $b, $c, $a, $d)";
        foreach (var name in (string[])["$t", "$p", "$b", "$c", "$a"]) _command.Parameters.Add(name, SqliteType.Integer);
        _command.Parameters.Add("$d", SqliteType.Blob);
    }

    public SqliteConnection Connection { get; }

    public void Run(int topic, int partition, long baseOffset, int count, long appendedMs, byte[] payload)
    {
        var parameters = _command.Parameters;
        parameters[0].Value = topic;
        parameters[1].Value = partition;
        parameters[2].Value = baseOffset;
        parameters[3].Value = count;
        parameters[4].Value = appendedMs;
        parameters[5].Value = payload;
        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
