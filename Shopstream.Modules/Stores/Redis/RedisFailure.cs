using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>Tells what may go by itself from what will not.</summary>
internal static class RedisFailure
{
    private const int MaxReason = 200;

    // Answers of a server that starts, fails over, moves slots, is out of memory or busy with a script.
    private static readonly string[] Passing =
        ["LOADING ", "MASTERDOWN ", "READONLY ", "CLUSTERDOWN ", "TRYAGAIN ", "MOVED ", "ASK ", "BUSY ", "NOREPLICAS ", "OOM ", "MISCONF ", "NOSCRIPT "];

    /// <summary>Whether the same call may succeed later.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        RedisConnectionException or TimeoutException => true,
        RedisServerException e => Array.Exists(Passing, start => e.Message.StartsWith(start, StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>Whether the server does not know a script; the next call brings it along.</summary>
    public static bool IsScriptUnknown(Exception exception) =>
        exception is RedisServerException && exception.Message.StartsWith("NOSCRIPT ", StringComparison.Ordinal);

    /// <summary>What happened, in one short line.</summary>
    public static string Reason(Exception exception)
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        return message.Length <= MaxReason ? message : $"{message[..MaxReason]}…";
    }
}
