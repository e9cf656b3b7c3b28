using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>Runs the schedules by Quartz, and at the start what was missed while no host was up.</summary>
internal sealed class BatchService(JobSchedules schedules, JobRunner runner, TimeProvider time, ILogger<BatchService> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private readonly ScheduledFiring _firing = new(runner, schedules, logger);
    private IScheduler? _scheduler;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (schedules.All.Count > 0)
        {
            _scheduler = await QuartzSchedulerBuilder.Create(quartz =>
            {
                quartz.ConfigureScheduler(o => o.InstanceName = $"shopstream-{Guid.NewGuid():n}");
                quartz.UseInMemoryStore();
                quartz.UseTimeProvider(time);
                quartz.UseJobFactory(new ScheduledFiringFactory(_firing));
                quartz.UseDefaultThreadPool(schedules.All.Count);
            }).BuildScheduler(cancellationToken);
            foreach (var (job, schedule) in schedules.All) await ScheduleAsync(job, schedule, cancellationToken);
            await _scheduler.Start(cancellationToken);
            BatchLog.Scheduled(logger, string.Join(", ", schedules.All.Select(s => $"{s.Key} ({s.Value.Cron})")));
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The runner cancels what runs, and waits for it.
        if (_scheduler is not null) await _scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                BatchLog.CatchUpFailed(logger, e);
            }

            await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var missed = new List<Task>();
        var now = time.GetUtcNow();
        foreach (var (job, schedule) in schedules.All.Where(s => s.Value.Misfire == MisfirePolicy.RunOnce))
        {
            if (await runner.LatestFiringAsync(job, cancellationToken) is not { } done || schedule.Latest(now) is not { } latest || latest <= done) continue;
            BatchLog.CaughtUp(logger, job, latest);
            missed.Add(_firing.FireAsync(job, latest, cancellationToken));
        }

        await Task.WhenAll(missed);
    }

    private async ValueTask ScheduleAsync(string job, JobSchedule schedule, CancellationToken cancellationToken)
    {
        var detail = JobBuilder.Create<ScheduledFiring>().WithIdentity(job).Build();
        var trigger = TriggerBuilder.Create(time)
            .WithIdentity(job)
            .WithSchedule(CronScheduleBuilder.Create(schedule.Expression)
                .InTimeZone(schedule.Expression.TimeZone)
                .WithMisfireInstruction(schedule.Misfire == MisfirePolicy.Skip ? CronTriggerMisfireInstruction.DoNothing : CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await _scheduler!.ScheduleJob(detail, trigger, cancellationToken: cancellationToken);
    }
}
