using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Log messages of the provider; event ids 940 to 949.</summary>
internal static partial class ElasticsearchLog
{
    [LoggerMessage(940, LogLevel.Information, "The search index is kept by {Server}")]
    public static partial void Server(ILogger logger, string server);

    [LoggerMessage(941, LogLevel.Warning, "{Index} is made at its first use: {Reason}")]
    public static partial void IndexPostponed(ILogger logger, string index, string reason);

    [LoggerMessage(942, LogLevel.Warning, "{Index} was removed on the server; it is made again and what is open is written anew")]
    public static partial void IndexLost(ILogger logger, string index);

    [LoggerMessage(943, LogLevel.Information,
        "{Count} documents were not written, since the search index holds newer ones: from before a restart, or from the host that owns the partition now")]
    public static partial void Superseded(ILogger logger, long count);
}
