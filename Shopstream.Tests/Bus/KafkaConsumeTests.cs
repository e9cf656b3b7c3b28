using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;
using TopicPartition = Shopstream.Modules.Bus.TopicPartition;

namespace Shopstream.Tests.Bus;

[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaConsumeTests : KafkaClusterTests
{
    [Test, CancelAfter(60_000)]
    public async Task Read_HandlerFailsToTakeAPartition_FailsAndKeepsFailing(CancellationToken cancel)
    {
        var bus = Open().Bus;
        var handler = new Handler { WhenAssigned = p => { if (p.Partition == 2) throw new InvalidDataException("no checkpoint"); } };
        await using (var consumer = await bus.SubscribeAsync("g", [Topic], handler, cancel))
        {
            (await Should.ThrowAsync<InvalidDataException>(async () => await consumer.ReadAsync(Wait, cancel))).Message.ShouldBe("no checkpoint");
            (await Should.ThrowAsync<InvalidDataException>(async () => await consumer.ReadAsync(Wait, cancel))).Message.ShouldBe("no checkpoint");
        }

        handler.Assigned.Select(p => p.Partition).ShouldBe([0, 1]);
        handler.Revoked.ShouldBeEmpty();
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_HandlerFailsToGiveAPartitionUp_FailsAndTheOtherMemberHasIt(CancellationToken cancel)
    {
        var bus = Open().Bus;
        var handler = new Handler { WhenRevoked = _ => throw new InvalidDataException("no store") };
        await using var first = await bus.SubscribeAsync("g", [Topic], handler, cancel);
        await OwnsAsync(first, 4, cancel);
        await using var second = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);

        (await Should.ThrowAsync<InvalidDataException>(() => OwnsAsync(first, 0, cancel))).Message.ShouldBe("no store");
        await first.DisposeAsync();
        await OwnsAsync(second, 4, cancel);
    }

    // The loop processes, another member comes: the handler must not run beside the loop, and nothing of what moves may be read here after.
    [Test, CancelAfter(120_000)]
    public async Task Read_RebalanceWhileProcessing_HandlerWaitsForTheNextReadAndEveryRecordIsReadOnce(CancellationToken cancel)
    {
        // The first member must not miss its heartbeats even where many others want the processor.
        var bus = Open(o => o.SessionTimeout = TimeSpan.FromSeconds(6)).Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        for (var p = 0; p < 4; p++) await bus.PublishAsync(Topic, Numbered(p, 0, 3_000), cancel);
        var checkpoints = new Dictionary<TopicPartition, long>();
        var read = new Dictionary<TopicPartition, List<long>>();
        var isReading = false;
        Handler Checked() => new()
        {
            Start = p => checkpoints.TryGetValue(p, out var next) ? next : null,
            WhenAssigned = _ => isReading.ShouldBeTrue(),
            WhenRevoked = _ => isReading.ShouldBeTrue(),
        };
        var handlers = new[] { Checked(), Checked() };
        await using var first = await bus.SubscribeAsync("g", [Topic], handlers[0], cancel);
        await ReadAsync(first);
        await using var second = await bus.SubscribeAsync("g", [Topic], handlers[1], cancel);
        await ((KafkaConsumer)second).Joined.WaitAsync(cancel);

        // Long enough for the two rounds of a rebalance here: while the first processes, nothing moves.
        for (var i = 0; i < 24; i++) (await second.ReadAsync(TimeSpan.FromMilliseconds(500), cancel)).ShouldBeNull();
        handlers.ShouldAllBe(h => h.Revoked.Count == 0);
        handlers[1].Assigned.ShouldBeEmpty();

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await ReadAsync(first);
                await ReadAsync(second);
                return read.Values.Sum(r => r.Count) >= 12_000 && second.Assignment.Count == 2;
            },
            "all is read, half by the second",
            TimeSpan.FromSeconds(60));

        handlers[0].Revoked.ShouldBe(second.Assignment, ignoreOrder: true);
        handlers.ShouldAllBe(h => h.Lost.Count == 0);
        read.Count.ShouldBe(4);
        foreach (var (partition, offsets) in read) offsets.ShouldBe(Enumerable.Range(0, 3_000).Select(o => (long)o), $"{partition}");

        async Task ReadAsync(IEventConsumer consumer)
        {
            isReading = true;
            var batch = await consumer.ReadAsync(TimeSpan.FromMilliseconds(consumer == first && read.Count == 0 ? 15_000 : 20), cancel);
            isReading = false;
            if (batch is null) return;
            consumer.Assignment.ShouldContain(batch.Source);
            if (!read.TryGetValue(batch.Source, out var offsets)) read[batch.Source] = offsets = [];
            offsets.AddRange(batch.Records.Select(r => r.Offset));
            checkpoints[batch.Source] = batch.NextOffset;
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Seek_WithRecordsFetchedAhead_DeliversNoneOfThem(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, Numbered(1, 0, 5_000), cancel);
        await using var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        var source = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Source;
        foreach (var target in new long[] { 3, 4_990, 0, 1_234 })
        {
            await consumer.SeekAsync(source, target, cancel);
            var next = target;
            for (var i = 0; i < 3 && next < 5_000; i++)
            {
                var batch = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull();
                batch.Records.Select(r => r.Offset).ShouldBe(Enumerable.Range(0, batch.Records.Count).Select(o => next + o));
                next = batch.NextOffset;
            }
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Seek_RightAfterTheAssignment_Holds(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        for (var p = 0; p < 4; p++) await bus.PublishAsync(Topic, Numbered(p, 0, 100), cancel);
        await using var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        await Eventually.BecomesTrueAsync(async () => consumer.Assignment.Count > 0 || await consumer.ReadAsync(TimeSpan.Zero, cancel) is not null, "it owns partitions");
        for (var p = 0; p < 4; p++) await consumer.SeekAsync(new TopicPartition(Topic, p), 90, cancel);
        var offsets = new List<long>();
        while (offsets.Count < 40) offsets.AddRange((await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records.Select(r => r.Offset));
        offsets.ShouldAllBe(o => o >= 90);
    }

    // Pausing makes the client drop what it fetched ahead; it must come again, in order, none twice.
    [Test, CancelAfter(60_000)]
    public async Task Read_AfterALongPause_GoesOnWithoutGapOrRepeat(CancellationToken cancel)
    {
        var bus = Open(o => o.MaxPollInterval = o.SessionTimeout).Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        for (var p = 0; p < 4; p++) await bus.PublishAsync(Topic, Numbered(p, 0, 5_000), cancel);
        await using var consumer = (KafkaConsumer)await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        var next = new Dictionary<TopicPartition, long>();
        Take((await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull());

        await Eventually.BecomesTrueAsync(() => consumer.IsPaused, "fetching stops while nothing is read");

        while (next.Values.Sum() < 20_000) Take((await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull($"{next.Values.Sum()} of 20000 came"));
        next.Values.ShouldAllBe(n => n == 5_000);

        void Take(ConsumedBatch batch)
        {
            foreach (var record in batch.Records)
            {
                record.Offset.ShouldBe(next.GetValueOrDefault(batch.Source));
                next[batch.Source] = record.Offset + 1;
            }
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_RecordsThatRetentionRemoved_GoesOnBehindThemAndCountsThem(CancellationToken cancel)
    {
        using var counters = new CounterSums(BusMetrics.MeterName);
        var bus = Open(o => o.Compression = "none").Bus;
        var topic = $"old-{Guid.NewGuid():N}";
        await bus.EnsureTopicAsync(topic, cancel);
        for (var i = 0; i < 12; i++) await bus.PublishAsync(topic, [new OutgoingRecord { Partition = 0, Value = new byte[800_000] }], cancel);
        var extent = (await bus.ExtentsAsync(topic, cancel))[0];
        extent.Earliest.ShouldBeGreaterThan(2, "the simulated cluster keeps about 5 MB");

        await using var consumer = await bus.SubscribeAsync("g", [topic], new Handler { Start = p => p.Partition == 0 ? 2 : null }, cancel);

        (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records[0].Offset.ShouldBe(extent.Earliest);
        counters["shopstream.bus.skipped", topic].ShouldBe(extent.Earliest - 2);
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_MemberIsThrownOut_LosesItsPartitionsAndTakesThemAgain(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        var handler = new Handler();
        await using var consumer = await bus.SubscribeAsync("g", [Topic], handler, cancel);
        await OwnsAsync(consumer, 4, cancel);

        Cluster.Answer(KafkaRequest.Heartbeat, ErrorCode.UnknownMemberId);

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await consumer.ReadAsync(TimeSpan.FromMilliseconds(20), cancel);
                return handler.Lost.Count == 4;
            },
            "it is told of the loss");
        handler.Revoked.ShouldBeEmpty();
        await OwnsAsync(consumer, 4, cancel);
        handler.Assigned.Count.ShouldBe(8);
    }

    [Test, CancelAfter(60_000)]
    public async Task Dispose_MemberWithPartitions_LeavesWithoutCallingTheHandler(CancellationToken cancel)
    {
        var bus = Open().Bus;
        var handler = new Handler();
        var first = await bus.SubscribeAsync("g", [Topic], handler, cancel);
        await OwnsAsync(first, 4, cancel);
        await first.DisposeAsync();
        (handler.Revoked.Count, handler.Lost.Count).ShouldBe((0, 0));
        await first.DisposeAsync();

        await using var second = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        await OwnsAsync(second, 4, cancel);
    }

    [Test, CancelAfter(60_000)]
    public async Task Dispose_WhilePartitionsWaitForTheHandler_Ends(CancellationToken cancel)
    {
        var handler = new Handler();
        var consumer = (KafkaConsumer)await Open().Bus.SubscribeAsync("g", [Topic], handler, cancel);
        await consumer.Joined.WaitAsync(cancel);
        await consumer.DisposeAsync();
        handler.Assigned.ShouldBeEmpty();
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_Cancelled_StopsAndCanBeRepeated(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await using var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        using var stop = new CancellationTokenSource();
        var reading = consumer.ReadAsync(TimeSpan.FromMinutes(5), stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        await bus.PublishAsync(Topic, [Record(0, "a")], cancel);
        (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull().Records.Count.ShouldBe(1);
    }

    [Test, CancelAfter(60_000)]
    public async Task Subscribe_WithPrefix_NamesTopicAndGroupWithIt(CancellationToken cancel)
    {
        var bus = Open(o => o.TopicPrefix = "shop1.").Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, [Record(0, "a")], cancel);
        await using (var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel))
        {
            var batch = (await consumer.ReadAsync(Wait, cancel)).ShouldNotBeNull();
            batch.Source.ShouldBe(new TopicPartition(Topic, 0));
            await consumer.CommitAsync(new Dictionary<TopicPartition, long> { [batch.Source] = 1 }, cancel);
        }

        var plain = Open().Bus;
        await Cluster.CreateAsync(new TopicSpecification { Name = Topic, NumPartitions = 4, ReplicationFactor = 1 });
        (await plain.ExtentsAsync(Topic, cancel)).ShouldAllBe(e => e.Next == 0);
        (await plain.CommittedAsync("g", Topic, cancel)).ShouldBeEmpty();
        (await plain.CommittedAsync("shop1.g", "shop1.t", cancel)).ShouldBe(new Dictionary<int, long> { [0] = 1 });
    }
}
