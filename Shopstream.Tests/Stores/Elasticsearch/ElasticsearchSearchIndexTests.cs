using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>The contract on a small server in this process, as each of the products that are supported, with one and several shards.</summary>
[TestFixture("7.17.29", null, 1)]
[TestFixture("8.19.3", null, 3)]
[TestFixture("9.1.3", null, 1)]
[TestFixture("1.3.20", "opensearch", 2)]
[TestFixture("2.19.1", "opensearch", 5)]
public sealed class ElasticsearchSearchIndexTests(string version, string? distribution, int shards) : SearchIndexContract
{
    private Action _refresh = null!;
    private Func<Task> _clean = null!;

    protected override async Task<ISearchIndex> OpenAsync()
    {
        var server = await ElasticsearchServer.StartAsync(new ServerKind(version, distribution));
        var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, IndexPrefix = "t-", Shards = shards });
        _refresh = server.Refresh;
        _clean = async () =>
        {
            await fixture.DisposeAsync();
            await server.DisposeAsync();
        };
        return fixture.Index;
    }

    protected override Task RefreshAsync()
    {
        _refresh();
        return Task.CompletedTask;
    }

    protected override Task CleanAsync() => _clean();
}
