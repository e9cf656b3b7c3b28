using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;
using TopicPartition = Shopstream.Modules.Bus.TopicPartition;

namespace Shopstream.Tests.Bus;

/// <summary>A simulated cluster for every test, and what tests of the Kafka provider do with it.</summary>
internal abstract class KafkaClusterTests
{
    protected const string Topic = "t";

    protected static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);
    private readonly List<KafkaTestBus> _buses = [];

    protected KafkaMockCluster Cluster { get; private set; } = null!;

    [OneTimeSetUp]
    public void RequireLibrary() => KafkaMockCluster.Require();

    [SetUp]
    public void StartCluster() => Cluster = new KafkaMockCluster();

    [TearDown]
    public async Task StopCluster()
    {
        foreach (var bus in _buses) await bus.DisposeAsync();
        _buses.Clear();
        Cluster?.Dispose();
    }

    protected KafkaTestBus Open(Action<KafkaBusOptions>? change = null, ILogger<KafkaEventBus>? logger = null)
    {
        var bus = KafkaTestBus.On(Cluster, change, logger);
        _buses.Add(bus);
        return bus;
    }

    protected static OutgoingRecord Record(int partition, string text) =>
        new() { Partition = partition, Value = Encoding.UTF8.GetBytes(text), TimestampMs = 1 };

    protected static IReadOnlyList<OutgoingRecord> Numbered(int partition, int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => Record(partition, $"{i}"))];

    protected static string Text(ConsumedRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    /// <summary>What a partition holds, read by the bare client.</summary>
    protected async Task<List<string>> ReadPartitionAsync(IEventBus bus, int partition, CancellationToken cancel)
    {
        var extent = (await bus.ExtentsAsync(Topic, cancel))[partition];
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = Cluster.BootstrapServers, GroupId = "none", FetchWaitMaxMs = 50 }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, partition, extent.Earliest));
        var found = new List<string>();
        while (found.Count < extent.Next - extent.Earliest) found.Add(consumer.Consume(cancel).Message.Value);
        return found;
    }

    /// <summary>What the topic holds.</summary>
    protected static async Task<List<(TopicPartition Source, ConsumedRecord Record)>> ReadTopicAsync(IEventBus bus, CancellationToken cancel)
    {
        var count = (await bus.ExtentsAsync(Topic, cancel)).Sum(e => e.Next - e.Earliest);
        await using var consumer = await bus.SubscribeAsync($"reader-{Guid.NewGuid():N}", [Topic], new Handler(), cancel);
        var found = new List<(TopicPartition, ConsumedRecord)>();
        while (found.Count < count)
        {
            var batch = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull($"{found.Count} of {count} records came");
            found.AddRange(batch.Records.Select(r => (batch.Source, r)));
        }

        return found;
    }

    /// <summary>Reads until the member owns so many partitions.</summary>
    protected static Task OwnsAsync(IEventConsumer consumer, int partitions, CancellationToken cancel) => Eventually.BecomesTrueAsync(
        async () =>
        {
            await consumer.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
            return consumer.Assignment.Count == partitions;
        },
        $"it owns {partitions} partitions");

    /// <summary>A handler that remembers, and does more where a test says so.</summary>
    protected sealed class Handler : IPartitionHandler
    {
        public Func<TopicPartition, long?> Start { get; init; } = _ => null;

        public Action<TopicPartition> WhenAssigned { get; set; } = _ => { };

        public Action<TopicPartition> WhenRevoked { get; set; } = _ => { };

        public List<TopicPartition> Assigned { get; } = [];

        public List<TopicPartition> Revoked { get; } = [];

        public List<TopicPartition> Lost { get; } = [];

        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken)
        {
            WhenAssigned(partition);
            Assigned.Add(partition);
            return ValueTask.FromResult(Start(partition));
        }

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken)
        {
            WhenRevoked(partition);
            Revoked.Add(partition);
            return ValueTask.CompletedTask;
        }

        public ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken)
        {
            Lost.Add(partition);
            return ValueTask.CompletedTask;
        }
    }
}
