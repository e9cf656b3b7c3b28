using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Batch;

/// <summary>Log messages of the schedule; event ids 1420 to 1439.</summary>
internal static partial class BatchLog
{
    [LoggerMessage(1420, LogLevel.Information, "Scheduled {Jobs}")]
    public static partial void Scheduled(ILogger logger, string jobs);

    [LoggerMessage(1421, LogLevel.Debug, "Job {Job} was run for {Firing} by another host")]
    public static partial void DoneElsewhere(ILogger logger, string job, DateTimeOffset firing);

    [LoggerMessage(1422, LogLevel.Information, "Job {Job} is left out at {Firing}: {Reason}")]
    public static partial void LeftOut(ILogger logger, string job, DateTimeOffset firing, string reason);

    [LoggerMessage(1423, LogLevel.Error, "Job {Job} could not be started at {Firing}")]
    public static partial void NotStarted(ILogger logger, Exception exception, string job, DateTimeOffset firing);

    [LoggerMessage(1424, LogLevel.Information, "Job {Job} missed {Firing} and is run now")]
    public static partial void CaughtUp(ILogger logger, string job, DateTimeOffset firing);

    [LoggerMessage(1425, LogLevel.Warning, "Missed runs could not be looked for; it is tried again")]
    public static partial void CatchUpFailed(ILogger logger, Exception exception);
}
