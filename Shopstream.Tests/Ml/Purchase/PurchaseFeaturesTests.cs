using System.Text;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture, CancelAfter(30_000)]
internal sealed class PurchaseFeaturesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Collection_IsThatOfTheArchive() => PurchaseFeatures.Collection.ShouldBe(ArchiveCollections.Sessions.Name);

    [Test]
    public async Task Read_WhatTheArchiveStored_IsTheFlatViewWithUserAndTime(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        using var meters = new TestMeterFactory();
        await using var documents = new SqliteDocumentStore(directory.File("documents.db"), FsyncPolicy.Never);
        await documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        var processor = new ArchiveProcessor(new TopicPartition(Topics.ValidCustomerSession, 0), documents, new ArchiveMetrics(meters), identityKey: null);
        var records = Enumerable.Range(0, 3).Select(i => Record(i, Noon.AddHours(i))).ToList();
        await processor.ProcessAsync(records, cancel);
        await processor.FlushAsync(cancel);

        var table = await PurchaseFeatures.ReadAsync(documents, Noon.AddMinutes(1), Noon.AddHours(3), like: null, cancel);

        table.Rows.ShouldBe(2);
        table[PurchaseFeatures.User].Text(0).ShouldBe("u1");
        table[PurchaseFeatures.Time].Number(1).ShouldBe(Noon.AddHours(2).ToUnixTimeMilliseconds());
        table["hour_of_day"].Number(0).ShouldBe(13);
        table[PurchaseFeatures.Target].Kind.ShouldBe(ColumnKind.Boolean);
        table.Columns.ShouldNotContain(c => c.Name != PurchaseFeatures.Target && CheckoutColumns.Contains(c.Name));
    }

    [Test]
    public async Task Read_SessionsOfALargeShop_KeepsTheMostViewedProducts(CancellationToken cancel)
    {
        // Product p is viewed in sessions 0 to p, so the greatest are the most viewed.
        var flats = Enumerable.Range(0, 200).Select(s => string.Join(',', Enumerable.Range(0, 200).Where(p => p >= s).Select(p => $"\"isViewedProductp{p:D3}\":1")));
        var table = await PurchaseFeatures.ReadAsync(
            flats.Select((f, i) => Session($"s{i}", $$"""{"userId":"u","startMs":{{i}},"flat":{"purchaseMade":0,"amountSpent":5,{{f}} } }""")).ToAsyncEnumerable(), like: null, cancel);

        var products = table.Columns.Where(c => c.Name.StartsWith("isViewedProduct", StringComparison.Ordinal)).ToList();
        products.Select(c => c.Name).ShouldBe(Enumerable.Range(150, 50).Select(p => $"isViewedProductp{p:D3}"));
        Enumerable.Range(0, 200).Select(r => products[10].Number(r)).ShouldBe(Enumerable.Range(0, 200).Select(r => r <= 160 ? 1.0 : 0));
        table.TryColumn("amountSpent", out _).ShouldBeFalse("it is known only after checkout");
    }

    [TestCase("""{"startMs":1,"flat":{"purchaseMade":0}}""")]
    [TestCase("""{"userId":"u","startMs":1}""")]
    [TestCase("""{"userId":"u","startMs":1,"flat":{"purchaseMade":"perhaps"}}""")]
    [TestCase("""{"userId":"u","startMs":1,"flat":{"purchaseMade":1,"clicks":[]}}""")]
    public async Task Read_AnythingElse_IsRefusedByItsId(string json)
    {
        var failure = await Should.ThrowAsync<InvalidDataException>(() => PurchaseFeatures.ReadAsync(new[] { Session("odd", json) }.ToAsyncEnumerable(), like: null, default));
        failure.Message.ShouldContain("odd");
    }

    private static Document Session(string id, string json) => new(id, Encoding.UTF8.GetBytes(json), []);

    private static ConsumedRecord Record(int i, DateTimeOffset at) => new()
    {
        Offset = i,
        Value = Encoding.UTF8.GetBytes(SampleSession.Json($"s{i}", $"u{i}", at).ToJsonString()),
        TimestampMs = at.ToUnixTimeMilliseconds(),
    };
}
