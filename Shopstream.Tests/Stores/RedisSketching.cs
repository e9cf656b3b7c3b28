using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

/// <summary>Opens sketches on a server of the tests.</summary>
internal static class RedisSketching
{
    /// <summary>Another host's sketches.</summary>
    public static RedisSketches Open(RedisServer server, Action<RedisSketchesOptions>? configure = null) =>
        Open(server.Configuration, Connections(), configure);

    /// <summary>Sketches that report to a registry of the test's own.</summary>
    public static RedisSketches Open(string configuration, ConnectionRegistry connections, Action<RedisSketchesOptions>? configure = null)
    {
        var options = new RedisSketchesOptions { Configuration = configuration, BloomCapacity = 20_000, DuplicateCapacity = 100_000 };
        configure?.Invoke(options);
        return new(options, connections, TimeProvider.System, NullLogger<RedisSketches>.Instance);
    }

    /// <summary>An empty registry.</summary>
    public static ConnectionRegistry Connections() => new(new TestMeterFactory(), TimeProvider.System, NullLogger<ConnectionRegistry>.Instance);
}
