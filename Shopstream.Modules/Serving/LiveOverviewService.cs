using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Produces the events of <c>/events/stream</c>: one query an interval for all listeners, and none while nobody listens.
/// Event ids rise, over restarts too, since they begin with the clock.
/// </summary>
internal sealed class LiveOverviewService(
    LiveFeed feed,
    OverviewReader overview,
    DistinctUsers distinctUsers,
    IOptions<ServingOptions> options,
    TimeProvider clock,
    ServingMetrics metrics,
    ILogger<LiveOverviewService> logger) : BackgroundService
{
    // Distinct users are a union of sketches and dearer than sums; they are read anew after this time.
    private static readonly TimeSpan UsersAge = TimeSpan.FromSeconds(5);

    private long lastId;
    private long lastSent;
    private (long Read, long HourFromMs, long Hour, long Day)? users;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await feed.WhenSomeoneListensAsync(stoppingToken);
                var begun = clock.GetTimestamp();
                await StepAsync(stoppingToken);
                var rest = options.Value.StreamInterval - clock.GetElapsedTime(begun);
                if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; listeners end with it.
        }
    }

    private async Task StepAsync(CancellationToken stoppingToken)
    {
        try
        {
            var frame = LiveFrame.Overview(NextId(), await ReadAsync(stoppingToken));
            feed.Send(frame);
            metrics.EventProduced();
            lastSent = clock.GetTimestamp();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            metrics.EventFailed();
            ServingLog.LiveOverviewFailed(logger, e);
            if (clock.GetElapsedTime(lastSent) < options.Value.StreamHeartbeat) return;
            feed.Send(LiveFrame.Heartbeat);
            lastSent = clock.GetTimestamp();
        }
    }

    private async ValueTask<LiveOverview> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var hour = AnalyticsRange.Latest("1m", 60, now);
        var day = AnalyticsRange.Latest("1d", 1, now);
        if (users is not { } known || known.HourFromMs != hour.FromMs || clock.GetElapsedTime(known.Read) >= UsersAge)
        {
            known = (
                clock.GetTimestamp(),
                hour.FromMs,
                await distinctUsers.CountAsync(hour, cancellationToken),
                await distinctUsers.CountAsync(day, cancellationToken));
            users = known;
        }

        return new(
            now,
            await overview.ReadAsync(hour, known.Hour, cancellationToken),
            new(day) { Totals = await overview.ReadTotalsAsync(day, known.Day, cancellationToken) });
    }

    private long NextId() => lastId = Math.Max(lastId + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
}
