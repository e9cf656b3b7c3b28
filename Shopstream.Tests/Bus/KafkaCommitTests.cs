using Confluent.Kafka;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;
using TopicPartition = Shopstream.Modules.Bus.TopicPartition;

namespace Shopstream.Tests.Bus;

[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaCommitTests : KafkaClusterTests
{
    [Test, CancelAfter(60_000)]
    public async Task Commit_DuringARebalance_IsMadeUpForByTheNext(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await using var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        await OwnsAsync(consumer, 4, cancel);
        Cluster.Answer(KafkaRequest.OffsetCommit, ErrorCode.RebalanceInProgress);

        await consumer.CommitAsync(new Dictionary<TopicPartition, long> { [new(Topic, 0)] = 5, [new(Topic, 1)] = 6 }, cancel);
        await consumer.CommitAsync(new Dictionary<TopicPartition, long> { [new(Topic, 1)] = 7 }, cancel);

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await consumer.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return await bus.CommittedAsync("g", Topic, cancel) is var committed && committed.GetValueOrDefault(0) == 5 && committed.GetValueOrDefault(1) == 7;
            },
            "both are committed");
    }

    [Test, CancelAfter(60_000)]
    public async Task Commit_WhileThePartitionIsTakenOn_IsMadeUpForByTheNextRead(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        IEventConsumer? consumer = null;
        var handler = new Handler { WhenAssigned = p => consumer!.CommitAsync(new Dictionary<TopicPartition, long> { [p] = 3 }, cancel).AsTask().Wait(cancel) };
        await using var member = consumer = await bus.SubscribeAsync("g", [Topic], handler, cancel);

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await member.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return (await bus.CommittedAsync("g", Topic, cancel)).Values.Count(next => next == 3) == 4;
            },
            "all are committed");
    }

    [Test, CancelAfter(60_000)]
    public async Task Commit_NotInTheGroupAnyMore_LosesThePartitions(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        var handler = new Handler();
        await using var consumer = await bus.SubscribeAsync("g", [Topic], handler, cancel);
        await OwnsAsync(consumer, 4, cancel);
        Cluster.Answer(KafkaRequest.OffsetCommit, ErrorCode.IllegalGeneration);

        await consumer.CommitAsync(new Dictionary<TopicPartition, long> { [new(Topic, 0)] = 5 }, cancel);

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await consumer.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return handler.Lost.Count == 4;
            },
            "it is told of the loss");
    }
}
