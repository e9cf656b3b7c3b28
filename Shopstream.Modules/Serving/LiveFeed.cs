using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Passes frames to all listeners. A listener whose buffer is full is cut off and counted, so that a slow one holds nobody
/// back; it reconnects by itself. Thread-safe.
/// </summary>
internal sealed class LiveFeed(IOptions<ServingOptions> options, ServingMetrics metrics, ILogger<LiveFeed> logger)
{
    private readonly Lock gate = new();
    private readonly HashSet<LiveListener> listeners = [];
    private TaskCompletionSource someoneListens = NewSignal();
    private LiveFrame? latest;

    /// <summary>Listeners now.</summary>
    public int Count
    {
        get
        {
            lock (gate) return listeners.Count;
        }
    }

    /// <summary>
    /// Adds a listener, unless there are too many. It first receives the latest event, when there is a running feed and the
    /// event is newer than <paramref name="lastEventId"/>.
    /// </summary>
    public bool TryJoin(long lastEventId, [NotNullWhen(true)] out LiveListener? listener)
    {
        lock (gate)
        {
            listener = null;
            if (listeners.Count >= options.Value.MaxStreamClients) return false;
            listener = new();
            listeners.Add(listener);
            if (latest is { } frame && frame.Id > lastEventId) listener.Offer(frame);
            someoneListens.TrySetResult();
        }

        metrics.ClientCame();
        return true;
    }

    /// <summary>Removes a listener.</summary>
    public void Leave(LiveListener listener)
    {
        lock (gate)
        {
            if (!listeners.Remove(listener)) return;
            if (listeners.Count == 0)
            {
                someoneListens = NewSignal();
                latest = null;
            }
        }

        metrics.ClientLeft();
    }

    /// <summary>Gives a frame to every listener.</summary>
    public void Send(LiveFrame frame)
    {
        List<LiveListener>? slow = null;
        lock (gate)
        {
            if (frame.Id > 0 && listeners.Count > 0) latest = frame;
            foreach (var listener in listeners)
                if (!listener.Offer(frame)) (slow ??= []).Add(listener);
        }

        foreach (var listener in slow ?? [])
        {
            Leave(listener);
            listener.CutOff();
            metrics.ClientDropped();
            ServingLog.ListenerDropped(logger);
        }
    }

    /// <summary>Completes while somebody listens.</summary>
    public Task WhenSomeoneListensAsync(CancellationToken cancellationToken)
    {
        lock (gate) return someoneListens.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One listener with its bounded buffer.</summary>
internal sealed class LiveListener : IDisposable
{
    /// <summary>Frames that may wait for a listener.</summary>
    public const int Capacity = 16;

    private readonly Channel<LiveFrame> frames =
        Channel.CreateBounded<LiveFrame>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource cut = new();

    /// <summary>What is to be sent.</summary>
    public ChannelReader<LiveFrame> Frames => frames.Reader;

    /// <summary>Cancelled when the listener was cut off.</summary>
    public CancellationToken WasCutOff => cut.Token;

    /// <summary>Puts a frame into the buffer; false when it is full.</summary>
    public bool Offer(LiveFrame frame) => frames.Writer.TryWrite(frame);

    /// <summary>Ends the connection, whatever it is doing.</summary>
    public void CutOff()
    {
        try
        {
            cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It went by itself at the same moment, which is all that was wanted.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => cut.Dispose();
}
