using System.Text;
using System.Text.Json.Nodes;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Customers;

/// <summary>A document store that the archive writes to, for jobs to read.</summary>
internal sealed class CustomerArchive : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _directory = new();
    private readonly TestMeterFactory _meters = new();
    private long _offset;

    public CustomerArchive() => Documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);

    public SqliteDocumentStore Documents { get; }

    public ManualTimeProvider Clock { get; } = new(Start.AddDays(60));

    public async Task AddSessionsAsync(IEnumerable<JsonObject> sessions, CancellationToken cancel)
    {
        await Documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        await StoreAsync(Topics.ValidCustomerSession, sessions, cancel);
    }

    public async Task AddInteractionsAsync(IEnumerable<JsonObject> interactions, CancellationToken cancel)
    {
        await Documents.EnsureCollectionAsync(ArchiveCollections.Interactions, cancel);
        await StoreAsync(Topics.UserInteractions, interactions, cancel);
    }

    public static JsonObject Session(string user, DateTimeOffset at, params string[] products) => SampleSession.Json($"{user}@{at:O}", user, at).With(
        ("productIds", new JsonArray([.. products.Select(p => (JsonNode)p)])),
        ("productNames", new JsonArray([.. products.Select(p => (JsonNode)$"Product {p}")])),
        ("productPrices", new JsonArray([.. products.Select(_ => (JsonNode)10)])),
        ("productCategories", new JsonArray([.. products.Select(_ => (JsonNode)"Things")])),
        ("productReviews", new JsonArray()));

    public static JsonObject Interaction(string user, DateTimeOffset at, string type, string product, string? session = null) => new()
    {
        ["user_id"] = user, ["product_id"] = product, ["event_type"] = type, ["event_time"] = at.ToString("O"), ["session_id"] = session, ["price"] = 5, ["brand"] = "Acme",
    };

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(IBatchJob job, CancellationToken cancel, params (string Name, string Value)[] parameters)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        return await job.RunAsync(new JobRun(job, "run", parameters.ToDictionary(p => p.Name, p => p.Value), Clock), cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    private async Task StoreAsync(string topic, IEnumerable<JsonObject> records, CancellationToken cancel)
    {
        var processor = new ArchiveProcessor(new TopicPartition(topic, 0), Documents, new ArchiveMetrics(_meters), identityKey: null);
        var consumed = records.Select(r => new ConsumedRecord { Offset = _offset++, Key = "", Value = Encoding.UTF8.GetBytes(r.ToJsonString()), TimestampMs = 0 }).ToList();
        await processor.ProcessAsync(consumed, cancel);
        await processor.FlushAsync(cancel);
    }
}
