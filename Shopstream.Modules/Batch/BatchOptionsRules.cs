using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>Finds schedules of jobs that do not exist, and expressions, time zones and parameters that cannot be used.</summary>
internal sealed class BatchOptionsRules(JobCatalog catalog, TimeProvider time) : IValidateOptions<BatchOptions>
{
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        var failures = options.Jobs.SelectMany(j => Check(j.Key, j.Value)).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Check(string name, ScheduleOptions settings)
    {
        var key = $"Batch:Jobs:{name}";
        if (catalog.Find(name) is not { } job)
        {
            var names = catalog.All.Count == 0 ? "none, since no module with jobs is on" : $"one of {string.Join(", ", catalog.All.Select(j => j.Name))}";
            yield return $"{key}: there is no such job, expected {names}.";
            yield break;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var zone))
            yield return $"{key}:TimeZone: found \"{settings.TimeZone}\", expected the name of a time zone such as UTC or Europe/Berlin.";
        if (settings.Cron is { } cron)
        {
            if (!JobSchedule.TryCreate(cron, zone ?? TimeZoneInfo.Utc, settings.Misfire, settings.Parameters, out var schedule))
                yield return $"{key}:Cron: found \"{cron}\", expected a cron expression such as \"15 3 * * *\" (daily at 03:15) or, with seconds, \"0 15 3 * * ?\".";
            else if (schedule.Next(time.GetUtcNow()) is null) yield return $"{key}:Cron: found \"{cron}\", expected an expression with times to come.";
        }
        else if (settings.Enabled && job.DefaultCron is null)
        {
            yield return $"{key}:Cron: found none, expected a cron expression, since the job has none of its own.";
        }

        if (WhyNot(job, settings.Parameters) is { } reason) yield return $"{key}:Parameters: {reason}";
    }

    private string? WhyNot(IBatchJob job, Dictionary<string, string> parameters)
    {
        try
        {
            _ = new JobRun(job, "", parameters, time);
            return null;
        }
        catch (JobParameterException e)
        {
            return e.Message;
        }
    }
}
