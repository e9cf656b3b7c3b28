using System.Diagnostics.CodeAnalysis;
using Quartz;

namespace Shopstream.Modules.Batch;

/// <summary>What becomes of a time of the schedule at which the job could not run.</summary>
public enum MisfirePolicy
{
    /// <summary>However many were missed, the job runs once as soon as it can.</summary>
    RunOnce,

    /// <summary>It runs again at the next time.</summary>
    Skip,
}

/// <summary>The times of a cron expression in a time zone.</summary>
internal sealed class JobSchedule
{
    private const int UnixFields = 5;

    private JobSchedule(CronExpression expression, string cron, MisfirePolicy misfire, IReadOnlyDictionary<string, string> parameters) =>
        (Expression, Cron, Misfire, Parameters) = (expression, cron, misfire, parameters);

    /// <summary>The expression as Quartz has it, with its time zone.</summary>
    public CronExpression Expression { get; }

    /// <summary>The expression as it was given.</summary>
    public string Cron { get; }

    /// <summary>What becomes of missed times.</summary>
    public MisfirePolicy Misfire { get; }

    /// <summary>What the job is told.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Reads an expression of five fields (Unix: minute, hour, day, month, weekday) or six (seconds first) to seven (year last).</summary>
    public static bool TryCreate(
        string cron, TimeZoneInfo zone, MisfirePolicy misfire, IReadOnlyDictionary<string, string> parameters, [NotNullWhen(true)] out JobSchedule? schedule)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        schedule = CronExpression.TryParse(cron, fields == UnixFields ? CronFormat.Unix : CronFormat.Quartz, out var expression) && expression is not null
            ? new JobSchedule(expression.WithTimeZone(zone), cron, misfire, parameters)
            : null;
        return schedule is not null;
    }

    /// <summary>The first time after another; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Expression.GetNextValidTimeAfter(after);

    /// <summary>The last time up to another, itself included; null when there is none.</summary>
    public DateTimeOffset? Latest(DateTimeOffset until) => Expression.GetPreviousValidTimeBefore(until.AddTicks(1));
}
