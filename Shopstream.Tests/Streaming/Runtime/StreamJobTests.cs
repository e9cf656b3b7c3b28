using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming.Runtime;

[TestFixture, CancelAfter(60_000)]
internal sealed class StreamJobTests
{
    private const string Topic = "t";
    private const string Group = "g";
    private TempDirectory _directory = null!;
    private TestMeterFactory _meters = null!;
    private TestBus _bus = null!;
    private SqliteDocumentStore _documents = null!;
    private CheckpointStore _checkpoints = null!;
    private Journal _journal = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        (_directory, _meters, _bus, _journal) = (new TempDirectory(), new TestMeterFactory(), new TestBus(partitions: 2), new Journal());
        _documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
        _checkpoints = new CheckpointStore(_documents, TimeProvider.System);
        await _bus.Bus.EnsureTopicAsync(Topic, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _bus.DisposeAsync();
        await _documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Run_ProcessorFailsOnce_RestartsFromTheCheckpointWithNothingLostOrTwice(CancellationToken cancel)
    {
        _journal.Traps["p0-250"] = true;
        _journal.Traps["p1-333"] = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var job = Job(checkpoint: TimeSpan.FromMilliseconds(100));
        var run = job.RunAsync(stop.Token);
        for (var i = 0; i < 400; i += 20)
        {
            await PublishAsync([.. Enumerable.Range(i, 20).SelectMany(n => (OutgoingRecord[])[Record(0, n), Record(1, n)])], cancel);

            // At least one checkpoint lies before the failure.
            if (i == 100) await Eventually.BecomesTrueAsync(async () => await NextOffsetAsync(0, cancel) >= 100 && await NextOffsetAsync(1, cancel) >= 100, "a checkpoint");
        }

        await Eventually.BecomesTrueAsync(() => _journal.Total == 800 && job.Progress.IsIdle, "everything is processed");
        await stop.CancelAsync();
        await run;

        _journal.Traps.ShouldBeEmpty();
        _journal.Restored.Count(size => size >= 100).ShouldBeGreaterThanOrEqualTo(2, "the restarts began at a checkpoint");
        _journal.State[new(Topic, 0)].ShouldBe(Enumerable.Range(0, 400).Select(n => $"p0-{n}"));
        _journal.State[new(Topic, 1)].ShouldBe(Enumerable.Range(0, 400).Select(n => $"p1-{n}"));
    }

    [Test]
    public async Task Run_ProducerRepeatsAfterTheJobRestarted_DropsTheRepeats(CancellationToken cancel)
    {
        OutgoingRecord Numbered(int n) => Record(0, n) with { ProducerId = "writer", Sequence = n };
        await PublishAsync([.. Enumerable.Range(0, 50).Select(Numbered)], cancel);
        await RunUntilAsync(() => _journal.Total == 50, cancel);
        await PublishAsync([.. Enumerable.Range(30, 40).Select(Numbered)], cancel);
        await RunUntilAsync(() => _journal.Total == 70, cancel);
        _journal.State[new(Topic, 0)].ShouldBe(Enumerable.Range(0, 70).Select(n => $"p0-{n}"));
    }

    [Test]
    public async Task Run_AnotherHostCheckpointedThePartition_GoesOnFromThere(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var job = Job(checkpoint: TimeSpan.FromMilliseconds(100));
        var run = job.RunAsync(stop.Token);
        await PublishAsync([.. Enumerable.Range(0, 100).Select(n => Record(0, n))], cancel);
        await Eventually.BecomesTrueAsync(async () => await NextOffsetAsync(0, cancel) == 100, "a checkpoint");
        var mine = (await _checkpoints.LoadAsync(Group, new(Topic, 0), cancel))!;

        // The other host was faster: it has seen a record that this one has not.
        var state = new StateWriter();
        state.Scope("state").Put("seen", Encoding.UTF8.GetBytes("theirs"));
        await _checkpoints.SaveAsync(Group, new(Topic, 0), 100, mine, state, cancel);
        await PublishAsync([Record(0, 100)], cancel);

        await Eventually.BecomesTrueAsync(async () => await NextOffsetAsync(0, cancel) == 101, "a checkpoint on top of theirs");
        await stop.CancelAsync();
        await run;
        _journal.State[new(Topic, 0)].ShouldBe(["theirs", "p0-100"]);
    }

    [Test]
    public async Task Run_FormerOwnerSavedButDidNotCommit_CommitsItsOffset(CancellationToken cancel)
    {
        await PublishAsync([.. Enumerable.Range(0, 10).Select(n => Record(0, n))], cancel);
        await _checkpoints.PrepareAsync(cancel);
        await _checkpoints.SaveAsync(Group, new(Topic, 0), 10, null, new StateWriter(), cancel);
        (await _bus.Bus.CommittedAsync(Group, Topic, cancel)).ShouldBeEmpty();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = Job(checkpoint: TimeSpan.FromMilliseconds(50)).RunAsync(stop.Token);

        await Eventually.BecomesTrueAsync(
            async () => (await _bus.Bus.CommittedAsync(Group, Topic, cancel)).GetValueOrDefault(0) == 10, "the offset of the checkpoint is committed");

        await stop.CancelAsync();
        await run;
    }

    [Test]
    public async Task Lost_Partition_IsDroppedUnsaved(CancellationToken cancel)
    {
        var job = Job(checkpoint: TimeSpan.FromSeconds(1));
        await _checkpoints.PrepareAsync(cancel);
        await job.AssignedAsync(new(Topic, 1), cancel);

        await job.LostAsync(new(Topic, 1), cancel);
        await job.RevokedAsync(new(Topic, 1), cancel);

        _journal.Disposed.ShouldBe(1);
        (await _checkpoints.LoadAsync(Group, new(Topic, 1), cancel)).ShouldBeNull();
    }

    [Test]
    public async Task Run_CopartitionedTopicDiffers_SaysWhichAndWhatWasExpected(CancellationToken cancel)
    {
        _bus.Options.Partitions = 3;
        await _bus.Bus.EnsureTopicAsync("wide", cancel);
        var definition = new StreamJobDefinition(Group, [Topic], source => new JournalProcessor(source, _journal)) { CopartitionedTopics = ["wide"] };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var job = new StreamJob(
            definition, _bus.Bus, _checkpoints, Options.Create(new StreamingOptions()), new StreamingMetrics(_meters),
            TimeProvider.System, NullLogger<StreamJob>.Instance);
        var run = job.RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => job.Progress.Failure is not null, "it refuses");
        await stop.CancelAsync();
        await run;
        job.Progress.Failure.ShouldBe("Topic wide: found 3 partitions, expected 2 as t has, since g forwards partition by partition.");
    }

