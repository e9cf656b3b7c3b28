using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Modules.Connections;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Records of 600 bytes, each with a producer id and a sequence, published to Kafka and consumed again through the bus, beside
/// the bare client with the same properties, which has neither batches to wait for nor a header to write.
/// </summary>
internal static class BusBenchKafka
{
    private const int Records = 300_000;
    private const int Batch = 500;
    private const int Publishers = 2;
    private const int BatchesInFlight = 4;
    private static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    public static async Task<BenchReport> RunAsync(BusOptions options, int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        options.Kafka.TopicPrefix += $"bench-{Guid.NewGuid():N}-";
        KafkaLibrary.EnsureLoaded(options.Kafka.Library);
        using var administrator = new AdminClientBuilder(KafkaClientProperties.Administrator(options.Kafka)).SetLogHandler((_, _) => { }).Build();
        var brokers = Reach(administrator, options);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var records = BusBenchRecords.Make(Records).Select((r, i) => r with { ProducerId = "bench", Sequence = i, TimestampMs = now }).ToArray();
        List<double> published = [], consumed = [], produced = [], polled = [];
        for (var run = 0; run <= runs; run++)
        {
            var topic = $"t{run}";
            var (publish, consume, produce, poll) = await MeasureAsync(options, topic, records, cancellationToken);
            await administrator.DeleteTopicsAsync([$"{options.Kafka.TopicPrefix}{topic}", $"{options.Kafka.TopicPrefix}{topic}-bare"]);
            progress($"run {run}{(run == 0 ? " (warm-up)" : "")}: published {publish:N0}/s, consumed {consume:N0}/s; bare client: produced {produce:N0}/s, consumed {poll:N0}/s");
            if (run == 0) continue;
            published.Add(publish);
            consumed.Add(consume);
            produced.Add(produce);
            polled.Add(poll);
        }

        return new BenchReport(
            "bus",
            BenchReport.DescribeMachine(),
            $"Kafka ({brokers} brokers, librdkafka {Library.VersionString}): {Records:N0} records of {BusBenchRecords.Size} bytes (seed {BusBenchRecords.Seed}) with producer id and sequence, "
            + $"{options.Partitions} partitions, acks of all, {options.Kafka.Compression}, {Publishers} publishers with up to {BatchesInFlight} batches of {Batch} in flight, one consumer from its first record on",
            [
                BenchResult.Of("publish_records_per_second", "records/s", published, "bare_client_produce", produced),
                BenchResult.Of("consume_records_per_second", "records/s", consumed, "bare_client_consume", polled),
            ]);
    }

    private static int Reach(IAdminClient administrator, BusOptions options)
    {
        try
        {
            return administrator.GetMetadata(ReachTimeout).Brokers.Count;
        }
        catch (KafkaException e)
        {
            throw new ConfigurationException($"Bus:Kafka:BootstrapServers: no broker answers at {options.Kafka.BootstrapServers} ({e.Error.Reason}); the benchmark needs running ones.");
        }
    }

