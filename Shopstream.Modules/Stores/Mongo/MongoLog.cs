using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>Log messages of the MongoDB provider; event ids 1340 to 1359.</summary>
internal static partial class MongoLog
{
    [LoggerMessage(1340, LogLevel.Warning, "MongoDB's driver: {Message}")]
    public static partial void DriverWarning(ILogger logger, string message);

    [LoggerMessage(1341, LogLevel.Debug, "{Failure} Attempt {Attempt}; the next one comes in {Delay}")]
    public static partial void Retrying(ILogger logger, string failure, int attempt, TimeSpan delay);
}