    [Test]
    public async Task Run_Cancelled_HandsOutAndCheckpointsEverythingProcessed(CancellationToken cancel)
    {
        await PublishAsync([.. Enumerable.Range(0, 100).Select(n => Record(n % 2, n))], cancel);
        await RunUntilAsync(() => _journal.Total == 100, cancel, checkpoint: TimeSpan.FromHours(1));

        (await NextOffsetAsync(0, cancel)).ShouldBe(50);
        (await NextOffsetAsync(1, cancel)).ShouldBe(50);
        (await _bus.Bus.CommittedAsync(Group, Topic, cancel)).ShouldBe(new Dictionary<int, long> { [0] = 50, [1] = 50 }, ignoreOrder: true);
        _journal.EmittedAll.ShouldBeGreaterThanOrEqualTo(2);
        _journal.Disposed.ShouldBe(2);
    }

    [Test]
    public async Task Run_CancelledInTheMiddleOfABatch_FinishesItFirst(CancellationToken cancel)
    {
        var hold = _journal.Holds["p0-5"] = new();
        await PublishAsync([.. Enumerable.Range(0, 10).Select(n => Record(0, n))], cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = Job(checkpoint: TimeSpan.FromHours(1)).RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _journal.Held) == "p0-5", "it is in the middle of a batch");
        await stop.CancelAsync();
        hold.SetResult();
        await run;

