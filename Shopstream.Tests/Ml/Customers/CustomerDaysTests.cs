using System.Text.Json.Nodes;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Ml.Customers;

[TestFixture, CancelAfter(60_000)]
internal sealed class CustomerDaysTests
{
    [Test]
    public void Collections_AreThoseOfTheArchive()
    {
        ArchivedRecords.Sessions.ShouldBeEquivalentTo(ArchiveCollections.Sessions);
        ArchivedRecords.Interactions.ShouldBeEquivalentTo(ArchiveCollections.Interactions);
    }

    [Test]
    public async Task Sync_SessionsAndInteractions_AreGatheredByUserAndDay(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        var day = CustomerArchive.Start.AddHours(6);
        await archive.AddSessionsAsync(
            [
                CustomerArchive.Session("ada", day, "1", "2"),
                Buying(CustomerArchive.Session("ada", day.AddHours(8), "2", "3"), 40),
                CustomerArchive.Session("ada", day.AddDays(1), "9"),
            ],
            cancel);
        await archive.AddInteractionsAsync(
            [
                CustomerArchive.Interaction("ada", day.AddHours(1), EventTypes.View, "7", "v1"),
                CustomerArchive.Interaction("bob", day, EventTypes.Cart, "7", "v2"),
                CustomerArchive.Interaction("bob", day, EventTypes.Purchase, "7", "v2"),
                CustomerArchive.Interaction("bob", day, EventTypes.Purchase, "8", "v2"),
                CustomerArchive.Interaction("bob", day, EventTypes.Impression, "9"),
            ],
            cancel);

        var sync = await new CustomerDays(archive.Documents).SyncAsync((_, _) => { }, cancel);

        sync.ShouldBe(new CustomerDaysSync(2, 8, 0));
        var days = await ReadAsync(archive, cancel);
        days.Select(d => d.UserId).ShouldBe(["ada", "bob", "ada"]);
        var (ada, bob) = (days[0], days[1]);
        (ada.Visits, ada.Orders, ada.Spent, ada.Pieces, ada.Pages, ada.Products).ShouldBe((3, 1, 40.0, 2.0, 7, 4));
        ada.Seconds.ShouldBe(240);
        ada.LastMs.ShouldBe(day.AddHours(8).AddSeconds(120).ToUnixTimeMilliseconds());
        ada.Items.ShouldBe(
            [
                "bought:2", "bought:3", "brand:Acme", "category:Things", "device:Mobile", "partOfDay:Afternoon", "partOfDay:Morning", "place:Ohio", "referrer:Google",
                "viewed:1", "viewed:2", "viewed:3", "viewed:7",
            ]);
        (bob.Visits, bob.Orders, bob.Spent, bob.Pieces, bob.Products).ShouldBe((2, 1, 10.0, 2.0, 2));
        bob.Items.ShouldBe(["bought:7", "bought:8", "brand:Acme", "carted:7"]);
    }

