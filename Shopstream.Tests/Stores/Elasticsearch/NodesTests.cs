using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>Several nodes, and calls that are given up.</summary>
[TestFixture, CancelAfter(60_000)]
public sealed class NodesTests
{
    [Test]
    public async Task WriteWindowsAsync_OneOfTwoNodesAway_GoesToTheOther(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await using var gone = await ElasticsearchServer.StartAsync();
        await gone.StopAsync();
        var host = shop.Open(o =>
        {
            o.Url = $"{gone.Url}, {shop.Server.Url}/";
            o.RetryFor = TimeSpan.Zero;
        });
        await host.Index.EnsureWindowIndexAsync(Products, cancel);

        for (var version = 1; version <= 6; version++)
        {
            await host.Index.WriteWindowsAsync([Partial(version, 1, Row("a", version))], cancel);
            host.Connection.IsUp.ShouldBe(true);
        }

        (await shop.ShownAsync(cancel)).ShouldBe("a 6");
    }

    [Test]
    public async Task WriteWindowsAsync_Cancelled_EndsAndCanBeRepeated(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Server.StopAsync();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var write = shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], source.Token).AsTask();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(write);
        await shop.Server.RestartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 1");
    }

    [Test]
    public void Next_OneFailed_IsLeftOutForAWhile()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var nodes = new ElasticsearchNodes(["http://a:1", "http://b:2/", "http://c:3"], time);
        var first = nodes.Next();
        nodes.Failed(first);

        Names(4).ShouldBe(["http://b:2", "http://c:3", "http://b:2", "http://c:3"]);
        time.Advance(TimeSpan.FromSeconds(11));
        Names(3).ShouldBe(["http://a:1", "http://b:2", "http://c:3"]);

        foreach (var node in Enumerable.Range(0, 3).Select(_ => nodes.Next()).ToList()) nodes.Failed(node);
        Names(3).Distinct().Count().ShouldBe(3, "when all have failed, all are tried");

        List<string> Names(int count) => [.. Enumerable.Range(0, count).Select(_ => nodes.Next().Name)];
    }
}
