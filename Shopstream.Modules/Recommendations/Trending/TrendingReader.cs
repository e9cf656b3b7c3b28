using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>Answers a range from what is stored, or computes it from the archive as it is now. Thread-safe; one range is computed at a time.</summary>
internal sealed class TrendingReader(IDocumentStore documents, TrendingStore store, IOptions<TrendingOptions> options, TimeProvider time) : IDisposable
{
    private const int MostCached = 64;
    private readonly ProductDays _days = new(documents);
    private readonly ConcurrentDictionary<(CustomerPeriod, long), (TrendingResult Result, long At)> _recent = new();
    private readonly SemaphoreSlim _computing = new(1, 1);

    /// <summary>The days that limits stand for; without an end, up to the last day that has records.</summary>
    /// <exception cref="ArgumentException">It ends before it begins.</exception>
    public async ValueTask<CustomerPeriod> PeriodAsync(DateTimeOffset? from, DateTimeOffset? to, int length, CancellationToken cancellationToken)
    {
        var today = Today();
        var last = await _days.LastDayAsync(today, cancellationToken) ?? today;
        return CustomerPeriod.Of(from, to, TimeSpan.FromDays(length), last);
    }

    /// <summary>The result of a range.</summary>
    /// <returns>It, and whether it was stored before.</returns>
    public async Task<(TrendingResult Result, bool IsStored)> ReadAsync(CustomerPeriod period, long threshold, CancellationToken cancellationToken)
    {
        if (Recent(period, threshold) is { } recent) return (recent, false);
        if (await StoredAsync(period, threshold, cancellationToken) is { } stored) return (stored, true);
        await _computing.WaitAsync(cancellationToken);
        try
        {
            if (Recent(period, threshold) is { } meanwhile) return (meanwhile, false);
            var result = await ComputeAsync(period, threshold, cancellationToken);
            if (_recent.Count >= MostCached) _recent.Clear();
            _recent[(period, threshold)] = (result, time.GetTimestamp());
            if (IsClosed(period) && result.Records > 0) await store.WriteAsync(result, isLatest: false, cancellationToken);
            return (result, false);
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>Computes a range anew; writes nothing.</summary>
    public async Task<TrendingResult> ComputeAsync(CustomerPeriod period, long threshold, CancellationToken cancellationToken)
    {
        // Counted before it is read: whatever comes in between makes the result out of date, not wrong for good.
        var records = await _days.CountAsync(period, cancellationToken);
        var types = options.Value.Counted;
        var analysis = new TrendingAnalysis(period, threshold, types.ToHashSet(StringComparer.Ordinal));
        await _days.ReadAsync(period, analysis.Add, cancellationToken);
        return new()
        {
            FirstDay = period.First,
            LastDay = period.Last,
            Threshold = threshold,
            EventTypes = types,
            Records = records,
            GeneratedAt = time.GetUtcNow(),
            Findings = analysis.Find(TrendingResult.MostProducts),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _computing.Dispose();

    private async ValueTask<TrendingResult?> StoredAsync(CustomerPeriod period, long threshold, CancellationToken cancellationToken)
    {
        if (!IsClosed(period) || await store.GetAsync(period, threshold, cancellationToken) is not { } stored) return null;
        return stored.EventTypes.SequenceEqual(options.Value.Counted) && stored.Records == await _days.CountAsync(period, cancellationToken) ? stored : null;
    }

    private TrendingResult? Recent(CustomerPeriod period, long threshold) =>
        _recent.TryGetValue((period, threshold), out var found) && time.GetElapsedTime(found.At) < options.Value.CacheFor ? found.Result : null;

    private bool IsClosed(CustomerPeriod period) => period.Last < Today();

    private int Today() => CustomerDayBuilder.DayOf(time.GetUtcNow().ToUnixTimeMilliseconds());
}