    [Test]
    public async Task Sync_AfterLateNewAndRemovedRecords_ReadsChangedDaysAndEqualsGatheringAll([Range(1, 4)] int seed, CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        var random = new Random(seed);
        var days = new CustomerDays(archive.Documents);
        for (var round = 0; round < 5; round++)
        {
            var sessions = Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                CustomerArchive.Session($"u{random.Next(5)}", CustomerArchive.Start.AddDays(random.Next(40)).AddSeconds(random.Next(86_000)), $"{random.Next(9)}"));
            await archive.AddSessionsAsync([.. sessions], cancel);
            var at = CustomerArchive.Start.AddDays(400 * round);
            await archive.AddInteractionsAsync([CustomerArchive.Interaction($"u{random.Next(5)}", at, EventTypes.View, "1")], cancel);
            if (round == 3)
            {
                await days.SyncAsync((_, _) => { }, cancel);
                foreach (var collection in (CollectionDefinition[])[ArchiveCollections.Sessions, ArchiveCollections.Interactions])
                    await archive.Documents.DeleteAsync(collection.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, "u1")] }, cancel);
            }

            await days.SyncAsync((_, _) => { }, cancel);
            (await days.SyncAsync((_, _) => { }, cancel)).ShouldBe(default, "nothing changed since");
            var builder = new CustomerDayBuilder();
            await new ArchivedRecords(archive.Documents).ReadAsync(0, long.MaxValue, builder, cancel);
            (await ReadAsync(archive, cancel)).ShouldBeEquivalentTo(builder.Build().ToList(), $"seed {seed} round {round}");
        }
    }

    [Test]
    public async Task Sync_OneNewRecord_ReadsItsDayOnly(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await archive.AddSessionsAsync([.. Enumerable.Range(0, 50).Select(i => CustomerArchive.Session("u", CustomerArchive.Start.AddDays(i % 10).AddMinutes(i), "1"))], cancel);
        var days = new CustomerDays(archive.Documents);
        (await days.SyncAsync((_, _) => { }, cancel)).ShouldBe(new CustomerDaysSync(10, 50, 0));
        await archive.AddSessionsAsync([CustomerArchive.Session("v", CustomerArchive.Start.AddDays(4), "1")], cancel);
        (await days.SyncAsync((_, _) => { }, cancel)).ShouldBe(new CustomerDaysSync(1, 6, 0));
        (await days.LastDayAsync(cancel)).ShouldBe(CustomerDayBuilder.DayOf(CustomerArchive.Start.AddDays(9).ToUnixTimeMilliseconds()));
    }

    [Test]
    public async Task Sync_OneRecordForAnotherOnTheSameDay_IsSeenWhenAllIsGatheredAnew(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await archive.AddSessionsAsync([CustomerArchive.Session("ada", CustomerArchive.Start, "1")], cancel);
        var days = new CustomerDays(archive.Documents);
        await days.SyncAsync((_, _) => { }, cancel);
        await archive.Documents.DeleteAsync(ArchiveCollections.Sessions.Name, DocumentQuery.All, cancel);
        await archive.AddSessionsAsync([CustomerArchive.Session("bob", CustomerArchive.Start, "1")], cancel);
        (await days.SyncAsync((_, _) => { }, cancel)).ShouldBe(default);
        (await days.SyncAsync((_, _) => { }, cancel, all: true)).ShouldBe(new CustomerDaysSync(1, 1, 0));
        (await ReadAsync(archive, cancel)).ShouldHaveSingleItem().UserId.ShouldBe("bob");
    }

    [Test]
    public void Of_ForwardsAndBackwards_CountsWholeDays()
    {
        var (begin, end) = (CustomerArchive.Start, CustomerArchive.Start.AddDays(10));
        var day = CustomerDayBuilder.DayOf(begin.ToUnixTimeMilliseconds());
        CustomerPeriod.Of(null, null, TimeSpan.FromDays(7), day).ShouldBe(new(day - 6, day));
        CustomerPeriod.Of(begin, null, TimeSpan.FromDays(7), day + 30).ShouldBe(new(day, day + 30));
        CustomerPeriod.Of(null, end, TimeSpan.FromDays(3), day + 30).ShouldBe(new(day + 7, day + 9));
        CustomerPeriod.Of(begin, end, TimeSpan.FromDays(3), day + 30).Contains(day + 10).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => CustomerPeriod.Of(end, begin, TimeSpan.FromDays(3), day)).Message.ShouldContain("found 2026-03-11 and 2026-03-01");
    }

    [Test]
    public void Build_OfATable_GivesTheFeaturesByHand()
    {
        var table = new CustomerTable();
        table.Add(new() { UserId = "a", FirstMs = 0, LastMs = 1_000, Visits = 2, Orders = 1, Spent = 30, Pieces = 3, Pages = 8, Seconds = 120, Products = 4 });
        table.Add(new() { UserId = "a", FirstMs = 86_400_000, LastMs = 86_400_000, Visits = 1, Orders = 2, Spent = 30, Pieces = 3, Pages = 1, Seconds = 60, Products = 2 });
        table.Add(new() { UserId = "b", FirstMs = 172_800_000, LastMs = 172_800_000, Visits = 1, SeenPrices = 14, SeenCount = 2 });
        var (customers, rows) = table.Build(table.LastMs);
        customers.ShouldBe(["a", "b"]);
        Enumerable.Range(0, rows.Columns).ToDictionary(c => rows.Names[c], c => rows[0, c]).ShouldBe(new Dictionary<string, float>
        {
            ["recencyDays"] = 1, ["orders"] = 3, ["spent"] = 60, ["tenureDays"] = 2, ["visits"] = 3, ["conversion"] = 1, ["basket"] = 20, ["price"] = 10,
            ["variety"] = 3, ["pages"] = 3, ["minutes"] = 1,
        }, ignoreOrder: true);
        rows[1, rows.Names.ToList().IndexOf("price")].ShouldBe(7, "what was looked at, as nothing was bought");
        rows[1, 0].ShouldBe(0);
    }

    private static JsonObject Buying(JsonObject session, double amount) => Shopstream.Tests.Support.SampleSession.With(session, ("purchaseMade", true), ("amountSpent", amount));

    private static async Task<List<CustomerDay>> ReadAsync(CustomerArchive archive, CancellationToken cancel)
    {
        var days = new List<CustomerDay>();
        await foreach (var day in new CustomerDays(archive.Documents).ReadAsync(new CustomerPeriod(0, 100_000), cancel)) days.Add(day);
        return [.. days.OrderBy(d => d.Day).ThenBy(d => d.UserId, StringComparer.Ordinal)];
    }
}
