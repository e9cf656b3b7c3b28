namespace Shopstream.Modules.Batch;

/// <summary>Settings of the schedule, section <c>Batch</c>.</summary>
public sealed class BatchOptions
{
    /// <value>Schedules by name of the job. A job that is not named here runs as it says itself.</value>
    public Dictionary<string, ScheduleOptions> Jobs { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>When a job runs.</summary>
public sealed class ScheduleOptions
{
    /// <value>Five fields as in Unix, or six with the seconds first. Default: as the job says itself.</value>
    public string? Cron { get; set; }

    /// <value>IANA name of the time zone of <see cref="Cron"/>. Default UTC.</value>
    public string TimeZone { get; set; } = "UTC";

    /// <value>What becomes of times at which the job could not run. Default <see cref="MisfirePolicy.RunOnce"/>.</value>
    public MisfirePolicy Misfire { get; set; } = MisfirePolicy.RunOnce;

    /// <value>Whether the schedule holds; without it the job runs on request only. Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <value>What the job is told at every scheduled run.</value>
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);
}
