using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>
/// A new shop should not wait for the hour to be recommended to: while no version answers, the job runs once a thousand events were
/// seen, and again whenever they have doubled.
/// </summary>
internal sealed class FirstTraining(LivePopularity popularity, ModelStore models, JobRunner runner, TimeProvider time, ILogger<FirstTraining> logger) : BackgroundService
{
    private const long FirstEvents = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wanted = FirstEvents;
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (popularity.Events < wanted) continue;
                if (await HasModelAsync(stoppingToken)) return;
                wanted = 2 * popularity.Events;
                await StartAsync(runner, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static async Task StartAsync(JobRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            await runner.StartAsync(RecommenderJob.ModelName, new Dictionary<string, string>(StringComparer.Ordinal), JobTrigger.Schedule, cancellationToken);
        }
        catch (JobRefusedException)
        {
            // It runs already, here or on another host.
        }
    }

    private async Task<bool> HasModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await models.CurrentNumberAsync(RecommenderJob.ModelName, cancellationToken) is not null;
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            RecommendationsLog.RefreshFailed(logger, e);
            return false;
        }
    }
}
