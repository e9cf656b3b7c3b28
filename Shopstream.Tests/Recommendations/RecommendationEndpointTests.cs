using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Tests.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations;

/// <summary>Recommendations through a whole host: what is collected, trained, told and asked.</summary>
[TestFixture, CancelAfter(120_000), NonParallelizable]
internal sealed class RecommendationEndpointTests : RecommendationShop
{
    [Test]
    public async Task Recommendations_OfAKnownVisitor_AreNewToThemAndExplained()
    {
        var seen = History(5).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("product_id").GetString()).ToHashSet();
        var answer = await GetAsync("/users/w5/recommendations?n=5&explain=true&language=de-AT");
        answer.GetProperty("userId").GetString().ShouldBe("w5");
        answer.GetProperty("modelVersion").GetInt32().ShouldBeGreaterThan(0);
        answer.GetProperty("fallbacks").GetArrayLength().ShouldBe(0);
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        items.Select(i => i.GetProperty("position").GetInt32()).ShouldBe([1, 2, 3, 4, 5]);
        foreach (var item in items)
        {
            seen.ShouldNotContain(item.GetProperty("productId").GetString());
            item.GetProperty("name").GetString()!.ShouldStartWith("Ding ");
            var reasons = item.GetProperty("reasons").EnumerateArray().ToList();
            reasons.ShouldNotBeEmpty();
            foreach (var reason in reasons.Where(r => r.TryGetProperty("productId", out _)))
                seen.ShouldContain(reason.GetProperty("productId").GetString(), "a reason names what the visitor did");
        }
    }

    [Test]
    public async Task Recommendations_AfterAView_NoLongerHaveTheProduct()
    {
        for (var click = 0; click < 5; click++)
        {
            var first = Ids(await GetAsync("/users/clicker/recommendations"))[0];
            await Shop.CollectAsync("/collect/interactions", Event("clicker", first, "view", brand: $"brand{first[1..].Length}"));
            await Eventually.BecomesTrueAsync(async () => !Ids(await GetAsync("/users/clicker/recommendations")).Contains(first), $"an answer without {first}");
        }
    }

    [Test]
    public async Task Brands_AfterEachEvent_BeginWithItsBrand()
    {
        foreach (var brand in (string[])["acme", "bolt", "acme", "core"])
        {
            await Shop.CollectAsync("/collect/interactions", Event("browser", "r1", "view", brand));
            await Eventually.BecomesTrueAsync(async () => (await BrandsAsync("browser")).FirstOrDefault() == brand, brand);
        }

        (await BrandsAsync("browser")).ShouldBe(["core", "acme", "bolt"]);
        (await BrandsAsync("nobody")).ShouldBeEmpty();
    }

    [Test]
    public async Task Pages_OfOneAnswer_NeverRepeat()
    {
        var first = await GetAsync("/users/w7/recommendations?n=10");
        var id = first.GetProperty("recommendationId").GetString();
        var shown = Ids(first);
        for (var page = 2; page <= 4; page++)
        {
            // What happens in between changes the ranking.
            await Shop.CollectAsync("/collect/interactions", Event("w7", $"r{page}", "cart"));
            var next = await GetAsync($"/users/w7/recommendations?n=10&recommendationId={id}");
            next.GetProperty("recommendationId").GetString().ShouldBe(id);
            next.GetProperty("items")[0].GetProperty("position").GetInt32().ShouldBe(shown.Count + 1);
            shown.AddRange(Ids(next));
        }

        shown.ShouldBeUnique();
        (await GetAsync("/users/w7/recommendations?recommendationId=gone")).GetProperty("note").GetString()!.ShouldContain("not known any more");
    }

    [Test]
    public async Task Purchases_InFlight_CarryWhatIsRecommendedNow(CancellationToken cancel)
    {
        await Shop.CollectAsync("/collect/interactions", Event("w9", "r0", "purchase"));
        PurchaseInFlight? purchase = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                purchase = (await Shop.Bus.ReadTopicAsync(Topics.RealTimeRecommendations, cancel))
                    .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.PurchaseInFlight)!)
                    .LastOrDefault(p => p is { UserId: "w9", ProductId: "r0" });
                return purchase is not null;
            },
            "the purchase in flight");
        purchase!.Recommendations.Count.ShouldBe(5);
        purchase.Recommendations.Select(r => r.ProductId).ShouldBeUnique();
        purchase.Recommendations.ShouldAllBe(r => r.ProductId != "r0" && r.Score > 0 && r.Source.Length > 0);
    }

    [Test]
    public async Task Served_Answers_AreOnTheBusWithTheirIds(CancellationToken cancel)
    {
        var answer = await GetAsync("/users/w11/recommendations?n=3");
        var id = answer.GetProperty("recommendationId").GetString();
        ServedRecommendations? served = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                served = (await Shop.Bus.ReadTopicAsync(Topics.ServedRecommendations, cancel))
                    .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.ServedRecommendations)!).FirstOrDefault(s => s.RecommendationId == id);
                return served is not null;
            },
            "the answer on the bus");
        served!.UserId.ShouldBe("w11");
        served.Items.ShouldAllBe(i => i.Features!.Count == RankingFeatures.Logged.Count);
        served.Items.Select(i => i.ProductId).ShouldBe(Ids(answer));
        served.Items.Select(i => i.Position).ShouldBe([1, 2, 3]);
    }

    [Test]
    public async Task Experiments_WhileTheyRun_ChooseTheAlgorithm()
    {
        var experiment = new
        {
            id = "by-algorithm",
            name = "Does it matter?",
            variants = new object[]
            {
                new { name = "control", share = 1, algorithm = "popular" }, new { name = "test", share = 1, algorithm = "interleave:hybrid,content" },
                new { name = "odd", share = 1, algorithm = "magic" },
            },
            state = "running",
        };
        using var created = await Shop.Client.PostAsJsonAsync("/experiments", experiment);
        created.IsSuccessStatusCode.ShouldBeTrue(await created.Content.ReadAsStringAsync());
        var variants = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                for (var visitor = 0; visitor < 30; visitor++)
                {
                    var answer = await GetAsync($"/users/w{visitor}/recommendations?n=8");
                    if (!answer.TryGetProperty("variant", out var variant)) return false;
                    answer.GetProperty("experiment").GetString().ShouldBe("by-algorithm");
                    variants[variant.GetString()!] = answer;
                    var assigned = await GetAsync($"/experiments/by-algorithm/assignment?user=w{visitor}");
                    assigned.GetProperty("variant").GetString().ShouldBe(variant.GetString());
                }

                return true;
            },
            "answers with a variant");
        variants.Keys.ShouldBe(["control", "test", "odd"], ignoreOrder: true);
        variants["control"].GetProperty("algorithm").GetString().ShouldBe("popular");
        variants["test"].GetProperty("algorithm").GetString().ShouldBe("interleave:hybrid,content");
        Ids(variants["test"]).Count.ShouldBe(8);
        variants["odd"].GetProperty("note").GetString()!.ShouldContain("magic");
        (await GetAsync("/users/w1/recommendations?algorithm=new&n=1")).TryGetProperty("variant", out _).ShouldBeFalse("an algorithm that is asked for takes no part");
        (await Shop.Client.PostAsync("/experiments/by-algorithm/stop", null)).EnsureSuccessStatusCode();
        await Eventually.BecomesTrueAsync(async () => !(await GetAsync("/users/w1/recommendations")).TryGetProperty("variant", out _), "answers without a variant");
    }

    [Test]
    public async Task Sessions_ToldWithTheRequest_AreAnsweredAndNotKept()
    {
        var body = new { sessionId = "s", events = new object[] { new { productId = "r3" }, new { productId = 6, type = "view" }, new { productId = "r9", type = "cart" } } };
        var answer = await ReadAsync(await Shop.Client.PostAsJsonAsync("/sessions/recommendations?n=5&explain=true", body));
        Ids(answer).ShouldNotContain(id => id == "r3" || id == "r9");
        answer.GetProperty("items").EnumerateArray().ShouldContain(i => i.GetProperty("category").GetString() == "room0");
        (await GetAsync("/users/s/profile")).GetProperty("seen").GetInt32().ShouldBe(0);
        var wrong = await Shop.Client.PostAsJsonAsync("/sessions/recommendations", new { events = new object[] { new { type = "blink" } } });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("events[0].productId");
    }

    [Test]
    public async Task Similar_Products_GoWithTheProduct()
    {
        var answer = await GetAsync("/products/r3/similar?n=4&kind=viewed-together&explain=true");
        answer.GetProperty("items").EnumerateArray().ShouldAllBe(i => i.GetProperty("category").GetString() == "room0");
        answer.GetProperty("items")[0].GetProperty("reasons")[0].GetProperty("productId").GetString().ShouldBe("r3");
        Ids(await GetAsync("/products/r3/similar?n=40")).Count.ShouldBe(40);
        (await Shop.Client.GetAsync("/products/nothing/similar")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("/users/w1/recommendations?n=0", "n: found")]
    [TestCase("/users/w1/recommendations?algorithm=magic", "expected one of hybrid")]
    [TestCase("/users/w1/recommendations?minPrice=9&maxPrice=3", "at least minPrice, 9")]
    [TestCase("/users/w1/recommendations?explain=maybe", "true or false")]
    [TestCase("/products/r1/similar?kind=odd", "expected one of similar")]
    public async Task Parameters_ThatCannotBeUsed_AreNamed(string path, string expected)
    {
        using var response = await Shop.Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Test]
    public async Task Requests_ForTooMuchOrNobody_AreAnsweredSensibly()
    {
        var million = await GetAsync("/users/w1/recommendations?n=1000000");
        million.GetProperty("note").GetString()!.ShouldContain("at most 100");
        Ids(million).ShouldBeUnique();
        var nobody = await GetAsync($"/users/{Uri.EscapeDataString("nobody at all/ü")}/recommendations");
        nobody.GetProperty("items").GetArrayLength().ShouldBe(10);
        nobody.GetProperty("fallbacks").GetArrayLength().ShouldBeGreaterThan(0);
        (await GetAsync("/users/w1/recommendations?category=attic")).GetProperty("note").GetString().ShouldBe("No product passes the filters.");
    }
}
