using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Host;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Modules.Stores.Mongo.Interop;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>The settings, the missing library, and what a start says about them.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class MongoSettingsTests
{
    [TestCase("Documents:Provider", "Mango", "expected Sqlite or Mongo")]
    [TestCase("Documents:Mongo:PoolSize", "0", "PoolSize")]
    [TestCase("Documents:Mongo:PoolSize", "101", "PoolSize")]
    [TestCase("Documents:Mongo:OperationTimeout", "00:00:00.010", "OperationTimeout")]
    [TestCase("Documents:Mongo:RetryFor", "02:00:00", "RetryFor")]
    [TestCase("Documents:Mongo:Database", "a.b", "Database")]
    [TestCase("Documents:Mongo:Database", "", "Database")]
    [TestCase("Documents:Mongo:CollectionPrefix", "$x", "CollectionPrefix")]
    [TestCase("Documents:Mongo:ConnectionString", "", "ConnectionString")]
    [TestCase("Documents:Mongo:TimeToLive:sessions", "00:00:00.500", "Documents:Mongo:TimeToLive:sessions")]
    [TestCase("Documents:Mongo:TimeToLive:checkpoints", "1.00:00:00", "must not expire")]
    [TestCase("Documents:Mongo:Databse", "x", "Databse")]
    public async Task Start_UnusableSetting_IsNamed(string key, string value, string named)
    {
        var error = await Should.ThrowAsync<Exception>(async () =>
        {
            using var host = Build((key, value));
            await host.StartAsync();
        });
        StartFailure.Explain(error).ShouldNotBeNull(error.ToString()).ShouldContain(named);
    }

    [Test]
    public async Task Start_AllSettings_AreTaken()
    {
        using var host = Build(
            ("Documents:Mongo:Database", "shop-1"), ("Documents:Mongo:CollectionPrefix", "a.b_"), ("Documents:Mongo:PoolSize", "3"),
            ("Documents:Mongo:OperationTimeout", "00:00:03"), ("Documents:Mongo:RetryFor", "00:00:00"), ("Documents:Mongo:TimeToLive:sessions", "30.00:00:00"));
        await host.StartAsync();
        var options = host.Services.GetRequiredService<IOptions<DocumentsOptions>>().Value.Mongo;
        options.Database.ShouldBe("shop-1");
        options.CollectionPrefix.ShouldBe("a.b_");
        options.PoolSize.ShouldBe(3);
        options.OperationTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        options.RetryFor.ShouldBe(TimeSpan.Zero);
        options.TimeToLive["Sessions"].ShouldBe(TimeSpan.FromDays(30));
        host.Services.GetRequiredService<IDocumentStore>().ShouldBeOfType<ForgettingDocumentStore>().Inner.ShouldBeOfType<SqliteDocumentStore>();
    }

    [Test]
    public async Task Start_ProviderMongo_IsTheStore()
    {
        MongoStores.RequireLibrary();
        using var host = Build(("Documents:Provider", "Mongo"), ("Documents:Mongo:ConnectionString", "mongodb://127.0.0.1:1"));
        await host.StartAsync();
        host.Services.GetRequiredService<IDocumentStore>().ShouldBeOfType<ForgettingDocumentStore>().Inner.ShouldBeOfType<MongoDocumentStore>();
        host.Services.GetRequiredService<ConnectionRegistry>().All.Single().Name.ShouldBe("mongodb");
    }

    [Test]
    public void Open_LibraryMissing_SaysWhatToInstallInOneLine()
    {
        var error = Should.Throw<MongoSetupException>(() => MongoLibrary.Open(["libmongoc-of-nobody.so.0", "libmongoc-of-nobody.so"]));

        var message = StartFailure.Explain(new InvalidOperationException("outer", error)).ShouldNotBeNull();
        message.ShouldContain("libmongoc-of-nobody.so.0");
        message.ShouldContain(OperatingSystem.IsWindows() ? "vcpkg install mongo-c-driver" : OperatingSystem.IsMacOS() ? "brew install mongo-c-driver" : "apt-get install libmongoc-1.0-0");
        message.ShouldContain("Documents:Provider=Sqlite");
        message.ShouldNotContain("\n");
    }

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal));
        var directory = new TempDirectory();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(directory);
        builder.Services.AddSingleton(new DataDirectory(directory.File("data")));
        builder.Services.AddMetrics();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        ConnectionsModule.Register(builder);
        StoresModule.Register(builder);
        return builder.Build();
    }
}
