using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>
/// The job's last result over its default range, kept in memory and asked for again every <see cref="TrendingOptions.RefreshInterval"/>.
/// While the store cannot be read, what is in memory goes on. Thread-safe.
/// </summary>
public sealed partial class TrendingWatch(TrendingStore store, IOptions<TrendingOptions> options, TimeProvider time, ILogger<TrendingWatch> logger) : BackgroundService
{
    private volatile TrendingResult? _current;

    /// <summary>The last result; null before the first run of the job was seen.</summary>
    public TrendingResult? Current => _current;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, time);
        try
        {
            do await RefreshAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = await store.LatestAsync(cancellationToken) ?? _current;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RefreshFailed(logger, e);
        }
    }

    [LoggerMessage(EventId = 7101, Level = LogLevel.Warning, Message = "Trending products cannot be read; what is in memory goes on")]
    private static partial void RefreshFailed(ILogger logger, Exception exception);
}
