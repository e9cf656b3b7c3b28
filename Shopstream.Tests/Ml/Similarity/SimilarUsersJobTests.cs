using System.Text.Json.Nodes;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Tests.Ml.Customers;

namespace Shopstream.Tests.Ml.Similarity;

[TestFixture, CancelAfter(60_000)]
internal sealed class SimilarUsersJobTests
{
    [Test]
    public async Task Run_OverTheArchive_FindsWhatBruteForceFinds(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        var random = new Random(8);
        var sets = new Dictionary<string, HashSet<string>>();
        var sessions = new List<JsonObject>();
        for (var u = 0; u < 60; u++)
        {
            var (user, taste) = ($"u{u:00}", u % 6);
            sets[user] = [];
            for (var visit = 0; visit < 4; visit++)
            {
                string[] products = [.. Enumerable.Range(0, 6).Select(_ => $"{taste}-{random.Next(8)}").Distinct()];
                foreach (var product in products) sets[user].Add($"viewed:{product}");
                sessions.Add(CustomerArchive.Session(user, CustomerArchive.Start.AddDays(visit).AddSeconds(u), products));
            }
        }

        await archive.AddSessionsAsync(sessions, cancel);
        var summary = await archive.RunAsync(new SimilarUsersJob(archive.Documents), cancel, ("items", "viewed"), ("top", "100"), ("hashes", "512"));

        summary["users"].ShouldBe(60);
        var store = new SimilarUsersStore(archive.Documents);
        var (wanted, found) = (0, 0);
        foreach (var (user, items) in sets)
        {
            var expected = sets.Where(o => o.Key != user).ToDictionary(o => o.Key, o => (double)items.Intersect(o.Value).Count() / items.Union(o.Value).Count());
            var stored = (await store.GetAsync(user, cancel)).ShouldNotBeNull();
            stored.Items.ShouldBe(items.Count);
            foreach (var similar in stored.Similar)
            {
                similar.Jaccard.ShouldBe(expected[similar.UserId], 1e-12);
                similar.Jaccard.ShouldBeGreaterThanOrEqualTo(0.5);
                similar.Estimate.ShouldBe(similar.Jaccard, 0.15);
                similar.SharedItems.ShouldBe(items.Intersect(sets[similar.UserId]).Count());
                similar.Shared.ShouldBeSubsetOf(items.Intersect(sets[similar.UserId]));
                similar.Shared.Count.ShouldBe(Math.Min(10, similar.SharedItems));
            }

            wanted += expected.Count(e => e.Value >= 0.6);
            found += stored.Similar.Count(s => s.Jaccard >= 0.6);
        }

        wanted.ShouldBeGreaterThan(100);
        ((double)found / wanted).ShouldBeGreaterThan(0.95);
    }

    [Test]
    public async Task Run_AgainAfterTheArchiveChanged_UpdatesAndRemoves(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        var (first, later) = (CustomerArchive.Start, CustomerArchive.Start.AddDays(20));
        await archive.AddSessionsAsync([CustomerArchive.Session("ada", first, "1", "2"), CustomerArchive.Session("bob", first, "1", "2"), CustomerArchive.Session("eve", first, "1", "2")], cancel);
        var job = new SimilarUsersJob(archive.Documents);
        var store = new SimilarUsersStore(archive.Documents);
        (await store.IsEmptyAsync(cancel)).ShouldBeTrue();
        await archive.RunAsync(job, cancel, ("items", "viewed"));
        (await store.GetAsync("ada", cancel))!.Similar.Select(s => s.UserId).ShouldBe(["bob", "eve"]);

        await archive.AddSessionsAsync([CustomerArchive.Session("ada", later, "1", "2"), CustomerArchive.Session("bob", later, "7", "8", "9")], cancel);
        var summary = await archive.RunAsync(job, cancel, ("items", "viewed"), ("period", "30.00:00:00"));
        summary["recordsRead"].ShouldBe(2L);
        (await store.GetAsync("ada", cancel))!.Similar.Select(s => s.UserId).ShouldBe(["eve"]);
        (await store.GetAsync("ada", cancel))!.AsOfMs.ShouldBe(later.AddSeconds(120).ToUnixTimeMilliseconds());

        summary = await archive.RunAsync(job, cancel, ("items", "viewed"), ("period", "7.00:00:00"));
        summary["removed"].ShouldBe(1L);
        (await store.GetAsync("eve", cancel)).ShouldBeNull("she was not here in the period");
        (await store.GetAsync("bob", cancel))!.Similar.ShouldBeEmpty();
    }

    [Test]
    public async Task Run_OverAnEmptyArchive_FindsNobody(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        (await archive.RunAsync(new SimilarUsersJob(archive.Documents), cancel))["users"].ShouldBe(0);
        var wrong = await Should.ThrowAsync<ArgumentException>(() => archive.RunAsync(new SimilarUsersJob(archive.Documents), cancel, ("items", "viewed,bougt")));
        wrong.Message.ShouldContain("found \"viewed,bougt\", expected some of viewed, carted");
    }

    [Test]
    public void Find_SharedItems_TheRarestComeFirst()
    {
        var finder = new SimilarUsersFinder(new() { SharedItems = 2 });
        finder.Add("a", ["device:m", "viewed:rare", "viewed:common"]);
        finder.Add("b", ["device:m", "viewed:rare", "viewed:common"]);
        foreach (var i in Enumerable.Range(0, 9)) finder.Add($"x{i}", ["device:m", $"viewed:{i}", $"bought:{i}", .. i < 4 ? (string[])["viewed:common"] : []]);
        var a = finder.Find(_ => { }, CancellationToken.None).SelectMany(p => p).First();
        a.UserId.ShouldBe("a");
        a.Items.ShouldBe(3);
        a.Similar.ShouldHaveSingleItem().Shared.ShouldBe(["viewed:rare", "viewed:common"]);
        a.Similar[0].SharedItems.ShouldBe(3);
        Should.Throw<ArgumentException>(() => new SimilarUsersFinder(new() { Threshold = 0 })).Message.ShouldContain("Threshold: found 0");
        ItemKinds.Parse(" viewed, bought ").ShouldBe(["viewed", "bought"], ignoreOrder: true);
    }
}
