using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>Opens stores for tests.</summary>
internal static class MongoStores
{
    /// <summary>Settings for a server in this process: everything is near, so times are short.</summary>
    public static MongoStoreOptions Options(string connectionString) => new()
    {
        ConnectionString = connectionString,
        Database = "test",
        PoolSize = 4,
        OperationTimeout = TimeSpan.FromSeconds(5),
        RetryFor = TimeSpan.FromSeconds(10),
    };

    /// <summary>A store.</summary>
    public static MongoDocumentStore Open(MongoStoreOptions options, ConnectionRegistry? connections = null, TimeProvider? time = null, ILogger<MongoDocumentStore>? logger = null) =>
        new(options, connections ?? Registry(), time ?? TimeProvider.System, logger ?? NullLogger<MongoDocumentStore>.Instance);

    /// <summary>A registry of connections.</summary>
    public static ConnectionRegistry Registry() => new(new TestMeterFactory(), TimeProvider.System, NullLogger<ConnectionRegistry>.Instance);

    /// <summary>Skips the test where the native library is missing.</summary>
    public static void RequireLibrary()
    {
        try
        {
            MongoLibrary.Load();
        }
        catch (MongoSetupException e)
        {
            Assert.Ignore($"MongoDB's C driver is needed: {e.Message}");
        }
    }
}
