using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Connections;

/// <summary>Log messages of the connections; event ids 900 to 919.</summary>
internal static partial class ConnectionsLog
{
    [LoggerMessage(900, LogLevel.Information, "Reached {Connection}")]
    public static partial void Reached(ILogger logger, string connection);

    [LoggerMessage(901, LogLevel.Information, "{Connection} is back")]
    public static partial void CameBack(ILogger logger, string connection);

    [LoggerMessage(902, LogLevel.Warning, "Lost {Connection}: {Reason}")]
    public static partial void Lost(ILogger logger, string connection, string reason);
}
