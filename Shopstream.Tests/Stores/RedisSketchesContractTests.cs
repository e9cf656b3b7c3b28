using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

/// <summary>The contract on a Redis server, with the filter in a plain string.</summary>
[TestFixture]
public class RedisSketchesContractTests : MembershipSketchesContract
{
    private RedisServer _server = null!;
    private int _test;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await StartAsync();

    [OneTimeTearDown]
    public void StopServer() => _server?.Dispose();

    private protected virtual Task<RedisServer> StartAsync() => RedisServer.StartAsync();

    private protected virtual BloomCommands BloomCommands => BloomCommands.Never;

    protected override Task<IMembershipSketches> CreateAsync(CancellationToken cancellationToken)
    {
        _test++;
        return Task.FromResult<IMembershipSketches>(Open());
    }

    protected override Task<IMembershipSketches> ReopenAsync(IMembershipSketches former, CancellationToken cancellationToken) =>
        Task.FromResult<IMembershipSketches>(Open());

    private RedisSketches Open() => RedisSketching.Open(_server, options =>
    {
        options.KeyPrefix = $"test-{_test}:";
        options.BloomCapacity = 20_000;
        options.BloomCommands = BloomCommands;
    });
}
