using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Gorse;

/// <summary>Feedback of the gorse interface through a whole host, up to the profiles that it makes.</summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class GorseFeedbackTests
{
    private GorseShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await GorseShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Insert_SentTwice_CountsOnce()
    {
        const string Two = """
            [{"FeedbackType":"star","UserId":"bob","ItemId":"vue","Timestamp":"2026-02-24","Value":2,"Comment":"nice"},
             {"FeedbackType":"star","UserId":"bob","ItemId":"d3","Timestamp":"2026-02-24T00:00:00Z"}]
            """;
        await _shop.AffectsAsync(2, HttpMethod.Post, "/api/feedback", Two);
        await _shop.HasSeenAsync("bob", 2);
        await _shop.AffectsAsync(0, HttpMethod.Post, "/api/feedback", Two);

        // A third product shows when all that was sent before is in the profile.
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"read","UserId":"bob","ItemId":"mark","Timestamp":"2026-02-24"}]""");
        await _shop.HasSeenAsync("bob", 3);
        (await _shop.WeightAsync("bob", "vue")).ShouldBe(4, "one like");
        (await _shop.WeightAsync("bob", "mark")).ShouldBe(1, "one view");
        var rows = await _shop.GetAsync("/api/user/bob/feedback/star");
        rows.EnumerateArray().Select(r => r.GetProperty("ItemId").GetString()).ShouldBe(["d3", "vue"]);
        var row = rows[1];
        row.EnumerateObject().Select(p => p.Name).ShouldBe(["FeedbackType", "UserId", "ItemId", "Value", "Timestamp", "Updated", "Comment"]);
        (row.GetProperty("Value").GetDouble(), row.GetProperty("Timestamp").GetString(), row.GetProperty("Comment").GetString()).ShouldBe((2, "2026-02-24T00:00:00Z", "nice"));
    }

    [Test]
    public async Task Insert_OfTheSameAgainAfterABreak_IsOneEventOnTheBus(CancellationToken cancel)
    {
        // As when the host stops after the bus has it and before the store has.
        const string One = """[{"FeedbackType":"star","UserId":"broken","ItemId":"b1","Timestamp":"2026-03-01"}]""";
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", One);
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/feedback/star/broken/b1");
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", One);
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"read","UserId":"broken","ItemId":"b2","Timestamp":"2026-03-01"}]""");
        await _shop.HasSeenAsync("broken", 2);
        (await _shop.WeightAsync("broken", "b1")).ShouldBe(4);
        var sent = (await _shop.Services.GetRequiredService<IEventBus>().ReadTopicAsync(Topics.UserInteractions, cancel))
            .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.Interaction)!).Where(i => i is { UserId: "broken", ProductId: "b1" }).ToList();
        sent.Count.ShouldBe(2);
        sent.Select(i => i.EventId).Distinct().Count().ShouldBe(1);
        sent[0].EventType.ShouldBe("like");
    }

    [Test]
    public async Task Overwrite_OfTheSame_CountsOnceAndOfAnotherValueAgain()
    {
        static string Rating(int stars) => $$"""[{"FeedbackType":"rating","UserId":"rater","ItemId":"film","Timestamp":"2026-04-01","Value":{{stars}}}]""";
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/feedback", Rating(4));
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/feedback", Rating(4));
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/feedback", """[{"FeedbackType":"read","UserId":"rater","ItemId":"other","Timestamp":"2026-04-01"}]""");
        await _shop.HasSeenAsync("rater", 2);
        (await _shop.WeightAsync("rater", "film")).ShouldBe(2, "one star above neutral, once");
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/feedback", Rating(5));
        await Eventually.BecomesTrueAsync(async () => await _shop.WeightAsync("rater", "film") > 2, "the new rating");
        (await _shop.WeightAsync("rater", "film")).ShouldBe(6);
        (await _shop.GetAsync("/api/feedback/rating/rater/film")).GetProperty("Value").GetDouble().ShouldBe(5);
        (await _shop.GetAsync("/api/user/rater/feedback")).GetArrayLength().ShouldBe(2);
    }

    [Test]
    public async Task Insert_OfUnknownUsersAndItems_InsertsThem()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"read","UserId":"newcomer","ItemId":"novelty"}]""");
        (await _shop.GetAsync("/api/user/newcomer")).GetProperty("Comment").GetString().ShouldBe("");
        (await _shop.GetAsync("/api/item/novelty")).GetProperty("IsHidden").GetBoolean().ShouldBeFalse();
    }

    [Test]
    public async Task Lists_ByTypeUserAndItem_AreComplete()
    {
        var rows = Enumerable.Range(0, 5).SelectMany(u => Enumerable.Range(0, 4).Select(i => new { FeedbackType = i == 3 ? "cart" : "watch", UserId = $"l{u}", ItemId = $"li{i}", Timestamp = "2026-05-01" }));
        await _shop.AffectsAsync(20, HttpMethod.Post, "/api/feedback", JsonSerializer.Serialize(rows));
        var all = await _shop.WalkAsync("/api/feedback", "Feedback", 6);
        all.Select(Key).ShouldBeUnique();
        all.Count(r => r.GetProperty("UserId").GetString()![0] == 'l').ShouldBe(20);
        (await _shop.WalkAsync("/api/feedback/watch", "Feedback", 4)).Select(Key).Where(k => k.StartsWith("watch/l", StringComparison.Ordinal)).Distinct().Count().ShouldBe(15);
        (await _shop.WalkAsync("/api/feedback/watc", "Feedback", 4)).ShouldBeEmpty();
        (await _shop.GetAsync("/api/user/l2/feedback")).GetArrayLength().ShouldBe(4);
        (await _shop.GetAsync("/api/user/l2/feedback/watch")).GetArrayLength().ShouldBe(3);
        (await _shop.GetAsync("/api/item/li3/feedback")).GetArrayLength().ShouldBe(5);
        (await _shop.GetAsync("/api/item/li3/feedback/watch")).GetArrayLength().ShouldBe(0);
        (await _shop.GetAsync("/api/feedback/l2/li3")).EnumerateArray().Select(Key).ShouldBe(["cart/l2/li3"]);
        (await _shop.GetAsync("/api/feedback/cart/l2/li3")).GetProperty("UserId").GetString().ShouldBe("l2");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/feedback/cart/l2/li2");
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/feedback/l2/li3");
        await _shop.AffectsAsync(0, HttpMethod.Delete, "/api/feedback/l2/li3");
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/item/li0");
        (await _shop.GetAsync("/api/user/l2/feedback")).EnumerateArray().Select(Key).ShouldBe(["watch/l2/li1", "watch/l2/li2"]);
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/user/l1");
        (await _shop.GetAsync("/api/user/l1/feedback")).GetArrayLength().ShouldBe(0);
        (await _shop.SeenAsync("l1")).ShouldBe(0);

        static string Key(JsonElement row) => $"{row.GetProperty("FeedbackType").GetString()}/{row.GetProperty("UserId").GetString()}/{row.GetProperty("ItemId").GetString()}";
    }

    [Test]
    public async Task Feedback_OfTheFuture_CountsWhenItsTimeHasCome()
    {
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(3).ToString("O");
        await _shop.AffectsAsync(2, HttpMethod.Post, "/api/feedback",
            $$"""[{"FeedbackType":"read","UserId":"early","ItemId":"e1","Timestamp":"{{soon}}"},{"FeedbackType":"read","UserId":"early","ItemId":"e2","Timestamp":"2999-01-01"}]""");
        (await _shop.GetAsync("/api/user/early/feedback")).GetArrayLength().ShouldBe(2);
        await _shop.HasSeenAsync("early", 1);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(DateTimeOffset.Parse(soon, null));
        (await _shop.WeightAsync("early", "e2")).ShouldBe(0);
    }

    [Test]
    public async Task FeedbackTypes_ByTheSettings_AreWhatTheySay()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"vote","UserId":"voter","ItemId":"v1"}]""");
        await _shop.HasSeenAsync("voter", 1);
        (await _shop.GetAsync("/users/voter/profile")).GetProperty("hidden")[0].GetString().ShouldBe("v1");
        (await _shop.GetAsync("/api/user/voter/feedback/vote")).GetArrayLength().ShouldBe(1);
    }

    [Test]
    public async Task Users_WhoAreForgotten_AreGoneHereToo()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"read","UserId":"gone","ItemId":"g1"}]""");
        var removed = (await _shop.OkAsync(HttpMethod.Delete, "/users/gone")).GetProperty("removed");
        (removed.GetProperty("gorse_users").GetInt32(), removed.GetProperty("gorse_feedback").GetInt32()).ShouldBe((1, 1));
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/user/gone");
    }
}
