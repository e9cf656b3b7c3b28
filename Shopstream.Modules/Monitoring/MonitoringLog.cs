using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Monitoring;

/// <summary>Log messages of the monitoring module, event ids 8100 to 8199.</summary>
internal static partial class MonitoringLog
{
    [LoggerMessage(8100, LogLevel.Warning, "An instrument threw while its value was asked for; its metrics are missing from this collection")]
    public static partial void CollectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(8101, LogLevel.Warning, "Instrument {Instrument} of meter {Meter} is left out: metric {Metric} exists with another type")]
    public static partial void InstrumentConflict(ILogger logger, string meter, string instrument, string metric);
}
