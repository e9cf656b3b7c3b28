using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus;

/// <summary>Log messages of the bus; event ids 1000 to 1099.</summary>
internal static partial class BusLog
{
    [LoggerMessage(1000, LogLevel.Warning, "Group {Group} wanted {Partition} from offset {Wanted}, but retention has removed everything before {Earliest}; it goes on there")]
    public static partial void RecordsGone(ILogger logger, string group, string partition, long wanted, long earliest);

    [LoggerMessage(1001, LogLevel.Error, "Applying retention failed; the next try comes at the next interval")]
    public static partial void RetentionFailed(ILogger logger, Exception exception);
}
