using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

/// <summary>The contract on one Redis server.</summary>
[TestFixture]
public abstract class RedisSketchesContract : MembershipSketchesContract
{
    private int _test;

    private protected RedisServer Server { get; private set; } = null!;

    private protected string Prefix => $"test-{_test}:";

    [OneTimeSetUp]
    public async Task StartServerAsync() => Server = await StartAsync();

    [OneTimeTearDown]
    public void StopServer() => Server?.Dispose();

    private protected abstract Task<RedisServer> StartAsync();

    private protected abstract BloomCommands BloomCommands { get; }

    protected override Task<IMembershipSketches> CreateAsync(CancellationToken cancellationToken)
    {
        _test++;
        return Task.FromResult<IMembershipSketches>(Open());
    }

    protected override Task<IMembershipSketches> ReopenAsync(IMembershipSketches former, CancellationToken cancellationToken) =>
        Task.FromResult<IMembershipSketches>(Open());

    private RedisSketches Open() => RedisSketching.Open(Server, options =>
    {
        options.KeyPrefix = Prefix;
        options.BloomCapacity = 20_000;
        options.BloomCommands = BloomCommands;
    });
}
