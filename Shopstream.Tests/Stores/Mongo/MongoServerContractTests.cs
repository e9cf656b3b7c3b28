using Shopstream.Modules.Stores;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>The contract against the test server, which does unordered writes in any order.</summary>
[TestFixture]
public sealed class MongoServerContractTests : DocumentStoreContract
{
    private MongoServer _server = null!;

    [OneTimeSetUp]
    public void RequireLibrary() => MongoStores.RequireLibrary();

    [TearDown]
    public async Task StopServer()
    {
        await _server.DisposeAsync();
        _server.Breaches.ShouldBeEmpty();
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        _server = MongoServer.Start();
        return Task.FromResult<IDocumentStore>(MongoStores.Open(MongoStores.Options(_server.ConnectionString)));
    }
}
