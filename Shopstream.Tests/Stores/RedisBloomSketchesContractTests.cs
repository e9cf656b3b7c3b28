using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

/// <summary>
/// The contract with the server's own Bloom filter. Needs a module file with the commands <c>BF.…</c> (RedisBloom), named by the
/// environment variable <c>SHOPSTREAM_TEST_REDIS_BLOOM</c>.
/// </summary>
[TestFixture]
public sealed class RedisBloomSketchesContractTests : RedisSketchesContract
{
    private const string Variable = "SHOPSTREAM_TEST_REDIS_BLOOM";

    [Test, CancelAfter(30_000)]
    public async Task Apply_ServerWithBloomCommands_UsesThem(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await sketches.ApplyAsync(First, At(0, Valid("s1", "ann")), cancellationToken);
        ((string)(await Server.ExecuteAsync("TYPE", $"{Prefix}users_bloomfilter:{{{First}}}"))!).ShouldBe("MBbloom--");
        ((int)await Server.ExecuteAsync("BF.EXISTS", $"{Prefix}users_bloomfilter:{{{First}}}", "ann")).ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task Restore_FilterInAnotherForm_IsRebuilt(CancellationToken cancellationToken)
    {
        var visits = SampleVisits.Make(seed: 2, count: 300);
        var expected = SampleVisits.Answers(visits);
        var checkpoint = new SketchCheckpoint();
        await using var plain = RedisSketching.Open(Server, options => options.BloomCommands = BloomCommands.Never);
        (await plain.ApplyAsync(First, visits[..200], cancellationToken)).ShouldBe(expected[..200]);
        await checkpoint.TakeAsync(plain, First, cancellationToken);
        await using var module = RedisSketching.Open(Server, options => options.BloomCommands = BloomCommands.Always);
        await module.RestoreAsync(First, checkpoint.Slots, cancellationToken);
        (await module.ApplyAsync(First, visits[200..], cancellationToken)).ShouldBe(expected[200..]);
    }

    private protected override BloomCommands BloomCommands => BloomCommands.Auto;

    private protected override Task<RedisServer> StartAsync()
    {
        var module = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(module)) Assert.Ignore($"This test needs a Redis module with Bloom filters; {Variable} names none.");
        return RedisServer.StartAsync("--loadmodule", module!);
    }
}
