namespace Shopstream.Modules.Streaming;

/// <summary>Turns values into records, each followed by the watermark when that rose.</summary>
/// <param name="observer">Takes the elements.</param>
/// <param name="timestampMs">Event time of a value.</param>
/// <param name="observe">Takes value and event time, and answers with the watermark after it.</param>
internal sealed class TimestampSink<T>(IObserver<StreamElement<T>> observer, Func<T, long> timestampMs, Func<T, long, long> observe)
    : IObserver<T>
{
    private long _announced = long.MinValue;

    /// <inheritdoc/>
    public void OnNext(T value)
    {
        long time, watermark;
        try
        {
            time = timestampMs(value);
            watermark = observe(value, time);
        }
        catch (Exception e)
        {
            observer.OnError(e);
            return;
        }

        observer.OnNext(StreamElement.Record(value, time));
        Announce(watermark);
    }

    /// <summary>Sends a watermark when it is higher than the one sent last.</summary>
    public void Announce(long watermark)
    {
        if (watermark <= _announced) return;
        _announced = watermark;
        observer.OnNext(StreamElement.Watermark<T>(watermark));
    }

    /// <inheritdoc/>
    public void OnError(Exception error) => observer.OnError(error);

    /// <inheritdoc/>
    public void OnCompleted()
    {
        Announce(long.MaxValue);
        observer.OnCompleted();
    }
}
