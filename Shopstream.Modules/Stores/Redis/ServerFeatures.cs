using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>What the server can do, asked for whenever a partition is taken.</summary>
internal static class ServerFeatures
{
    private const string PolicyField = "maxmemory_policy:";
    private const string LimitField = "maxmemory:";

    /// <summary>The filter that the settings and the server agree on.</summary>
    public static async Task<UserFilter> ChooseFilterAsync(
        RedisLink link, RedisSketchesOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        await WarnOfEvictionAsync(link, logger, cancellationToken);
        var isModule = options.BloomCommands switch
        {
            BloomCommands.Always => true,
            BloomCommands.Never => false,
            _ => await HasBloomCommandsAsync(link, cancellationToken),
        };
        return isModule ? UserFilter.Module(options.BloomCapacity, options.BloomError) : UserFilter.Plain(options.BloomCapacity, options.BloomError);
    }

    private static async Task<bool> HasBloomCommandsAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var commands = (RedisResult[])await link.RunAsync(
            database => database.ExecuteAsync("COMMAND", "INFO", "BF.RESERVE", "BF.MADD"), cancellationToken);
        return Array.TrueForAll(commands, command => !command.IsNull);
    }

    private static async Task WarnOfEvictionAsync(RedisLink link, ILogger logger, CancellationToken cancellationToken)
    {
        var info = (string)await link.RunAsync(database => database.ExecuteAsync("INFO", "memory"), cancellationToken);
        var policy = FieldOf(info, PolicyField);
        if (policy.Length > 0 && policy != "noeviction" && FieldOf(info, LimitField) is not ("" or "0")) RedisSketchesLog.MayEvict(logger, policy);
    }

    private static string FieldOf(string info, string name) =>
        info.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";
}
