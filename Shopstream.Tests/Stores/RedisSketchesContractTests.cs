using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

/// <summary>The contract with the filter in a plain string.</summary>
[TestFixture]
public sealed class RedisSketchesContractTests : RedisSketchesContract
{
    private protected override BloomCommands BloomCommands => BloomCommands.Auto;

    private protected override Task<RedisServer> StartAsync() => RedisServer.StartAsync();
}
