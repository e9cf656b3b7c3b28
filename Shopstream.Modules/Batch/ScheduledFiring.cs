using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>What Quartz calls when a time has come: starts the job of that name and waits for its end, so that times in between do not overlap it.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledFiring(JobRunner runner, JobSchedules schedules, ILogger logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        await FireAsync(context.JobDetail.Key.Name, due, cancellationToken);
    }

    /// <summary>Runs a job for the last time of its schedule up to <paramref name="due"/>, which all hosts find alike.</summary>
    public async Task FireAsync(string job, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var schedule = schedules.All[job];
        var firing = schedule.Latest(due) ?? due;
        try
        {
            if (await runner.StartScheduledAsync(job, schedule.Parameters, firing, cancellationToken) is { } end) await end.WaitAsync(cancellationToken);
            else BatchLog.DoneElsewhere(logger, job, firing);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; whoever starts next finds the time missed.
        }
        catch (JobRefusedException e)
        {
            BatchLog.LeftOut(logger, job, firing, e.Message);
        }
        catch (Exception e)
        {
            BatchLog.NotStarted(logger, e, job, firing);
        }
    }
}

/// <summary>Gives Quartz the one <see cref="ScheduledFiring"/> there is.</summary>
internal sealed class ScheduledFiringFactory(ScheduledFiring firing) : IJobFactory
{
    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) => new(new JobScope(firing));

    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
