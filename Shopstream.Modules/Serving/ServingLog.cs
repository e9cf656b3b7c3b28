using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Serving;

/// <summary>Log messages of the serving module, event ids 8000 to 8099.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(8000, LogLevel.Warning, "The live overview could not be read; listeners keep the last one")]
    public static partial void LiveOverviewFailed(ILogger logger, Exception exception);

    [LoggerMessage(8001, LogLevel.Information, "A listener of the event stream was cut off because it read too slowly")]
    public static partial void ListenerDropped(ILogger logger);

    [LoggerMessage(8002, LogLevel.Warning, "Serving:ApiKey has {Length} characters; {Expected} or more are hard to guess")]
    public static partial void ShortKey(ILogger logger, int length, int expected);
}
