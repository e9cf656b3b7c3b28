using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>Log messages of the stream engine; event ids 1100 to 1199.</summary>
internal static partial class StreamingLog
{
    [LoggerMessage(1100, LogLevel.Error, "Job {Job} failed; it starts again from its checkpoint in {Delay}")]
    public static partial void JobFailed(ILogger logger, string job, TimeSpan delay, Exception exception);

    [LoggerMessage(1101, LogLevel.Debug, "Job {Job} takes {Partition} from offset {Offset}")]
    public static partial void PartitionTaken(ILogger logger, string job, string partition, long offset);

    [LoggerMessage(1102, LogLevel.Warning, "Job {Job} lost {Partition} without notice; its new owner goes on from the newest checkpoint")]
    public static partial void PartitionLost(ILogger logger, string job, string partition);

    [LoggerMessage(1103, LogLevel.Warning, "Job {Job} could not finish within {Timeout} of being told to stop; the next start goes on from its newest checkpoint")]
    public static partial void Unfinished(ILogger logger, string job, TimeSpan timeout);
}
