using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Puts feedback on the bus when its time comes, such as what was written back with a delay. Goes on after an outage.</summary>
internal sealed partial class GorseDue(GorseFeedbackWriter writer, IOptions<RecommendationsOptions> options, TimeProvider time, ILogger<GorseDue> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Gorse.DueInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await writer.PublishDueAsync(stoppingToken) > 0)
                {
                    // More may wait than one round takes.
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(logger, e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Feedback whose time has come is not on the bus yet; it is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
