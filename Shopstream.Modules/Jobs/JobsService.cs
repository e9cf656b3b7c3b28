using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Jobs;

/// <summary>Looks for runs of dead hosts now and then, and stops this host's runs when it stops.</summary>
internal sealed class JobsService(JobRunner runner, IOptions<JobsOptions> options, TimeProvider time, ILogger<JobsService> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LeaseDuration, time);
        while (true)
        {
            try
            {
                await runner.PrepareAsync(stoppingToken);
                await runner.SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                JobsLog.SweepFailed(logger, e);
            }

            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
