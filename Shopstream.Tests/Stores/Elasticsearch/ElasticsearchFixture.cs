using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>A search index on a server, with what it hangs on.</summary>
internal sealed class ElasticsearchFixture : IAsyncDisposable
{
    private readonly TestMeterFactory _meters = new();

    public ElasticsearchFixture(ElasticsearchOptions options, TimeProvider? time = null)
    {
        Connections = new ConnectionRegistry(_meters, time ?? TimeProvider.System, NullLogger<ConnectionRegistry>.Instance);
        Index = new ElasticsearchSearchIndex(options, Connections, _meters, time ?? TimeProvider.System, NullLogger<ElasticsearchSearchIndex>.Instance);
    }

    public ConnectionRegistry Connections { get; }

    public ElasticsearchSearchIndex Index { get; }

    public Connection Connection => Connections.All.Single();

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        _meters.Dispose();
    }
}
