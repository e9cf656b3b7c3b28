using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Recommendations;

/// <summary>What this module logs.</summary>
internal static partial class RecommendationsLog
{
    /// <summary>Products, rules or model could not be read.</summary>
    [LoggerMessage(LogLevel.Warning, "Recommendations go on with what they know: products, rules or model could not be read.")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);

    /// <summary>Answers could not be put on the bus.</summary>
    [LoggerMessage(LogLevel.Warning, "{Count} answers were not put on the bus.")]
    public static partial void ServedLost(ILogger logger, Exception exception, int count);
}
