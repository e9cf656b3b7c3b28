using System.Text;
using Shopstream.Modules.Bus;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

/// <summary>What every event bus must do; each provider inherits it.</summary>
internal abstract class EventBusContract
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    protected IEventBus Bus { get; private set; } = null!;

    /// <summary>A bus whose topics have four partitions.</summary>
    protected abstract Task<IEventBus> OpenAsync();

    /// <summary>Closes the bus and opens it again with what it held.</summary>
    protected abstract Task<IEventBus> ReopenAsync(IEventBus bus);

    [SetUp]
    public async Task OpenBus() => Bus = await OpenAsync();

    [TearDown]
    public async Task CloseBus() => await Bus.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Publish_KeyedRecords_KeepOrderWithinTheirPartition(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        var sent = Enumerable.Range(0, 5_000).Select(i => ($"user{i % 37}", $"{i}")).ToList();
        for (var i = 0; i < sent.Count; i += 700) await Bus.PublishAsync("t", [.. sent.Skip(i).Take(700).Select(s => Record(s.Item1, s.Item2))], cancel);

        var received = await ReadAllAsync("g", sent.Count, cancel);

        received.Count.ShouldBe(sent.Count);
        foreach (var byKey in received.GroupBy(r => r.Record.Key))
        {
            byKey.Select(r => r.Partition.Partition).Distinct().ShouldBe([KeyPartitioner.Partition(byKey.Key!, 4)]);
            byKey.Select(r => Text(r.Record)).ShouldBe(sent.Where(s => s.Item1 == byKey.Key).Select(s => s.Item2));
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_AllFields_ComeBackAsSent(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        var record = new OutgoingRecord
        {
            Key = "käthe", Value = Encoding.UTF8.GetBytes("{\"a\":1}"), TimestampMs = 1_700_000_000_123, ProducerId = "import/x", Sequence = 42,
        };
        await Bus.PublishAsync("t", [record, record with { Key = "käthe", ProducerId = "import/x", Sequence = 43, TimestampMs = -5 }], cancel);

        var received = await ReadAllAsync("g", 2, cancel);

        received.Select(r => (r.Record.Key, Text(r.Record), r.Record.TimestampMs, r.Record.ProducerId, r.Record.Sequence)).ShouldBe(
            [("käthe", "{\"a\":1}", 1_700_000_000_123, "import/x", 42), ("käthe", "{\"a\":1}", -5, "import/x", 43)]);
        received[1].Record.Offset.ShouldBeGreaterThan(received[0].Record.Offset);
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_AfterCommit_ContinuesThere(CancellationToken cancel)
    {
        await PublishManyAsync(100, cancel);
        await using (var first = await SubscribeAsync("g", cancel))
        {
            var offsets = new Dictionary<TopicPartition, long>();
            for (var seen = 0; seen < 100;)
            {
                var batch = (await first.ReadAsync(Wait, cancel)).ShouldNotBeNull();
                seen += batch.Records.Count;
                offsets[batch.Source] = batch.NextOffset;
            }

            await first.CommitAsync(offsets, cancel);
        }

        await PublishManyAsync(10, cancel, "later");

        (await ReadAllAsync("g", 10, cancel)).ShouldAllBe(r => Text(r.Record).StartsWith("later"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_WithoutCommit_ReadsFromTheBeginning(CancellationToken cancel)
    {
        await PublishManyAsync(50, cancel);
        (await ReadAllAsync("g", 50, cancel)).Count.ShouldBe(50);
        (await ReadAllAsync("g", 50, cancel)).Count.ShouldBe(50);
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_HandlerGivesOffset_StartsThere(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await Bus.PublishAsync("t", [.. Enumerable.Range(0, 20).Select(i => Record("same", $"{i}"))], cancel);
        var partition = KeyPartitioner.Partition("same", 4);
        var handler = new RecordingHandler { Start = p => p.Partition == partition ? 15 : null };
        await using var consumer = await Bus.SubscribeAsync("g", ["t"], handler, cancel);

        var batch = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull();

        batch.Records[0].Offset.ShouldBe(15);
        Text(batch.Records[0]).ShouldBe("15");
        batch.HighWatermark.ShouldBe(20);
    }

    [Test, CancelAfter(60_000)]
    public async Task Seek_BackAndForth_ReadsFromThere(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await Bus.PublishAsync("t", [.. Enumerable.Range(0, 20).Select(i => Record("same", $"{i}"))], cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        var batch = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull();

        await consumer.SeekAsync(batch.Source, 7, cancel);
        (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records[0].Offset.ShouldBe(7);
        await consumer.SeekAsync(batch.Source, 19, cancel);
        Text((await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records[0]).ShouldBe("19");
        await Should.ThrowAsync<InvalidOperationException>(async () => await consumer.SeekAsync(new TopicPartition("other", 0), 0, cancel));
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_TwoGroups_EachGetsEverything(CancellationToken cancel)
    {
        await PublishManyAsync(200, cancel);
        (await ReadAllAsync("g1", 200, cancel)).Count.ShouldBe(200);
        (await ReadAllAsync("g2", 200, cancel)).Count.ShouldBe(200);
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_SecondMember_TakesItsShareAfterTheFirstGaveItUp(CancellationToken cancel)
    {
        await PublishManyAsync(10, cancel);
        var firstHandler = new RecordingHandler();
        var secondHandler = new RecordingHandler();
        await using var first = await Bus.SubscribeAsync("g", ["t"], firstHandler, cancel);
        await Eventually.BecomesTrueAsync(async () => await first.ReadAsync(TimeSpan.FromMilliseconds(50), cancel) is null && first.Assignment.Count == 4, "the first owns all");

        var second = await Bus.SubscribeAsync("g", ["t"], secondHandler, cancel);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await first.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                await second.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return first.Assignment.Count == 2 && second.Assignment.Count == 2;
            },
            "each owns two");
        first.Assignment.Intersect(second.Assignment).ShouldBeEmpty();
        firstHandler.Revoked.ShouldBe(second.Assignment, ignoreOrder: true);

        await second.DisposeAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await first.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return first.Assignment.Count == 4;
            },
            "the first owns all again");
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_NothingThere_ReturnsNullAfterTheWait(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        (await consumer.ReadAsync(TimeSpan.FromMilliseconds(50), cancel)).ShouldBeNull();
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_WhileWaiting_WakesForANewRecord(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        await consumer.ReadAsync(TimeSpan.FromMilliseconds(50), cancel);
        var waiting = consumer.ReadAsync(TimeSpan.FromSeconds(30), cancel).AsTask();
        await PublishManyAsync(1, cancel);
        (await waiting).ShouldNotBeNull().Records.Count.ShouldBe(1);
    }

    [Test, CancelAfter(60_000)]
    public async Task Reopen_AfterClose_KeepsRecordsOffsetsAndCommits(CancellationToken cancel)
    {
        await PublishManyAsync(100, cancel);
        await using (var consumer = await SubscribeAsync("g", cancel))
            await consumer.CommitAsync(new Dictionary<TopicPartition, long> { [new("t", 1)] = 3 }, cancel);
        var extents = await Bus.ExtentsAsync("t", cancel);

        Bus = await ReopenAsync(Bus);

        (await Bus.ExtentsAsync("t", cancel)).ShouldBe(extents);
        (await Bus.CommittedAsync("g", "t", cancel)).ShouldBe(new Dictionary<int, long> { [1] = 3 });
        await PublishManyAsync(10, cancel, "later");
        (await ReadAllAsync("other", 110, cancel)).Count(r => Text(r.Record).StartsWith("later")).ShouldBe(10);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_ManyWritersAtOnce_LosesNothing(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++) await Bus.PublishAsync("t", [Record($"w{w}", $"{w}/{i}"), Record(null, $"n{w}/{i}")], cancel);
            },
            cancel)));

        var received = await ReadAllAsync("g", 800, cancel);

        received.Select(r => Text(r.Record)).Distinct().Count().ShouldBe(800);
        for (var w = 0; w < 8; w++)
            received.Where(r => r.Record.Key == $"w{w}").Select(r => Text(r.Record)).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{w}/{i}"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_UnknownTopic_NamesIt(CancellationToken cancel)
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await Bus.PublishAsync("nowhere", [Record("a", "b")], cancel));
        error.Message.ShouldContain("nowhere");
    }

    protected static OutgoingRecord Record(string? key, string text) => new() { Key = key, Value = Encoding.UTF8.GetBytes(text), TimestampMs = 1 };

    protected static string Text(ConsumedRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    protected async Task PublishManyAsync(int count, CancellationToken cancel, string prefix = "r")
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await Bus.PublishAsync("t", [.. Enumerable.Range(0, count).Select(i => Record($"user{i}", $"{prefix}{i}"))], cancel);
    }

    protected ValueTask<IEventConsumer> SubscribeAsync(string group, CancellationToken cancel) =>
        Bus.SubscribeAsync(group, ["t"], new RecordingHandler(), cancel);

    protected async Task<List<(TopicPartition Partition, ConsumedRecord Record)>> ReadAllAsync(string group, int count, CancellationToken cancel)
    {
        await using var consumer = await SubscribeAsync(group, cancel);
        var received = new List<(TopicPartition, ConsumedRecord)>();
        while (received.Count < count)
        {
            var batch = await consumer.ReadAsync(Wait, cancel);
            if (batch is null) break;
            received.AddRange(batch.Records.Select(r => (batch.Source, r)));
        }

        return received;
    }

    internal sealed class RecordingHandler : IPartitionHandler
    {
        public Func<TopicPartition, long?> Start { get; init; } = _ => null;

        public List<TopicPartition> Revoked { get; } = [];

        public List<TopicPartition> Lost { get; } = [];

        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult(Start(partition));

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken)
        {
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
