using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Bus.Embedded;

/// <summary>The statements of the bus file: topics, record batches and committed offsets.</summary>
internal static class BusDatabase
{
    public const int Version = 1;

    public const string Schema =
        """
        CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL);
        CREATE TABLE batches(
          id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, partition INTEGER NOT NULL, base INTEGER NOT NULL, count INTEGER NOT NULL,
          appended_ms INTEGER NOT NULL, payload BLOB NOT NULL);
        CREATE UNIQUE INDEX batches_by_offset ON batches(topic, partition, base);
        CREATE TABLE offsets(
          consumer_group TEXT NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
          PRIMARY KEY(consumer_group, topic, partition)) WITHOUT ROWID
        """;

    public static IEnumerable<(int Id, string Name, int Partitions)> Topics(SqliteConnection connection)
    {
        using var command = connection.Command("SELECT id, name, partitions FROM topics");
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2));
    }

    public static int CreateTopic(SqliteConnection connection, string name, int partitions)
    {
        connection.Execute("INSERT INTO topics(name, partitions) VALUES ($name, $partitions)", ("$name", name), ("$partitions", partitions));
        return (int)connection.Scalar<long>("SELECT last_insert_rowid()");
    }

    public static (long Earliest, long Next) Extent(SqliteConnection connection, int topic, int partition)
    {
        var earliest = connection.Scalar<long?>(
            "SELECT base FROM batches WHERE topic = $t AND partition = $p ORDER BY base LIMIT 1", ("$t", topic), ("$p", partition));
        var next = connection.Scalar<long?>(
            "SELECT base + count FROM batches WHERE topic = $t AND partition = $p ORDER BY base DESC LIMIT 1", ("$t", topic), ("$p", partition));
        return (earliest ?? 0, next ?? 0);
    }

    /// <summary>Batches that hold records at or after an offset, in order.</summary>
    public static List<ConsumedRecord> Read(SqliteConnection connection, int topic, int partition, long offset, int limit)
    {
        using var command = connection.Command(
            """
            SELECT base, count, payload FROM batches
            WHERE topic = $t AND partition = $p AND base >= coalesce(
              (SELECT base FROM batches WHERE topic = $t AND partition = $p AND base <= $o ORDER BY base DESC LIMIT 1), 0)
            ORDER BY base
            """,
            ("$t", topic), ("$p", partition), ("$o", offset));
        var records = new List<ConsumedRecord>(limit);
        using var reader = command.ExecuteReader();
        while (records.Count < limit && reader.Read())
        {
            var first = reader.GetInt64(0);
            var batch = RecordBatchCodec.Decode(reader.GetFieldValue<byte[]>(2), first, reader.GetInt32(1));
            var skip = (int)Math.Min(batch.Length, Math.Max(0, offset - first));
            records.AddRange(batch.AsSpan(skip));
        }

        return records;
    }

    public static Dictionary<int, long> Committed(SqliteConnection connection, string group, int topic)
    {
        using var command = connection.Command(
            "SELECT partition, next FROM offsets WHERE consumer_group = $g AND topic = $t", ("$g", group), ("$t", topic));
        using var reader = command.ExecuteReader();
        var offsets = new Dictionary<int, long>();
        while (reader.Read()) offsets[reader.GetInt32(0)] = reader.GetInt64(1);
        return offsets;
    }

    public static void Commit(SqliteConnection connection, string group, int topic, int partition, long next) =>
        connection.Execute(
            "INSERT INTO offsets VALUES ($g, $t, $p, $n) ON CONFLICT DO UPDATE SET next = excluded.next",
            ("$g", group), ("$t", topic), ("$p", partition), ("$n", next));

    /// <summary>Removes batches appended before a time, then the oldest ones above a size; never the newest, which carries the next offset.</summary>
    public static int ApplyRetention(SqliteConnection connection, int topic, int partition, long appendedBeforeMs, long maxBytes)
    {
        var removed = connection.Execute(
            """
            DELETE FROM batches WHERE topic = $t AND partition = $p AND appended_ms < $before
              AND base < (SELECT max(base) FROM batches WHERE topic = $t AND partition = $p)
            """,
            ("$t", topic), ("$p", partition), ("$before", appendedBeforeMs));
        return removed + connection.Execute(
            """
            DELETE FROM batches WHERE topic = $t AND partition = $p
              AND base < (SELECT max(base) FROM batches WHERE topic = $t AND partition = $p)
              AND id IN (SELECT id FROM (
                SELECT id, sum(length(payload)) OVER (ORDER BY base DESC) AS held FROM batches WHERE topic = $t AND partition = $p)
                WHERE held > $max)
            """,
            ("$t", topic), ("$p", partition), ("$max", maxBytes));
    }
}
