using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>The schedule of each job: what the configuration says, else what the job says itself.</summary>
internal sealed class JobSchedules
{
    private readonly Dictionary<string, JobSchedule> _schedules = new(StringComparer.Ordinal);

    /// <summary>The schedules of a configuration that <see cref="BatchOptionsRules"/> has accepted.</summary>
    public JobSchedules(JobCatalog catalog, IOptions<BatchOptions> options)
    {
        foreach (var job in catalog.All)
        {
            var settings = options.Value.Jobs.GetValueOrDefault(job.Name) ?? new ScheduleOptions();
            if (!settings.Enabled || (settings.Cron ?? job.DefaultCron) is not { } cron) continue;
            _schedules[job.Name] = JobSchedule.TryCreate(cron, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone), settings.Misfire, settings.Parameters, out var schedule)
                ? schedule
                : throw new InvalidOperationException($"Job {job.Name}: found schedule \"{cron}\", expected a cron expression.");
        }
    }

    /// <summary>All schedules, by job.</summary>
    public IReadOnlyDictionary<string, JobSchedule> All => _schedules;
}