        (await NextOffsetAsync(0, cancel)).ShouldBe(10);
    }

    [Test]
    public async Task Run_CancelledBatchDoesNotEnd_IsReplayedWholeAtTheNextStart(CancellationToken cancel)
    {
        OutgoingRecord[] Numbered(int from, int count) => [.. Enumerable.Range(from, count).Select(n => Record(0, n) with { ProducerId = "writer", Sequence = n })];
        _journal.Holds["p0-15"] = new();
        await PublishAsync(Numbered(0, 10), cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = Job(checkpoint: TimeSpan.FromHours(1), stopTimeout: TimeSpan.FromMilliseconds(50)).RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => _journal.Total == 10, "there is something to checkpoint");
        await PublishAsync(Numbered(10, 10), cancel);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _journal.Held) == "p0-15", "it is in the middle of a batch");
        await stop.CancelAsync();
        await run;
        (await NextOffsetAsync(0, cancel)).ShouldBe(0, "half a batch is not checkpointed");

        _journal.Holds.Clear();
        await RunUntilAsync(() => _journal.Total == 20, cancel);
        _journal.State[new(Topic, 0)].ShouldBe(Enumerable.Range(0, 20).Select(n => $"p0-{n}"));
    }

    [Test]
    public async Task Run_NothingNew_WritesNoCheckpoint(CancellationToken cancel)
    {
        await PublishAsync([Record(0, 1)], cancel);
        await RunUntilAsync(() => _journal.Total == 1, cancel);
        var version = (await _checkpoints.LoadAsync(Group, new(Topic, 0), cancel))!.Version;
        var job = Job(TimeSpan.FromMilliseconds(100));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = job.RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => job.Progress.IsIdle, "the job looked around");
        await stop.CancelAsync();
        await run;
        (await _checkpoints.LoadAsync(Group, new(Topic, 0), cancel))!.Version.ShouldBe(version);
    }

    [Test]
    public async Task Run_PartitionFallsIdle_GetsTheOthersWatermark(CancellationToken cancel)
    {
        var job = Job(TimeSpan.FromMilliseconds(100), idle: TimeSpan.FromMilliseconds(300));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = job.RunAsync(stop.Token);
        await PublishAsync([Record(0, 1) with { TimestampMs = 1_000 }], cancel);
        var time = 5_000L;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await PublishAsync([Record(1, (int)time) with { TimestampMs = time++ }], cancel);
                return _journal.Idle.ContainsKey(new(Topic, 0));
            },
            "partition 0 falls idle");
        await stop.CancelAsync();
        await run;

        _journal.Idle[new(Topic, 0)].ShouldBeInRange(5_000, time);
        _journal.Idle.ShouldNotContainKey(new TopicPartition(Topic, 1));
    }

    [Test]
    public async Task Run_PrepareFails_TriesAgainAndSaysWhy(CancellationToken cancel)
    {
        var tries = 0;
        var job = Job(TimeSpan.FromMilliseconds(100), prepare: _ => ++tries < 3 ? throw new IOException($"try {tries}") : ValueTask.CompletedTask);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await PublishAsync([Record(0, 1)], cancel);
        var run = job.RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => _journal.Total == 1 && job.Progress.IsRunning, "the third try works");
        job.Progress.Failure.ShouldBeNull();
        await stop.CancelAsync();
        await run;
        tries.ShouldBe(3);
    }

    private static OutgoingRecord Record(int partition, int n) =>
        new() { Partition = partition, Value = Encoding.UTF8.GetBytes($"p{partition}-{n}"), TimestampMs = n };

    private ValueTask PublishAsync(OutgoingRecord[] records, CancellationToken cancel) => _bus.Bus.PublishAsync(Topic, records, cancel);

    private async Task RunUntilAsync(Func<bool> condition, CancellationToken cancel, TimeSpan? checkpoint = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = Job(checkpoint ?? TimeSpan.FromMilliseconds(100)).RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(condition, "the records are processed");
        await stop.CancelAsync();
        await run;
    }

    private async Task<long> NextOffsetAsync(int partition, CancellationToken cancel)
    {
        await _checkpoints.PrepareAsync(cancel);
        return (await _checkpoints.LoadAsync(Group, new(Topic, partition), cancel))?.NextOffset ?? 0;
    }

    private StreamJob Job(TimeSpan checkpoint, TimeSpan? idle = null, TimeSpan? stopTimeout = null, Func<CancellationToken, ValueTask>? prepare = null) => new(
        new StreamJobDefinition(Group, [Topic], source => new JournalProcessor(source, _journal)) { PrepareAsync = prepare ?? (_ => ValueTask.CompletedTask) },
        _bus.Bus,
        _checkpoints,
        Options.Create(new StreamingOptions
        {
            EmitInterval = TimeSpan.FromMilliseconds(50),
            CheckpointInterval = checkpoint,
            RestartDelay = TimeSpan.FromMilliseconds(20),
            IdleTimeout = idle ?? TimeSpan.FromMinutes(1),
            StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(10),
        }),
        new StreamingMetrics(_meters),
        TimeProvider.System,
        NullLogger<StreamJob>.Instance);
}
