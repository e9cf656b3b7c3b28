using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Ingest;

/// <summary>Log messages of the intake; event ids 1200 to 1299.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(1200, LogLevel.Error, "The simulated shop lost {Count} sessions that could not be published; it goes on in {Delay}: {Reason}")]
    public static partial void SimulatorCannotPublish(ILogger logger, int count, TimeSpan delay, string reason);
}
