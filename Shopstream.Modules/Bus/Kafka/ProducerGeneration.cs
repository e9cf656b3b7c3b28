using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// One idempotent producer, used until something goes wrong with it. Then it is broken once and for all: nothing more is handed
/// to it, what it has not had acknowledged is dropped, and another one takes its place. So of the records of a partition always
/// a beginning is written, never a part with a gap before it. Thread-safe.
/// </summary>
internal sealed class ProducerGeneration : IAsyncDisposable
{
    private const double RoomAgain = 0.75;
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly ILogger _logger;
    private readonly ReaderWriterLockSlim _handingOver = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _pending;
    private long _waitingFor = -1;
    private volatile string? _reason;

    public ProducerGeneration(IProducer<byte[]?, byte[]> producer, ILogger logger)
    {
        _producer = producer;
        _logger = logger;
    }

    /// <summary>Why it is not used any more, or null while it is.</summary>
    public string? Reason => _reason;

    /// <summary>Hands records over until all are, or there is no room, or the producer is broken.</summary>
    /// <param name="call">Told of each.</param>
    /// <param name="plan">The records.</param>
    /// <param name="next">Index of the first record not handed over yet.</param>
    /// <exception cref="ProduceException{TKey, TValue}">The next record is refused.</exception>
    public void HandOver(PublishCall call, PublishPlan plan, ref int next)
    {
        _handingOver.EnterReadLock();
        try
        {
            while (_reason is null && next < plan.Count && TryHandOver(call, plan, next)) next++;
        }
        finally
        {
            _handingOver.ExitReadLock();
        }
    }

    /// <summary>Completes when a good part of what was waiting has gone, or the producer is broken.</summary>
    public Task RoomAsync()
    {
        var progress = Volatile.Read(ref _progress).Task;
        var target = (long)(Volatile.Read(ref _pending) * RoomAgain);
        Interlocked.Exchange(ref _waitingFor, target);
        return _reason is not null || Volatile.Read(ref _pending) <= target ? Task.CompletedTask : progress;
    }

    /// <summary>A record was acknowledged or given up.</summary>
    public void Left()
    {
        if (Interlocked.Decrement(ref _pending) <= Volatile.Read(ref _waitingFor)) SignalProgress();
    }

    /// <summary>Ends its use. What is not acknowledged yet is reported as given up; the first reason stays.</summary>
    public void Break(string reason)
    {
        if (_reason is not null) return;

        // No record may follow the purge, so those that are being handed over are waited for.
        _handingOver.EnterWriteLock();
        try
        {
            if (_reason is not null) return;
            _reason = reason;
        }
        finally
        {
            _handingOver.ExitWriteLock();
        }

        SignalProgress();
        ThreadPool.UnsafeQueueUserWorkItem(g => g.End(), this, preferLocal: false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_reason is null) await Task.Run(() => _producer.Flush(FlushTimeout));
        Break("the bus is closed");
        await _ended.Task;
    }

    private bool TryHandOver(PublishCall call, PublishPlan plan, int i)
    {
        call.Opened();
        Interlocked.Increment(ref _pending);
        try
        {
            _producer.Produce(plan.PartitionOf(i), plan.MessageOf(i), call.OnDelivered);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]> e)
        {
            Interlocked.Decrement(ref _pending);
            call.Closed();
            if (e.Error.Code == ErrorCode.Local_QueueFull) return false;
            throw;
        }
    }

    private void SignalProgress()
    {
        Volatile.Write(ref _waitingFor, -1);
        Interlocked.Exchange(ref _progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void End()
    {
        try
        {
            KafkaLibrary.Purge(_producer);

            // Serves the reports of what was purged, so that every call that waits is told.
            _producer.Flush(FlushTimeout);
            _producer.Dispose();
        }
        catch (Exception e)
        {
            // It is of no use any more either way.
            KafkaLog.ProducerNotClosed(_logger, e);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
