using Confluent.Kafka;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// Counts down the records of one publish until each is acknowledged or given up. One delegate serves all of them, so that a
/// record costs no task of its own.
/// </summary>
internal sealed class PublishCall
{
    private readonly ProducerGeneration _generation;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The caller holds one more until it has handed over all it has.
    private int _open = 1;
    private int _unacknowledged;
    private Error? _error;

    public PublishCall(ProducerGeneration generation)
    {
        _generation = generation;
        OnDelivered = Delivered;
    }

    /// <summary>Where the delivery reports of all records go.</summary>
    public Action<DeliveryReport<byte[]?, byte[]>> OnDelivered { get; }

    /// <summary>Completes when every record handed over is acknowledged or given up; never fails.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The first error, or null while there is none.</summary>
    public Error? Error => Volatile.Read(ref _error);

    /// <summary>Records that were given up so far.</summary>
    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    /// <summary>One more record is about to be handed over.</summary>
    public void Opened() => Interlocked.Increment(ref _open);

    /// <summary>A record was not taken after all, or the caller has handed over everything.</summary>
    public void Closed()
    {
        if (Interlocked.Decrement(ref _open) == 0) _settled.TrySetResult();
    }

    private void Delivered(DeliveryReport<byte[]?, byte[]> report)
    {
        _generation.Left();
        if (report.Error.IsError)
        {
            Interlocked.Increment(ref _unacknowledged);
            Interlocked.CompareExchange(ref _error, report.Error, comparand: null);
            _generation.Break(report.Error.Reason);
        }

        Closed();
    }
}
