namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// When to try again: each wait is twice the one before, of which a random part between a half and the whole is taken, up to
/// 5 s; what the server asks for comes first. Ends when nothing has got through for the time given. Not thread-safe.
/// </summary>
/// <param name="retryFor">Time without progress after which trying ends.</param>
/// <param name="time">Clock.</param>
/// <param name="random">Source of the random part.</param>
internal sealed class RetrySchedule(TimeSpan retryFor, TimeProvider time, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private long _since = time.GetTimestamp();
    private TimeSpan _next = First;

    /// <summary>Something got through: the time begins anew.</summary>
    public void Progressed()
    {
        _since = time.GetTimestamp();
        _next = First;
    }

    /// <summary>The next wait.</summary>
    /// <param name="asked">What the server asks to wait at least.</param>
    /// <param name="wait">How long to wait.</param>
    /// <returns>False when the time would be over by then.</returns>
    public bool TryNext(TimeSpan? asked, out TimeSpan wait)
    {
        lock (random) wait = _next * (0.5 + (random.NextDouble() / 2));
        if (asked > wait) wait = asked.Value;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return time.GetElapsedTime(_since) + wait <= retryFor;
    }
}