    private static async Task<(double Published, double Consumed, double Produced, double Polled)> MeasureAsync(
        BusOptions options, string topic, OutgoingRecord[] records, CancellationToken cancellationToken)
    {
        using var meters = new BenchMeters();
        await using var bus = new KafkaEventBus(
            options,
            new BusMetrics(meters),
            new ConnectionRegistry(meters, TimeProvider.System, NullLogger<ConnectionRegistry>.Instance),
            TimeProvider.System,
            NullLogger<KafkaEventBus>.Instance);
        await bus.EnsureTopicAsync(topic, cancellationToken);
        await bus.EnsureTopicAsync($"{topic}-bare", cancellationToken);
        await bus.PublishAsync(topic, [records[0]], cancellationToken);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(p => Task.Run(() => PublishAsync(bus, topic, records, p, cancellationToken), cancellationToken)));
        var published = records.Length / clock.Elapsed.TotalSeconds;
        var produced = await Task.Run(() => Produce(options, $"{topic}-bare", records), cancellationToken);
        var consumed = await ConsumeAsync(bus, topic, records.Length + 1, cancellationToken);
        var polled = await Task.Run(() => Poll(options, $"{topic}-bare", records.Length + 1), cancellationToken);
        return (published, consumed, produced, polled);
    }

    private static async Task PublishAsync(KafkaEventBus bus, string topic, OutgoingRecord[] records, int publisher, CancellationToken cancellationToken)
    {
        var inFlight = new Queue<Task>();
        for (var start = publisher * Batch; start < records.Length; start += Publishers * Batch)
        {
            if (inFlight.Count == BatchesInFlight) await inFlight.Dequeue();
            inFlight.Enqueue(bus.PublishAsync(topic, new ArraySegment<OutgoingRecord>(records, start, Math.Min(Batch, records.Length - start)), cancellationToken).AsTask());
        }

        await Task.WhenAll(inFlight);
    }

    private static async Task<double> ConsumeAsync(KafkaEventBus bus, string topic, int count, CancellationToken cancellationToken)
    {
        await using var consumer = await bus.SubscribeAsync($"group-{topic}", [topic], new FromTheBeginning(), cancellationToken);
        var read = (await NextAsync(consumer, cancellationToken)).Records.Count;
        var before = read;
        var clock = Stopwatch.StartNew();
        while (read < count) read += (await NextAsync(consumer, cancellationToken)).Records.Count;
        return (read - before) / clock.Elapsed.TotalSeconds;
    }

    private static async ValueTask<ConsumedBatch> NextAsync(IEventConsumer consumer, CancellationToken cancellationToken) =>
        await consumer.ReadAsync(ReadTimeout, cancellationToken) ?? throw new InvalidOperationException($"nothing came within {ReadTimeout.TotalSeconds:0} s");

    private static double Produce(BusOptions options, string topic, OutgoingRecord[] records)
    {
        var properties = KafkaClientProperties.Producer(options.Kafka);
        properties["partitioner"] = "murmur2_random";

        // Room for all of them, so that the bare client never has to wait for any.
        properties["queue.buffering.max.messages"] = "1000000";
        properties["queue.buffering.max.kbytes"] = "1048576";
        using var producer = new ProducerBuilder<byte[]?, byte[]>(properties).SetLogHandler((_, _) => { }).Build();
        var name = options.Kafka.TopicPrefix + topic;
        using var acknowledged = new CountdownEvent(1);
        Error? failure = null;
        void Count(DeliveryReport<byte[]?, byte[]> report)
        {
            if (report.Error.IsError) failure = report.Error;
            acknowledged.Signal();
        }

        Produce(producer, name, records[0], Count);
        acknowledged.Wait();
        acknowledged.Reset(records.Length);
        var clock = Stopwatch.StartNew();
        Parallel.For(0, Publishers, p =>
        {
            for (var i = p; i < records.Length; i += Publishers) Produce(producer, name, records[i], Count);
        });
        acknowledged.Wait();
        return failure is null ? records.Length / clock.Elapsed.TotalSeconds : throw new KafkaException(failure);
    }

    private static void Produce(IProducer<byte[]?, byte[]> producer, string topic, in OutgoingRecord record, Action<DeliveryReport<byte[]?, byte[]>> count)
    {
        _ = MemoryMarshal.TryGetArray(record.Value, out var value);
        var message = new Message<byte[]?, byte[]> { Key = Encoding.UTF8.GetBytes(record.Key!), Value = value.Array!, Timestamp = new Timestamp(record.TimestampMs, TimestampType.CreateTime) };
        producer.Produce(topic, message, count);
    }

    private static double Poll(BusOptions options, string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientProperties.Consumer(options.Kafka, $"group-{topic}")).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(options.Kafka.TopicPrefix + topic);
        if (consumer.Consume(ReadTimeout) is null) throw new InvalidOperationException($"nothing came within {ReadTimeout.TotalSeconds:0} s");
        var clock = Stopwatch.StartNew();
        for (var read = 1; read < count; read++)
            if (consumer.Consume(ReadTimeout) is null) throw new InvalidOperationException($"nothing came within {ReadTimeout.TotalSeconds:0} s");
        var rate = (count - 1) / clock.Elapsed.TotalSeconds;
        consumer.Close();
        return rate;
    }

    private sealed class FromTheBeginning : IPartitionHandler
    {
        public ValueTask<long?> AssignedAsync(Shopstream.Modules.Bus.TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(null);

        public ValueTask RevokedAsync(Shopstream.Modules.Bus.TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LostAsync(Shopstream.Modules.Bus.TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
