using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Gorse;

/// <summary>Recommendations and lists of the gorse interface through a whole host, after a training.</summary>
[TestFixture, CancelAfter(180_000)]
internal sealed class GorseRecommendTests
{
    private const int Items = 60;
    private const int Users = 80;
    private GorseShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _shop = await GorseShop.StartAsync();
        await _shop.AffectsAsync(Items, HttpMethod.Post, "/api/items", JsonSerializer.Serialize(Enumerable.Range(0, Items).Select(i => new
        {
            ItemId = $"i{i}", Categories = new[] { $"room{i % 3}", "all" }, Timestamp = $"2025-01-01T00:{i:00}:00Z", Labels = new[] { $"tag{i % 5}" }, Comment = $"Thing {i}",
        })));
        await _shop.PostAsync("/api/feedback", JsonSerializer.Serialize(Enumerable.Range(0, Users).SelectMany(History)));
        await _shop.HasSeenAsync($"u{Users - 1}", 5);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                (await _shop.Client.PostAsync("/jobs/recommender/run", new StringContent("{}", Encoding.UTF8, "application/json"))).Dispose();
                await Task.Delay(200);
                return _shop.Services.GetRequiredService<ShopViews>().Current.Model?.Numbers.Length > 55;
            },
            "a trained model of nearly all items");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Recommend_PagesByOffset_AreOneListWithoutWhatWasSeen()
    {
        var seen = (await _shop.GetAsync("/api/user/u5/feedback")).EnumerateArray().Select(f => f.GetProperty("ItemId").GetString()!).ToHashSet();
        var whole = Texts(await _shop.GetAsync("/api/recommend/u5?n=100"));
        whole.Count(i => int.Parse(i[1..], CultureInfo.InvariantCulture) < Items).ShouldBe(Items - seen.Count, "beside what other tests put there");
        whole.ShouldBeUnique();
        whole.ShouldNotContain(i => seen.Contains(i));
        var paged = new List<string>();
        for (var offset = 0; offset < whole.Count; offset += 7) paged.AddRange(Texts(await _shop.GetAsync($"/api/recommend/u5?n=7&offset={offset}")));
        paged.ShouldBe(whole);
        Texts(await _shop.GetAsync("/api/recommend/u5")).ShouldBe(whole.Take(10));
        Texts(await _shop.GetAsync("/api/recommend/u5/?n=3&offset=2")).ShouldBe(whole.Skip(2).Take(3), "as the Go client asks without a category");
        (await _shop.GetAsync("/api/recommend/u5?n=0")).GetArrayLength().ShouldBe(0);
        (await _shop.GetAsync("/api/recommend/u5?n=1000000&offset=1000000")).GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task Recommend_InCategories_StaysInThem()
    {
        Texts(await _shop.GetAsync("/api/recommend/u5/room1?n=5")).ShouldAllBe(i => Room(i) == 1);
        Texts(await _shop.GetAsync("/api/recommend/u5?n=5&category=room1")).ShouldBe(Texts(await _shop.GetAsync("/api/recommend/u5/room1?n=5")));
        var two = Texts(await _shop.GetAsync("/api/recommend/u5?n=50&category=room0&category=room1"));
        two.Select(Room).Distinct().Order().ShouldBe([0, 1]);
        (await _shop.GetAsync("/api/recommend/u5/attic")).GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task Recommend_VersionTwo_HasScoresThatFall()
    {
        var answer = await _shop.OkAsync(HttpMethod.Get, "/api/recommend/u7?n=5", null, ("X-API-Version", "2"));
        answer.EnumerateArray().Select(s => s.GetProperty("Id").GetString()).ShouldBe(Texts(await _shop.GetAsync("/api/recommend/u7?n=5")));
        answer[0].EnumerateObject().Select(p => p.Name).ShouldBe(["Id", "Score"]);
        answer.EnumerateArray().ShouldAllBe(s => s.GetProperty("Score").GetDouble() > 0);
    }

    [Test]
    public async Task Recommend_OfNobody_IsAnswered()
    {
        using var response = await _shop.Client.GetAsync("/api/recommend/nobody?n=4");
        response.Headers.GetValues("X-Recommendation-Id").ShouldHaveSingleItem().Length.ShouldBe(32);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetArrayLength().ShouldBe(4);
    }

    [Test]
    public async Task Recommend_WithWriteBack_ShowsItemsNoMoreOnceItsTimeHasCome()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/feedback", """[{"FeedbackType":"read","UserId":"back","ItemId":"i0"}]""");
        await _shop.HasSeenAsync("back", 1);
        var later = Texts(await _shop.GetAsync("/api/recommend/back?n=3&write-back-type=read&write-back-delay=1h"));
        var rows = await _shop.GetAsync("/api/user/back/feedback/read");
        rows.EnumerateArray().Select(f => f.GetProperty("ItemId").GetString()).ShouldBe(later.Append("i0"), ignoreOrder: true);
        rows.EnumerateArray().Count(f => f.GetProperty("Timestamp").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddMinutes(50)).ShouldBe(3);
        Texts(await _shop.GetAsync("/api/recommend/back?n=3")).ShouldBe(later, "an hour from now only");
        var at = Texts(await _shop.GetAsync("/api/recommend/back?n=2&offset=3&write-back-type=read"));
        await _shop.HasSeenAsync("back", 3);
        Texts(await _shop.GetAsync("/api/recommend/back?n=60")).ShouldNotContain(i => at.Contains(i));
    }

    [Test]
    public async Task Sessions_ToldWithTheRequest_AreAnsweredAndNotKept()
    {
        const string Session = """[{"FeedbackType":"read","UserId":"anon","ItemId":"i3","Timestamp":"2026-01-01T00:00:00Z"},{"FeedbackType":"read","UserId":"anon","ItemId":"i9","Timestamp":"2026-01-01T00:01:00Z"}]""";
        var answer = Ids(await _shop.PostAsync("/api/session/recommend?n=5", Session));
        answer.Count.ShouldBe(5);
        answer.ShouldNotContain(i => i == "i3" || i == "i9");
        answer.Count(i => Room(i) == 0).ShouldBeGreaterThanOrEqualTo(3);
        Ids(await _shop.PostAsync("/api/session/recommend?n=2&offset=1", Session)).ShouldBe(answer.Skip(1).Take(2));
        Ids(await _shop.PostAsync("/api/session/recommend/room2?n=5", Session)).ShouldAllBe(i => Room(i) == 2);
        Ids(await _shop.PostAsync("/api/session/recommend", "[]")).Count.ShouldBe(10);
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/user/anon");
        (await _shop.SeenAsync("anon")).ShouldBe(0);
    }

    [Test]
    public async Task Neighbors_OfAnItem_GoWithIt()
    {
        var near = Ids(await _shop.GetAsync("/api/item/i3/neighbors?n=6"));
        near.Count.ShouldBe(6);
        near.ShouldNotContain("i3");
        near.Count(i => Room(i) == 0).ShouldBeGreaterThanOrEqualTo(4);
        Ids(await _shop.GetAsync("/api/item/i3/neighbors?n=2&offset=2")).ShouldBe(near.Skip(2).Take(2));
        Ids(await _shop.GetAsync("/api/item-to-item/neighbors/i3?n=6")).ShouldBe(near);
        Ids(await _shop.GetAsync("/api/item/i3/neighbors/room0?n=5")).ShouldAllBe(i => Room(i) == 0);
        Ids(await _shop.GetAsync("/api/item-to-item/viewed-together/i3?n=5")).ShouldAllBe(i => Room(i) == 0);
        var seen = (await _shop.GetAsync("/api/user/u3/feedback")).EnumerateArray().Select(f => f.GetProperty("ItemId").GetString()).ToHashSet();
        Ids(await _shop.GetAsync("/api/item/i3/neighbors?n=50&user-id=u3")).ShouldNotContain(i => seen.Contains(i));
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/item", """{"ItemId":"i999","IsHidden":true,"Timestamp":"2024-01-01"}""");
        (await _shop.GetAsync("/api/item/i999/neighbors")).GetArrayLength().ShouldBe(0, "what is popular is no neighbour");
        (await _shop.GetAsync("/api/item/nothing/neighbors")).GetArrayLength().ShouldBe(0);
        (await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/item-to-item/magic/i3")).ShouldContain("expected one of neighbors");
    }

    [Test]
    public async Task Neighbors_OfAUser_AreThoseOfTheLastRun(CancellationToken cancel)
    {
        var store = new SimilarUsersStore(_shop.Services.GetRequiredService<IDocumentStore>());
        await store.EnsureAsync(cancel);
        await store.WriteAsync([new("u1", 8, [new("u4", 0.8, 0.79, 4, []), new("u7", 0.5, 0.52, 3, [])])], 1, 1, 0.5, cancel);
        (await _shop.GetAsync("/api/user/u1/neighbors")).GetRawText().ShouldBe("""[{"Id":"u4","Score":0.8},{"Id":"u7","Score":0.5}]""");
        (await _shop.GetAsync("/api/user-to-user/similar_users/u1?n=1&offset=1")).GetRawText().ShouldBe("""[{"Id":"u7","Score":0.5}]""");
        (await _shop.GetAsync("/api/user/nobody/neighbors")).GetArrayLength().ShouldBe(0);
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/user-to-user/magic/u1");
    }

    [Test]
    public async Task Latest_Items_ComeNewestFirst()
    {
        var latest = await _shop.GetAsync("/api/latest?n=5");
        Ids(latest).ShouldBe(["i59", "i58", "i57", "i56", "i55"]);
        latest[0].GetProperty("Score").GetDouble().ShouldBe(new DateTimeOffset(2025, 1, 1, 0, 59, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        Ids(await _shop.GetAsync("/api/latest/room1?n=3&offset=1")).ShouldBe(["i55", "i52", "i49"]);
        Ids(await _shop.GetAsync("/api/non-personalized/latest?n=2&category=room0")).ShouldBe(["i57", "i54"]);
    }

    [Test]
    public async Task Popular_Items_ComeByPopularity()
    {
        var popular = await _shop.GetAsync("/api/popular?n=20");
        Ids(popular).Count.ShouldBe(20);
        Ids(popular).ShouldBeUnique();
        popular.EnumerateArray().Select(s => s.GetProperty("Score").GetDouble()).ShouldBe(popular.EnumerateArray().Select(s => s.GetProperty("Score").GetDouble()).OrderDescending());
        Ids(await _shop.GetAsync("/api/popular/room2?n=4")).ShouldAllBe(i => Room(i) == 2);
        Ids(await _shop.GetAsync("/api/non-personalized/popular?n=20")).ShouldBe(Ids(popular));
        (await _shop.GetAsync("/api/non-personalized/trending")).ValueKind.ShouldBe(JsonValueKind.Array);
        var seen = (await _shop.GetAsync("/api/user/u3/feedback")).EnumerateArray().Select(f => f.GetProperty("ItemId").GetString()).ToHashSet();
        Ids(await _shop.GetAsync("/api/popular?n=60&user-id=u3")).ShouldNotContain(i => seen.Contains(i));
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/non-personalized/most_starred");
    }

    [Test]
    public async Task CollaborativeFiltering_OfAUser_IsAnswered()
    {
        Ids(await _shop.GetAsync("/api/collaborative-filtering/u5?n=5")).Count.ShouldBe(5);
        Ids(await _shop.GetAsync("/api/collaborative-filtering/u5/room2?n=5")).ShouldAllBe(i => Room(i) == 2);
    }

    [Test]
    public async Task Hidden_Items_AreOnNoList()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/item", """{"ItemId":"secret","Categories":["vault"],"Timestamp":"2026-01-01"}""");
        Ids(await _shop.GetAsync("/api/latest/vault")).ShouldBe(["secret"]);
        await _shop.AffectsAsync(1, HttpMethod.Patch, "/api/item/secret", """{"IsHidden":true}""");
        foreach (var path in (string[])["/api/latest/vault", "/api/popular/vault", "/api/recommend/u5/vault"]) (await _shop.GetAsync(path)).GetArrayLength().ShouldBe(0, path);
    }

    private static int Room(string item) => int.Parse(item.AsSpan(1), null) % 3;

    private static List<string> Texts(JsonElement answer) => [.. answer.EnumerateArray().Select(i => i.GetString()!)];

    private static List<string> Ids(JsonElement answer) => [.. answer.EnumerateArray().Select(i => i.GetProperty("Id").GetString()!)];

    private static IEnumerable<object> History(int user)
    {
        var random = new Random(user);
        for (var i = 0; i < 8; i++)
            yield return new { FeedbackType = i == 6 ? "buy" : "read", UserId = $"u{user}", ItemId = $"i{(random.Next(Items / 3) * 3) + (user % 3)}", Timestamp = $"2026-01-{1 + (user % 20):00}T10:{i:00}:00Z" };
    }
}
