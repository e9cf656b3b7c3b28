using System.Text;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>A test server and a store on it, new for each test.</summary>
internal abstract class MongoServerFixture
{
    protected static readonly CollectionDefinition Sessions = new("sessions",
        [new("userId", IsInteger: false), new("startMs", IsInteger: true)],
        [["userId", "startMs"], ["startMs"]]);

    protected MongoServer Server { get; private set; } = null!;

    protected ConnectionRegistry Connections { get; private set; } = null!;

    protected MongoDocumentStore Store { get; private set; } = null!;

    protected Connection Connection => Connections.All.Single();

    protected virtual MongoServerOptions ServerOptions => new();

    [OneTimeSetUp]
    public static void RequireLibrary() => MongoStores.RequireLibrary();

    [SetUp]
    public void Start()
    {
        Server = MongoServer.Start(ServerOptions);
        Connections = MongoStores.Registry();
        Store = Open(_ => { });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Store.DisposeAsync();
        await Server.DisposeAsync();
        Server.Breaches.ShouldBeEmpty();
    }

    /// <summary>Another store on the server, which the test disposes of.</summary>
    protected MongoDocumentStore Open(Action<MongoStoreOptions> change, TimeProvider? time = null)
    {
        var options = MongoStores.Options(Server.ConnectionString);
        change(options);
        return MongoStores.Open(options, Connections, time);
    }

    /// <summary>The collection with nothing in it and no requests so far.</summary>
    protected async Task PrepareAsync(CancellationToken token, MongoDocumentStore? store = null)
    {
        await (store ?? Store).EnsureCollectionAsync(Sessions, token);
        Server.ForgetRequests();
    }

    protected static Document Session(string id, string userId = "u", long startMs = 1, int bytes = 0) =>
        new(id, Encoding.UTF8.GetBytes($$"""{"userId":"{{userId}}","startMs":{{startMs}},"text":"{{new string('x', bytes)}}"}"""), [userId, startMs]);

    /// <summary>What the server stores: id and time.</summary>
    protected IReadOnlyList<string> Stored() => [.. Server.Data.Collection("test", "sessions").Find([]).Select(d => $"{d["_id"]}={d["startMs"]}").Order(StringComparer.Ordinal)];

    protected async Task<List<string>> FindAsync(DocumentQuery query, CancellationToken token)
    {
        var found = new List<string>();
        await foreach (var document in Store.FindAsync("sessions", query, token)) found.Add(document.Id);
        return found;
    }
}
