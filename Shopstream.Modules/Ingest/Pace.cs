namespace Shopstream.Modules.Ingest;

/// <summary>Holds a producer to a rate.</summary>
/// <param name="rate">Events a second; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? rate, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Waits until so many events may have gone out.</summary>
    public async ValueTask WaitAsync(long events, CancellationToken cancellationToken)
    {
        if (rate is not { } perSecond) return;
        var ahead = TimeSpan.FromSeconds(events / perSecond) - time.GetElapsedTime(_start);
        if (ahead > TimeSpan.Zero) await Task.Delay(ahead, time, cancellationToken);
    }
}
