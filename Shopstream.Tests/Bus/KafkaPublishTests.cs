using Confluent.Kafka;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaPublishTests : KafkaClusterTests
{
    [Test, CancelAfter(60_000)]
    public async Task EnsureTopic_ManyAtOnceOnTwoHosts_MakesOne(CancellationToken cancel)
    {
        var buses = new[] { Open().Bus, Open().Bus };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => buses[i % 2].EnsureTopicAsync(Topic, cancel).AsTask()));
        (await buses[0].PartitionCountAsync(Topic, cancel)).ShouldBe(4);
        (await buses[1].ExtentsAsync(Topic, cancel)).ShouldBe([.. Enumerable.Range(0, 4).Select(p => new PartitionExtent(p, 0, 0))]);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_WithoutKey_SpreadsOverAllPartitions(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [.. Enumerable.Range(0, 40).Select(i => Record(0, $"{i}") with { Partition = null })], cancel);
        (await bus.ExtentsAsync(Topic, cancel)).ShouldAllBe(e => e.Next == 10);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_PartitionThatIsNotThere_WritesNothingAndSaysSo(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await bus.PublishAsync(Topic, [Record(0, "a"), Record(4, "b")], cancel));
        error.Message.ShouldContain("no partition 4");
        (await bus.ExtentsAsync(Topic, cancel)).ShouldAllBe(e => e.Next == 0);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_OversizeRecord_WritesNothingAndSaysSo(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);

        var error = await Should.ThrowAsync<InvalidOperationException>(
            async () => await bus.PublishAsync(Topic, [Record(0, "a"), new OutgoingRecord { Partition = 0, Value = new byte[1_000_000] }], cancel));

        error.Message.ShouldContain("\"t\"");
        error.Message.ShouldContain("1000000 bytes");
        error.Message.ShouldContain("message.max.bytes");
        await bus.PublishAsync(Topic, [Record(0, "b")], cancel);
        (await ReadPartitionAsync(bus, 0, cancel)).ShouldBe(["b"]);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_LargestRecord_ComesBack(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [new OutgoingRecord { Partition = 2, Key = "k", Value = new byte[999_000] }], cancel);
        (await ReadTopicAsync(bus, cancel)).ShouldHaveSingleItem().Record.Value.Length.ShouldBe(999_000);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_NoContent_ComesBackAsTheEndOfALane(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [new OutgoingRecord { Partition = 0, Value = default, ProducerId = "import/x", Sequence = 9 }], cancel);
        var record = (await ReadTopicAsync(bus, cancel)).ShouldHaveSingleItem().Record;
        record.Value.Length.ShouldBe(0);
        ImportLane.IsEnd(record).ShouldBeTrue();
        record.Key.ShouldBeNull();
        record.ProducerId.ShouldBe("import/x");
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_SliceOfALargerArray_SendsTheSlice(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [new OutgoingRecord { Partition = 0, Value = "xxabcxx"u8.ToArray().AsMemory(2, 3) }], cancel);
        (await ReadPartitionAsync(bus, 0, cancel)).ShouldBe(["abc"]);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_MoreThanTheQueueHolds_WaitsForRoom(CancellationToken cancel)
    {
        var bus = Open(o =>
        {
            o.Properties["queue.buffering.max.messages"] = "100";
            o.Properties["linger.ms"] = "1";
        }).Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(p => bus.PublishAsync(Topic, Numbered(p, 0, 2_000), cancel).AsTask()));
        for (var p = 0; p < 4; p++) (await ReadPartitionAsync(bus, p, cancel)).ShouldBe(Enumerable.Range(0, 2_000).Select(i => $"{i}"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_OfAnotherProgram_HasKafkasTimestamp(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        using (var producer = new ProducerBuilder<string, byte[]?>(new ProducerConfig { BootstrapServers = Cluster.BootstrapServers }).Build())
        {
            await producer.ProduceAsync(
                new Confluent.Kafka.TopicPartition(Topic, 1),
                new Message<string, byte[]?> { Key = "k", Value = null, Timestamp = new Timestamp(1_234_567, TimestampType.CreateTime), Headers = new Headers { { "other", [1] }, { RecordHeader.Name, [2] } } },
                cancel);
        }

        var record = (await ReadTopicAsync(bus, cancel)).ShouldHaveSingleItem().Record;
        (record.Key, record.Value.Length, record.TimestampMs, record.ProducerId).ShouldBe(("k", 0, 1_234_567, null));
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_BrokerTakesLessThanTheClient_SaysSo(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [Record(0, "a")], cancel);
        Cluster.Answer(KafkaRequest.Produce, ErrorCode.MsgSizeTooLarge);
        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await bus.PublishAsync(Topic, [Record(0, "b")], cancel));
        error.Message.ShouldContain("\"t\"");
        error.Message.ShouldContain("message.max.bytes");
        await bus.PublishAsync(Topic, [Record(0, "c")], cancel);
        (await ReadPartitionAsync(bus, 0, cancel)).ShouldBe(["a", "c"]);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_PassingTrouble_IsTriedAgainUnnoticed(CancellationToken cancel)
    {
        var test = Open();
        await test.Bus.EnsureTopicAsync(Topic, cancel);
        var before = test.Kafka.Publisher.Current;
        Cluster.Answer(KafkaRequest.Produce, ErrorCode.NotLeaderForPartition, ErrorCode.NotEnoughReplicas, ErrorCode.RequestTimedOut);
        await test.Bus.PublishAsync(Topic, Numbered(3, 0, 500), cancel);
        (await ReadPartitionAsync(test.Bus, 3, cancel)).ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
        test.Kafka.Publisher.Current.ShouldBeSameAs(before);
    }

    [Test, CancelAfter(60_000)]
    public async Task Dispose_WithRecordsUnderWay_WritesThemFirst(CancellationToken cancel)
    {
        var bus = Open(o => o.Properties["linger.ms"] = "300").Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        var publish = bus.PublishAsync(Topic, Numbered(0, 0, 100), cancel).AsTask();
        await bus.DisposeAsync();
        await publish;
        (await ReadPartitionAsync(Open().Bus, 0, cancel)).Count.ShouldBe(100);
    }

    [Test, CancelAfter(60_000)]
    public async Task Metrics_PublishAndRead_AreCounted(CancellationToken cancel)
    {
        using var counters = new CounterSums(BusMetrics.MeterName);
        var bus = Open().Bus;
        var topic = $"metrics-{Guid.NewGuid():N}";
        await bus.EnsureTopicAsync(topic, cancel);
        await bus.PublishAsync(topic, Numbered(0, 0, 10), cancel);
        await using var consumer = await bus.SubscribeAsync("g", [topic], new Handler(), cancel);
        for (var read = 0; read < 10;) read += (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records.Count;
        counters["shopstream.bus.published", topic].ShouldBe(10);
        counters["shopstream.bus.stored", topic].ShouldBe(10);
        counters["shopstream.bus.consumed", topic].ShouldBe(10);
    }
}
