using StackExchange.Redis;

namespace Shopstream.Tests.Stores;

/// <summary>Everything a server holds, taken down and put back, as restarting it from an old persisted copy would.</summary>
internal static class RedisCopies
{
    public static RedisKey[] Keys(ConnectionMultiplexer admin) => [.. admin.GetServer(admin.GetEndPoints()[0]).Keys().OrderBy(key => (string)key!, StringComparer.Ordinal)];

    public static async Task<Dictionary<RedisKey, byte[]>> TakeAsync(ConnectionMultiplexer admin)
    {
        var copy = new Dictionary<RedisKey, byte[]>();
        foreach (var key in Keys(admin)) copy[key] = (await admin.GetDatabase().KeyDumpAsync(key))!;
        return copy;
    }

    public static async Task PutBackAsync(ConnectionMultiplexer admin, Dictionary<RedisKey, byte[]> copy)
    {
        var database = admin.GetDatabase();
        await database.ExecuteAsync("FLUSHALL");
        foreach (var (key, value) in copy) await database.KeyRestoreAsync(key, value);
    }
}
