using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>Puts together what is known of a job.</summary>
internal sealed class JobDescriptions(JobSchedules schedules, JobHistory history, JobRunner runner, TimeProvider time)
{
    public async ValueTask<JobAnswer> DescribeAsync(IBatchJob job, CancellationToken cancellationToken)
    {
        JobRecord? last = null;
        await foreach (var record in history.LatestAsync(job.Name, 1, cancellationToken)) last = runner.WithNewest(record);
        var schedule = schedules.All.GetValueOrDefault(job.Name);
        return new JobAnswer(
            job.Name,
            job.Description,
            [.. job.Parameters.Append(JobRun.SeedParameter).Select(ParameterAnswer.Of)],
            schedule is null ? null : new ScheduleAnswer(schedule.Cron, schedule.Expression.TimeZone.Id, $"{schedule.Misfire}", schedule.Next(time.GetUtcNow())),
            last is null ? null : RunAnswer.Of(last));
    }
}
