using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// The loop of one job: reads its partitions, lets their processors work, hands out early results, and checkpoints. A failure
/// starts it again from the newest checkpoints.
/// </summary>
public sealed class StreamJob : IPartitionHandler
{
    private readonly StreamJobDefinition _definition;
    private readonly IEventBus _bus;
    private readonly CheckpointStore _checkpoints;
    private readonly StreamingOptions _options;
    private readonly StreamingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<StreamJob> _logger;
    private readonly Dictionary<TopicPartition, OwnedPartition> _owned = [];
    private volatile JobProgress _progress = JobProgress.NotStarted;

    /// <summary>Prepares the loop; <see cref="RunAsync"/> starts it.</summary>
    public StreamJob(
        StreamJobDefinition definition, IEventBus bus, CheckpointStore checkpoints, IOptions<StreamingOptions> options,
        StreamingMetrics metrics, TimeProvider time, ILogger<StreamJob> logger)
    {
        _definition = definition;
        _bus = bus;
        _checkpoints = checkpoints;
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.Observe(definition.Group, () => _progress);
    }

    /// <summary>What the job is.</summary>
    public StreamJobDefinition Definition => _definition;

    /// <summary>How far it is.</summary>
    public JobProgress Progress => _progress;

    /// <summary>Runs until cancelled; then hands out, checkpoints and leaves the group.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _progress = _progress with { Failure = e.Message, IsIdle = false };
                _metrics.Restarted(_definition.Group);
                StreamingLog.JobFailed(_logger, _definition.Group, _options.RestartDelay, e);
                await Task.Delay(_options.RestartDelay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var checkpoint = await _checkpoints.LoadAsync(_definition.Group, partition, cancellationToken);
        var owned = new OwnedPartition(partition, _definition.CreateProcessor(partition), checkpoint, _time.GetTimestamp());
        owned.Ledger.Restore((checkpoint?.State ?? CheckpointStore.Empty).Scope(OwnedPartition.LedgerScope));
        await owned.Processor.RestoreAsync((checkpoint?.State ?? CheckpointStore.Empty).Scope(OwnedPartition.ProcessorScope), cancellationToken);
        _owned[partition] = owned;
        StreamingLog.PartitionTaken(_logger, _definition.Group, partition.ToString(), owned.NextOffset);
        return checkpoint?.NextOffset;
    }

