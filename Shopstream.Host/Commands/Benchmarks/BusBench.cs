using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Records of 600 bytes published durably and consumed again by the embedded bus, beside plain inserts into and reads from
/// SQLite; on Kafka see <see cref="BusBenchKafka"/>.
/// </summary>
internal static class BusBench
{
    private const int Records = 1_000_000;
    private const int Batch = 2_000;
    private const int Publishers = 2;
    private const int Consumers = 2;

    public static Task<BenchReport> RunAsync(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken)
    {
        var options = BusBenchSettings.Read(settings);
        return options.Provider == "Kafka" ? BusBenchKafka.RunAsync(options, runs, progress, cancellationToken) : RunAsync(runs, progress, cancellationToken);
    }

    private static async Task<BenchReport> RunAsync(int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        var records = BusBenchRecords.Make(Records);
        var publish = new List<double>();
        var consume = new List<double>();
        var insert = new List<double>();
        var select = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            var directory = Directory.CreateTempSubdirectory("shopstream-bench-").FullName;
            try
            {
                var (published, consumed) = await MeasureBusAsync(Path.Combine(directory, "bus.db"), records, cancellationToken);
                var (inserted, selected) = MeasureSqlite(Path.Combine(directory, "plain.db"), records);
                progress($"run {run}{(run == 0 ? " (warm-up)" : "")}: published {published:N0}/s, consumed {consumed:N0}/s, inserted {inserted:N0}/s, selected {selected:N0}/s");
                if (run == 0) continue;
                publish.Add(published);
                consume.Add(consumed);
                insert.Add(inserted);
                select.Add(selected);
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        return new BenchReport(
            "bus",
            BenchReport.DescribeMachine(),
            $"{Records:N0} records of {BusBenchRecords.Size} bytes (seed {BusBenchRecords.Seed}), {Publishers} publishers, batches of {Batch:N0}, fsync at every commit, consumed from the file",
            [
                BenchResult.Of("publish_records_per_second", "records/s", publish, "sqlite_insert", insert),
                BenchResult.Of("consume_records_per_second", "records/s", consume, "sqlite_select", select),
            ]);
    }

    private static async Task<(double Published, double Consumed)> MeasureBusAsync(string path, OutgoingRecord[] records, CancellationToken cancellationToken)
    {
        double published;
        await using (var bus = Open(path))
        {
            await bus.EnsureTopicAsync("bench", cancellationToken);
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Publishers).Select(p => Task.Run(() => PublishAsync(bus, records, p, cancellationToken), cancellationToken)));
            published = records.Length / clock.Elapsed.TotalSeconds;
        }

        await using (var bus = Open(path))
        {
            var clock = Stopwatch.StartNew();
            var positions = new ReadPositions();
            var counts = await Task.WhenAll(Enumerable.Range(0, Consumers).Select(_ => Task.Run(() => ConsumeAsync(bus, positions, cancellationToken), cancellationToken)));
            var seconds = clock.Elapsed.TotalSeconds;
            if (counts.Sum() != records.Length) throw new InvalidOperationException($"consumed {counts.Sum()} records, expected {records.Length}");
            return (published, records.Length / seconds);
        }
    }

    private static async Task PublishAsync(EmbeddedEventBus bus, OutgoingRecord[] records, int publisher, CancellationToken cancellationToken)
    {
        // Two batches in flight: while one is being committed the next is encoded.
        var pending = ValueTask.CompletedTask;
        for (var start = publisher * Batch; start < records.Length; start += Publishers * Batch)
        {
            var next = bus.PublishAsync("bench", new ArraySegment<OutgoingRecord>(records, start, Math.Min(Batch, records.Length - start)), cancellationToken);
            await pending;
            pending = next;
        }

        await pending;
    }

    private static async Task<long> ConsumeAsync(EmbeddedEventBus bus, ReadPositions positions, CancellationToken cancellationToken)
    {
        await using var consumer = await bus.SubscribeAsync("bench", ["bench"], positions, cancellationToken);
        var total = (await bus.ExtentsAsync("bench", cancellationToken)).Sum(e => e.Next);
        long count = 0;
        while (positions.Sum < total)
        {
            if (await consumer.ReadAsync(TimeSpan.FromMilliseconds(5), cancellationToken) is not { } batch) continue;
            count += batch.Records.Count;
            positions.Next[batch.Source] = batch.NextOffset;
        }

        return count;
    }

    private static (double Inserted, double Selected) MeasureSqlite(string path, OutgoingRecord[] records)
    {
        var file = new SqliteFile(path, "baseline", 1, "CREATE TABLE records(id INTEGER PRIMARY KEY, value BLOB NOT NULL)", FsyncPolicy.Commit);
        using var connection = file.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO records(value) VALUES ($v)";
        var value = command.Parameters.Add("$v", SqliteType.Blob);
        var clock = Stopwatch.StartNew();
        for (var start = 0; start < records.Length; start += Batch)
        {
            using var transaction = connection.BeginTransaction();
            command.Transaction = transaction;
            for (var i = start; i < Math.Min(start + Batch, records.Length); i++)
            {
                value.Value = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(records[i].Value, out var bytes) ? bytes.Array : records[i].Value.ToArray();
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        var inserted = records.Length / clock.Elapsed.TotalSeconds;
        clock.Restart();
        using var select = connection.Command("SELECT value FROM records ORDER BY id");
        using var reader = select.ExecuteReader();
        long total = 0;
        while (reader.Read()) total += reader.GetFieldValue<byte[]>(0).Length;
        if (total != (long)records.Length * BusBenchRecords.Size) throw new InvalidOperationException($"selected {total} bytes, expected {(long)records.Length * BusBenchRecords.Size}");
        return (inserted, records.Length / clock.Elapsed.TotalSeconds);
    }

    private static EmbeddedEventBus Open(string path) => new(
        path, new BusOptions(), new BusMetrics(new BenchMeters()), TimeProvider.System, NullLogger<EmbeddedEventBus>.Instance);

    /// <summary>Where the group stands, so that a partition that moves to the other member goes on there.</summary>
    private sealed class ReadPositions : IPartitionHandler
    {
        public ConcurrentDictionary<TopicPartition, long> Next { get; } = new();

        public long Sum => Next.Values.Sum();

        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken) =>
            ValueTask.FromResult<long?>(Next.GetValueOrDefault(partition));

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
