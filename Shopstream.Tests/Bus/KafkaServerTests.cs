using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;
using TopicPartition = Shopstream.Modules.Bus.TopicPartition;

namespace Shopstream.Tests.Bus;

/// <summary>What the simulated cluster cannot show, on real brokers.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaServerTests
{
    private string _address = null!;
    private string _prefix = null!;
    private IAdminClient _administrator = null!;

    [OneTimeSetUp]
    public void RequireBrokers()
    {
        _address = KafkaServer.Address();
        KafkaLibrary.EnsureLoaded(file: null);
    }

    [SetUp]
    public void Connect()
    {
        _prefix = $"test-{Guid.NewGuid():N}-";
        _administrator = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _address }).Build();
    }

    [TearDown]
    public void Disconnect() => _administrator.Dispose();

    [TestCase("lz4")]
    [TestCase("zstd")]
    [TestCase("snappy")]
    [TestCase("gzip")]
    [TestCase("none")]
    [CancelAfter(60_000)]
    public async Task Publish_EveryCompression_ComesBack(string compression, CancellationToken cancel)
    {
        await using var test = KafkaTestBus.On(_address, _prefix, o => o.Compression = compression);
        await test.Bus.EnsureTopicAsync("t", cancel);
        await test.Bus.PublishAsync("t", [.. Enumerable.Range(0, 1_000).Select(i => new OutgoingRecord { Key = $"{i}", Value = Encoding.UTF8.GetBytes($"{{\"number\":{i}}}") })], cancel);
        var records = await test.Bus.ReadTopicAsync("t", cancel);
        records.Select(r => Encoding.UTF8.GetString(r.Value.Span)).ShouldBe(Enumerable.Range(0, 1_000).Select(i => $"{{\"number\":{i}}}"), ignoreOrder: true);
    }

    [Test, CancelAfter(60_000)]
    public async Task EnsureTopic_Settings_AreTheTopics(CancellationToken cancel)
    {
        await using var test = KafkaTestBus.On(_address, _prefix, o => (o.Retention, o.ReplicationFactor, o.MinInSyncReplicas) = (TimeSpan.FromHours(5), 2, 2));
        await test.Bus.EnsureTopicAsync("t", cancel);
        var topic = _administrator.GetMetadata(_prefix + "t", TimeSpan.FromSeconds(10)).Topics.ShouldHaveSingleItem();
        topic.Partitions.Count.ShouldBe(4);
        topic.Partitions.ShouldAllBe(p => p.Replicas.Length == 2);
        var entries = (await _administrator.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = _prefix + "t" }]))[0].Entries;
        entries["retention.ms"].Value.ShouldBe("18000000");
        entries["min.insync.replicas"].Value.ShouldBe("2");

        // An existing topic stays as it is.
        await using var other = KafkaTestBus.On(_address, _prefix, o => o.Retention = TimeSpan.FromHours(1));
        await other.Bus.EnsureTopicAsync("t", cancel);
        (await _administrator.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = _prefix + "t" }]))[0].Entries["retention.ms"].Value.ShouldBe("18000000");
    }

    [Test, CancelAfter(60_000)]
    public async Task EnsureTopic_MoreCopiesThanBrokers_SaysSo(CancellationToken cancel)
    {
        await using var test = KafkaTestBus.On(_address, _prefix, o => o.ReplicationFactor = 99);
        var error = await Should.ThrowAsync<KafkaBusException>(async () => await test.Bus.EnsureTopicAsync("t", cancel));
        error.Message.ShouldContain("\"t\"");
        error.Message.ShouldContain("99 copies");
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_UnknownTopic_MakesNone(CancellationToken cancel)
    {
        await using var test = KafkaTestBus.On(_address, _prefix);
        await Should.ThrowAsync<InvalidOperationException>(async () => await test.Bus.PublishAsync("t", [new OutgoingRecord { Value = new byte[1] }], cancel));
        await Should.ThrowAsync<InvalidOperationException>(async () => await test.Bus.ExtentsAsync("t", cancel));
        _administrator.GetMetadata(TimeSpan.FromSeconds(10)).Topics.ShouldNotContain(t => t.Topic.StartsWith(_prefix));
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_TopicRemovedMeanwhile_FailsUntilItIsMadeAgain(CancellationToken cancel)
    {
        await using var test = KafkaTestBus.On(_address, _prefix, o => o.PublishTimeout = TimeSpan.FromSeconds(5));
        await test.Bus.EnsureTopicAsync("t", cancel);
        await test.Bus.PublishAsync("t", [new OutgoingRecord { Value = new byte[1] }], cancel);
        await _administrator.DeleteTopicsAsync([_prefix + "t"]);
        await Should.ThrowAsync<Exception>(async () => await test.Bus.PublishAsync("t", [new OutgoingRecord { Value = new byte[1] }], cancel));
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await test.Bus.EnsureTopicAsync("t", cancel);
                    await test.Bus.PublishAsync("t", [new OutgoingRecord { Value = new byte[1] }], cancel);
                    return true;
                }
                catch (Exception e) when (e is KafkaBusException or InvalidOperationException)
                {
                    return false;
                }
            },
            "it is made again",
            TimeSpan.FromSeconds(40));
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_RecordsThatWereDeleted_GoesOnBehindThemAndCountsThem(CancellationToken cancel)
    {
        using var counters = new CounterSums(BusMetrics.MeterName);
        await using var test = KafkaTestBus.On(_address, _prefix);
        var topic = $"old-{Guid.NewGuid():N}";
        await test.Bus.EnsureTopicAsync(topic, cancel);
        await test.Bus.PublishAsync(topic, [.. Enumerable.Range(0, 100).Select(i => new OutgoingRecord { Partition = 0, Value = new[] { (byte)i } })], cancel);
        await _administrator.DeleteRecordsAsync([new TopicPartitionOffset(_prefix + topic, 0, 60)]);
        (await test.Bus.ExtentsAsync(topic, cancel))[0].ShouldBe(new PartitionExtent(0, 60, 100));

        await using var consumer = await test.Bus.SubscribeAsync("g", [topic], new StartAt(10), cancel);

        var batch = (await consumer.ReadAsync(TimeSpan.FromSeconds(20), cancel)).ShouldNotBeNull();
        batch.Records[0].Offset.ShouldBe(60);
        counters["shopstream.bus.skipped", topic].ShouldBe(50);
        (await test.Bus.CommittedAsync("g", topic, cancel)).ShouldBeEmpty();
    }

    private sealed class StartAt(long offset) : IPartitionHandler
    {
        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(partition.Partition == 0 ? offset : null);

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