    /// <inheritdoc/>
    public async ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        if (!_owned.Remove(partition, out var owned)) return;
        await owned.Processor.EmitAsync(all: true, cancellationToken);
        await SaveAsync(owned, cancellationToken);
        await owned.Processor.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        if (!_owned.Remove(partition, out var owned)) return;
        StreamingLog.PartitionLost(_logger, _definition.Group, partition.ToString());
        await owned.Processor.DisposeAsync();
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _definition.OutputTopics) await _bus.EnsureTopicAsync(topic, cancellationToken);
        await CheckPartitionsAsync(cancellationToken);
        await _checkpoints.PrepareAsync(cancellationToken);
        await _definition.PrepareAsync(cancellationToken);
        await using var consumer = await _bus.SubscribeAsync(_definition.Group, _definition.Topics, this, cancellationToken);

        // Told to stop, it finishes what it has in hand: a batch that is given up halfway leaves a state that must not be checkpointed.
        using var work = new CancellationTokenSource();
        await using var limit = _time.CreateTimer(_ => work.Cancel(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.Register(() => limit.Change(_options.StopTimeout, Timeout.InfiniteTimeSpan));
        try
        {
            await LoopAsync(consumer, work.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !work.IsCancellationRequested)
        {
            // Only the wait for records is given up at once.
            await EmitAsync(all: true, work.Token);
            await CheckpointAsync(consumer, work.Token);
        }
        finally
        {
            if (work.IsCancellationRequested) StreamingLog.Unfinished(_logger, _definition.Group, _options.StopTimeout);
            foreach (var owned in _owned.Values) await owned.Processor.DisposeAsync();
            _owned.Clear();
        }
    }

    private async ValueTask CheckPartitionsAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _definition.Topics) await _bus.EnsureTopicAsync(topic, cancellationToken);
        if (_definition.CopartitionedTopics.Count == 0) return;
        var expected = await _bus.PartitionCountAsync(_definition.Topics[0], cancellationToken);
        foreach (var topic in _definition.CopartitionedTopics)
        {
            var found = await _bus.PartitionCountAsync(topic, cancellationToken);
            if (found != expected)
                throw new InvalidOperationException(
                    $"Topic {topic}: found {found} partitions, expected {expected} as {_definition.Topics[0]} has, since {_definition.Group} forwards partition by partition.");
        }
    }

    private async Task LoopAsync(IEventConsumer consumer, CancellationToken work, CancellationToken stop)
    {
        Publish(isIdle: false);
        var emitAt = _time.GetTimestamp() + Ticks(_options.EmitInterval);
        var checkpointAt = _time.GetTimestamp() + Ticks(_options.CheckpointInterval);
        while (true)
        {
            var wait = TimeSpan.FromSeconds(Math.Max(0, emitAt - _time.GetTimestamp()) / (double)_time.TimestampFrequency);
            var batch = await consumer.ReadAsync(wait, stop);
            if (batch is not null)
            {
                if (_progress.IsIdle) _progress = _progress with { IsIdle = false };
                await ProcessAsync(batch, work);
            }

            var now = _time.GetTimestamp();
            if (now >= emitAt)
            {
                AdvanceIdlePartitions(now);
                await EmitAsync(all: batch is null, work);
                emitAt = now + Ticks(_options.EmitInterval);
                var caughtUp = batch is null;
                if (caughtUp) await FlushAsync(work);
                Publish(isIdle: caughtUp);
            }

            if (now < checkpointAt) continue;
            await CheckpointAsync(consumer, work);
            checkpointAt = now + Ticks(_options.CheckpointInterval);
        }
    }

    private async ValueTask ProcessAsync(ConsumedBatch batch, CancellationToken cancellationToken)
    {
        var owned = _owned[batch.Source];
        var records = owned.Ledger.Accept(batch.Records);
        if (records.Count > 0) await owned.Processor.ProcessAsync(records, cancellationToken);
        owned.NextOffset = batch.NextOffset;
        owned.LastRecordAt = _time.GetTimestamp();
        owned.HighWatermark = batch.HighWatermark;
        owned.Changed = true;
        _metrics.Processed(_definition.Group, batch.Source.Topic, records.Count, batch.Records.Count - records.Count);
    }

    private void AdvanceIdlePartitions(long now)
    {
        var idleSince = now - Ticks(_options.IdleTimeout);
        var active = long.MaxValue;
        foreach (var owned in _owned.Values)
            if (!owned.IsIdle(idleSince)) active = Math.Min(active, owned.Processor.Watermark);
        if (active is long.MaxValue or long.MinValue) return;
        foreach (var owned in _owned.Values)
        {
            if (!owned.IsIdle(idleSince) || owned.Processor.Watermark >= active) continue;
            owned.Processor.AdvanceIdle(active);
            owned.Changed = true;
        }
    }

    private async ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var owned in _owned.Values) await owned.Processor.EmitAsync(all, cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var owned in _owned.Values) await owned.Processor.FlushAsync(cancellationToken);
    }

    private async ValueTask CheckpointAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var offsets = new Dictionary<TopicPartition, long>();
        var isSaved = false;
        foreach (var owned in _owned.Values)
        {
            if (owned.Changed)
            {
                await SaveAsync(owned, cancellationToken);
                isSaved = true;
            }

            // Also where the former owner had saved everything: it may not have committed any more.
            if (owned.Checkpoint is { } checkpoint && checkpoint.NextOffset != owned.CommittedOffset) offsets[owned.Source] = checkpoint.NextOffset;
        }

        if (offsets.Count > 0) await consumer.CommitAsync(offsets, cancellationToken);
        foreach (var (source, offset) in offsets) _owned[source].CommittedOffset = offset;
        if (isSaved) _metrics.Checkpointed(_definition.Group, _time.GetElapsedTime(started));
    }

    private async ValueTask SaveAsync(OwnedPartition owned, CancellationToken cancellationToken)
    {
        // Outputs first: what lies before the checkpoint's offset must never be missing.
        await owned.Processor.FlushAsync(cancellationToken);
        var state = new StateWriter();
        owned.Ledger.Snapshot(state.Scope(OwnedPartition.LedgerScope));
        await owned.Processor.SnapshotAsync(state.Scope(OwnedPartition.ProcessorScope), cancellationToken);
        owned.Checkpoint = await _checkpoints.SaveAsync(
            _definition.Group, owned.Source, owned.NextOffset, owned.Checkpoint, state, cancellationToken);
        owned.Changed = false;
    }

    private void Publish(bool isIdle) => _progress = new JobProgress(
        IsRunning: true,
        isIdle,
        Failure: null,
        [.. _owned.Values.Select(o => new PartitionProgress(o.Source, o.NextOffset, o.HighWatermark, o.Processor.Watermark))]);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
