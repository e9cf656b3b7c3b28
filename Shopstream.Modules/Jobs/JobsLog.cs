using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Jobs;

/// <summary>Log messages of batch jobs; event ids 1400 to 1419.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(1400, LogLevel.Information, "Job {Job} started (run {Run})")]
    public static partial void Started(ILogger logger, string job, string run);

    [LoggerMessage(1401, LogLevel.Information, "Job {Job} succeeded after {Seconds:0.0} s (run {Run})")]
    public static partial void Succeeded(ILogger logger, string job, string run, double seconds);

    [LoggerMessage(1402, LogLevel.Error, "Job {Job} failed after {Seconds:0.0} s (run {Run})")]
    public static partial void Failed(ILogger logger, Exception exception, string job, string run, double seconds);

    [LoggerMessage(1403, LogLevel.Information, "Job {Job} was cancelled after {Seconds:0.0} s (run {Run}): {Reason}")]
    public static partial void Cancelled(ILogger logger, string job, string run, double seconds, string reason);

    [LoggerMessage(1404, LogLevel.Warning, "Job {Job} is lost (run {Run}): host {Host} was not heard of any more")]
    public static partial void Lost(ILogger logger, string job, string run, string host);

    [LoggerMessage(1405, LogLevel.Warning, "The heartbeat of job {Job} failed (run {Run}); it goes on while its lease lasts")]
    public static partial void HeartbeatFailed(ILogger logger, Exception exception, string job, string run);

    [LoggerMessage(1406, LogLevel.Error, "The outcome {Outcome} of job {Job} could not be written (run {Run}); the history will show it as lost")]
    public static partial void OutcomeNotWritten(ILogger logger, Exception exception, JobState outcome, string job, string run);

    [LoggerMessage(1407, LogLevel.Warning, "Looking for runs of dead hosts failed; it is tried again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);
}
