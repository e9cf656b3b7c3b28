using System.Text;
using System.Text.Json;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Archive;

[TestFixture, CancelAfter(30_000)]
internal sealed class ArchiveProcessorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private TempDirectory _directory = null!;
    private TestMeterFactory _meters = null!;
    private SqliteDocumentStore _documents = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        (_directory, _meters) = (new TempDirectory(), new TestMeterFactory());
        _documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
        await _documents.EnsureCollectionAsync(ArchiveCollections.Sessions, default);
        await _documents.EnsureCollectionAsync(ArchiveCollections.Interactions, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Process_HashIdentitiesOff_KeepsThem(CancellationToken cancel)
    {
        await ProcessAsync(Topics.ValidCustomerSession, key: null, [Record(0, SampleSession.Json("s", "u", Noon).ToJsonString())], cancel);
        var session = (await AllAsync("sessions", cancel)).Single().Body;
        (Text(session, "name"), Text(session, "email"), Text(session, "ipAddress")).ShouldBe(("Ada Lovelace", "ada@example.org", "192.0.2.1"));
    }

    [Test]
    public async Task Process_HashIdentitiesOn_StoresNoPersonalData(CancellationToken cancel)
    {
        await ProcessAsync(Topics.ValidCustomerSession, new byte[32], [Record(0, SampleSession.Json("s", "u", Noon).ToJsonString())], cancel);
        var stored = (await AllAsync("sessions", cancel)).Single().Body.GetRawText();
        stored.ShouldNotContain("Lovelace");
        stored.ShouldNotContain("ada@");
        stored.ShouldNotContain("192.0.2.1");
        stored.ShouldContain("\"productNames\":[\"Sofa\",\"Bed\"]");
    }

    [Test]
    public async Task Process_Replayed_OverwritesInsteadOfAdding(CancellationToken cancel)
    {
        var records = Enumerable.Range(0, 50).Select(i => Record(i, SampleSession.Json($"s{i}", $"u{i}", Noon).ToJsonString())).ToList();
        var imported = Enumerable.Range(50, 50)
            .Select(i => Record(i, SampleSession.Json($"s{i}", $"u{i}", Noon).ToJsonString()) with { ProducerId = "import/x", Sequence = i }).ToList();
        await ProcessAsync(Topics.ValidCustomerSession, null, records, cancel);
        await ProcessAsync(Topics.ValidCustomerSession, null, imported, cancel);
        await ProcessAsync(Topics.ValidCustomerSession, null, records, cancel);

        // The same import lands at other offsets when it is published again.
        await ProcessAsync(Topics.ValidCustomerSession, null, [.. imported.Select(r => r with { Offset = r.Offset + 1_000 })], cancel);
        (await AllAsync("sessions", cancel)).Count.ShouldBe(100);
    }

    [Test]
    public async Task Process_Interactions_AddsUserAndTimeAndKeepsTheRest(CancellationToken cancel)
    {
        var json = """{ "user_id": 5, "product_id":"9","event_type":"view","event_time":"2026-03-10T12:00:00Z","campaign":{"id":1.50}, "event_id":"e1" }""";
        await ProcessAsync(Topics.UserInteractions, null, [Record(0, json), Record(1, json), Record(2, ""), Record(3, "{broken")], cancel);
        var (id, body) = (await AllAsync("interactions", cancel)).Single();
        id.ShouldBe("e1");
        Text(body, "userId").ShouldBe("5");
        body.GetProperty("timeMs").GetInt64().ShouldBe(Noon.ToUnixTimeMilliseconds());
        body.GetProperty("campaign").GetProperty("id").GetRawText().ShouldBe("1.50");
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static ConsumedRecord Record(long offset, string json) =>
        new() { Offset = offset, Value = Encoding.UTF8.GetBytes(json), TimestampMs = Noon.ToUnixTimeMilliseconds() };

    private async Task ProcessAsync(string topic, byte[]? key, IReadOnlyList<ConsumedRecord> records, CancellationToken cancel)
    {
        await using var processor = new ArchiveProcessor(new TopicPartition(topic, 0), _documents, new ArchiveMetrics(_meters), key);
        await processor.ProcessAsync(records, cancel);
        await processor.FlushAsync(cancel);
    }

    private async Task<List<(string Id, JsonElement Body)>> AllAsync(string collection, CancellationToken cancel)
    {
        var all = new List<(string, JsonElement)>();
        await foreach (var document in _documents.FindAsync(collection, DocumentQuery.All, cancel)) all.Add((document.Id, JsonDocument.Parse(document.Body).RootElement));
        return all;
    }
}
