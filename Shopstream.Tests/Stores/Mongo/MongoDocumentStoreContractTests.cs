using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Mongo.Interop;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>The contract against a real server, in a database of its own that goes with the test.</summary>
[TestFixture]
public sealed class MongoDocumentStoreContractTests : DocumentStoreContract
{
    private const string Address = "SHOPSTREAM_TEST_MONGO";
    private static int s_count;
    private MongoStoreOptions _options = null!;

    [OneTimeSetUp]
    public void RequireServer()
    {
        if (Environment.GetEnvironmentVariable(Address) is not { Length: > 0 })
            Assert.Ignore($"A MongoDB server is needed: give its connection string in {Address}.");
        MongoStores.RequireLibrary();
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        _options = MongoStores.Options(Environment.GetEnvironmentVariable(Address)!);
        _options.OperationTimeout = TimeSpan.FromSeconds(10);
        _options.Database = $"shopstream_test_{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}";
        return Task.FromResult<IDocumentStore>(MongoStores.Open(_options));
    }

    protected override Task CleanAsync()
    {
        using var uri = new MongoUri(_options.ConnectionString);
        using var pool = new MongoClientPool(uri, 1);
        using var client = pool.Pop();
        using var command = new BsonWriter();
        var start = command.Begin();
        command.Int32("dropDatabase"u8, 1);
        command.End(start);
        client.Command(_options.Database, command.All);
        return Task.CompletedTask;
    }
}
