using System.Net;
using System.Text.Json;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Gorse;

/// <summary>Users and items of the gorse interface through a whole host.</summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class GorseDataTests
{
    private GorseShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await GorseShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Users_PutPatchedAndRemoved_AreWhatWasPut()
    {
        const string User = """{"UserId":"u1","Labels":{"gender":"M","age":24,"embedding":[0.1,2.50,1e-7]},"Comment":"zhenghaoz"}""";
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/user", User);
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/user", User);
        (await _shop.GetAsync("/api/user/u1")).GetRawText().ShouldBe(User);
        await _shop.AffectsAsync(1, HttpMethod.Patch, "/api/user/u1", """{"Comment":"new","Labels":null}""");
        (await _shop.GetAsync("/api/user/u1")).GetRawText().ShouldBe(User.Replace("zhenghaoz", "new", StringComparison.Ordinal));
        await _shop.AffectsAsync(1, HttpMethod.Patch, "/api/user/u1", """{"Labels":["a"],"Subscribe":["x"]}""");
        (await _shop.GetAsync("/api/user/u1")).GetRawText().ShouldBe("""{"UserId":"u1","Labels":["a"],"Subscribe":["x"],"Comment":"new"}""");
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/user/u1");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/user/u1");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Patch, "/api/user/u1", "{}");
        await _shop.AffectsAsync(0, HttpMethod.Delete, "/api/user/u1");
    }

    [Test]
    public async Task Users_WithoutMoreThanAnId_HaveEmptyFields()
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/user", """{"userid":17,"Comment":null}""");
        (await _shop.GetAsync("/api/user/17")).GetRawText().ShouldBe("""{"UserId":"17","Labels":null,"Comment":""}""");
    }

    [Test]
    public async Task Users_ReadByCursor_ComeAllOnceInOrder()
    {
        await _shop.AffectsAsync(25, HttpMethod.Post, "/api/users", JsonSerializer.Serialize(Enumerable.Range(0, 25).Select(i => new { UserId = $"page{i:00}", Labels = new[] { "a" } })));

        // A page goes on where it should when the row it was to begin with is removed.
        var rows = await _shop.WalkAsync("/api/users", "Users", 7, async page =>
        {
            if (page == 1) await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/user/page24");
        });
        var ids = rows.Select(r => r.GetProperty("UserId").GetString()!).ToList();
        ids.ShouldBeUnique();
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        ids.Where(i => i.StartsWith("page", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 24).Select(i => $"page{i:00}"));
        (await _shop.GetAsync("/api/users?n=0")).GetProperty("Users").GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task Items_PutPatchedAndRemoved_AreWhatWasPut()
    {
        const string Item = """{"ItemId":"i1","IsHidden":false,"Categories":["Comedy","Animation"],"Timestamp":"2022-11-20T13:55:27Z","Labels":{"embedding":[0.1,0.2,0.30],"topics":["toys",{"deep":"minions"}]},"Comment":"Minions (2015)"}""";
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/item", Item);
        (await _shop.GetAsync("/api/item/i1")).GetRawText().ShouldBe(Item);
        var product = await _shop.GetAsync("/products/i1");
        product.GetProperty("names").GetProperty("").GetString().ShouldBe("Minions (2015)");
        product.GetProperty("labels").EnumerateArray().Select(l => l.GetString()).ShouldBe(["toys", "minions"]);
        product.GetProperty("addedAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2022, 11, 20, 13, 55, 27, TimeSpan.Zero));
        await _shop.AffectsAsync(1, HttpMethod.Patch, "/api/item/i1", """{"Categories":null,"Comment":"Mignons","IsHidden":true,"Labels":null,"Timestamp":null}""");
        (await _shop.GetAsync("/api/item/i1")).GetRawText()
            .ShouldBe(Item.Replace("Minions (2015)", "Mignons", StringComparison.Ordinal).Replace("false", "true", StringComparison.Ordinal));
        (await _shop.GetAsync("/products/i1")).GetProperty("hidden").GetBoolean().ShouldBeTrue();
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/item/i1/category/Film%20noir");
        await _shop.AffectsAsync(1, HttpMethod.Put, "/api/item/i1/category/Film%20noir");
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/item/i1/category/Comedy");
        (await _shop.GetAsync("/api/item/i1")).GetProperty("Categories").EnumerateArray().Select(c => c.GetString()).ShouldBe(["Animation", "Film noir"]);
        (await _shop.GetAsync("/products/i1")).GetProperty("categories").EnumerateArray().Select(c => c.GetString()).ShouldBe(["Animation", "Film noir"]);
        await _shop.AffectsAsync(1, HttpMethod.Delete, "/api/item/i1");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/item/i1");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Patch, "/api/item/i1", "{}");
        await _shop.FailsAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/item/i1/category/x");
        await _shop.AffectsAsync(0, HttpMethod.Delete, "/api/item/i1");
    }

    [Test]
    public async Task Items_SearchedByWords_HaveThemAll()
    {
        await _shop.AffectsAsync(3, HttpMethod.Post, "/api/items",
            """[{"ItemId":"s1","Comment":"Toy Story 2"},{"ItemId":"s2","Comment":"Toy Story"},{"ItemId":"s3","Comment":"A toy","Labels":{"a":1}}]""");
        (await _shop.GetAsync("/api/items?q=toy%20STORY&n=5")).GetProperty("Items").EnumerateArray().Select(i => i.GetProperty("ItemId").GetString()).ShouldBe(["s2", "s1"]);
        (await _shop.GetAsync("/api/items?q=toy&n=1")).GetProperty("Items")[0].GetRawText().ShouldBe((await _shop.GetAsync("/api/item/s3")).GetRawText());
    }

    [Test]
    public async Task Items_OldAndUnseen_AreRecommendedWhenNothingElseIs()
    {
        await _shop.AffectsAsync(2, HttpMethod.Post, "/api/items",
            """[{"ItemId":"old1","Categories":["attic"],"Timestamp":"1995-01-01"},{"ItemId":"old2","Categories":["attic"],"Timestamp":"1996-01-01"}]""");
        await Eventually.BecomesTrueAsync(async () => (await _shop.GetAsync("/api/recommend/stranger/attic")).GetRawText() == """["old2","old1"]""", "the newest of the catalogue");
    }

    [TestCase("2022-02-24", "2022-02-24T00:00:00Z")]
    [TestCase("2022-02-24T10:11:12.120+02:00", "2022-02-24T08:11:12.12Z")]
    public async Task Items_Times_AreReadAsGorseReadsThem(string told, string expected)
    {
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/item", $$"""{"ItemId":"timed","Timestamp":"{{told}}"}""");
        (await _shop.GetAsync("/api/item/timed")).GetProperty("Timestamp").GetString().ShouldBe(expected);
    }

    [Test]
    public async Task Items_OfTheShopsOwnCatalogue_AreKnownAndKeepWhatGorseHasNoPlaceFor()
    {
        await _shop.OkAsync(HttpMethod.Put, "/products", """{"productId":"own","names":{"":"Lamp","de":"Lampe"},"categories":["light"],"price":12.5,"brand":"acme"}""");
        var item = await _shop.GetAsync("/api/item/own");
        (item.GetProperty("Comment").GetString(), item.GetProperty("Categories")[0].GetString()).ShouldBe(("Lamp", "light"));
        await _shop.AffectsAsync(1, HttpMethod.Patch, "/api/item/own", """{"Comment":"Torch"}""");
        var product = await _shop.GetAsync("/products/own");
        (product.GetProperty("price").GetDouble(), product.GetProperty("brand").GetString(), product.GetProperty("names").GetProperty("de").GetString()).ShouldBe((12.5, "acme", "Lampe"));
        product.GetProperty("names").GetProperty("").GetString().ShouldBe("Torch");
    }

    [Test]
    public async Task Items_ReadByCursor_ComeAllOnceInOrder()
    {
        await _shop.AffectsAsync(13, HttpMethod.Post, "/api/items", JsonSerializer.Serialize(Enumerable.Range(0, 13).Select(i => new { ItemId = $"listed{i:00}" })));
        var ids = (await _shop.WalkAsync("/api/items", "Items", 4)).Select(r => r.GetProperty("ItemId").GetString()!).ToList();
        ids.ShouldBeUnique();
        ids.Where(i => i.StartsWith("listed", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 13).Select(i => $"listed{i:00}"));
    }

    [TestCase("POST", "/api/user", "{")]
    [TestCase("POST", "/api/user", "null")]
    [TestCase("POST", "/api/user", "[]")]
    [TestCase("POST", "/api/user", "{}")]
    [TestCase("POST", "/api/user", """{"UserId":"a/b"}""")]
    [TestCase("POST", "/api/user", """{"UserId":"\u0000"}""")]
    [TestCase("POST", "/api/user", """{"UserId":"\ud800"}""")]
    [TestCase("POST", "/api/user", """{"UserId":"x","Labels":{"a":"\ud800"}}""")]
    [TestCase("POST", "/api/user", """{"UserId":"x","Comment":5}""")]
    [TestCase("POST", "/api/users", """[{"UserId":"x"},null]""")]
    [TestCase("POST", "/api/users", """{"UserId":"x"}""")]
    [TestCase("POST", "/api/items", """[{"ItemId":"x","Timestamp":"yesterday"}]""")]
    [TestCase("POST", "/api/items", """[{"ItemId":"x","Categories":"a"}]""")]
    [TestCase("POST", "/api/items", """[{"ItemId":"x","Categories":[null]}]""")]
    [TestCase("POST", "/api/items", """[{"ItemId":""}]""")]
    [TestCase("POST", "/api/feedback", """{"FeedbackType":"read"}""")]
    [TestCase("POST", "/api/feedback", """[{"FeedbackType":"read","UserId":"x"}]""")]
    [TestCase("POST", "/api/feedback", """[{"FeedbackType":"read","UserId":"x","ItemId":"y","Value":1e999}]""")]
    [TestCase("PUT", "/api/feedback", """[{"FeedbackType":"","UserId":"x","ItemId":"y"}]""")]
    [TestCase("PATCH", "/api/item/x", "nothing")]
    [TestCase("GET", "/api/users?n=-1", null)]
    [TestCase("GET", "/api/items?n=many", null)]
    [TestCase("GET", "/api/users?cursor=%20", null)]
    [TestCase("GET", "/api/feedback?cursor=a!", null)]
    [TestCase("GET", "/api/recommend/x?offset=-3", null)]
    [TestCase("GET", "/api/recommend/x?write-back-type=read&write-back-delay=soon", null)]
    [TestCase("GET", "/api/recommend/x?write-back-type=a%2Fb", null)]
    [TestCase("POST", "/api/session/recommend", """[{"FeedbackType":"read"}]""")]
    public async Task Requests_ThatCannotBeUsed_Are400AndSayWhy(string method, string path, string? body)
    {
        var problem = JsonDocument.Parse(await _shop.FailsAsync(HttpStatusCode.BadRequest, new HttpMethod(method), path, body)).RootElement;
        problem.GetProperty("detail").GetString()!.ShouldContain("expected");
    }

    [Test]
    public async Task Labels_OfManyLevels_AreListedOrRefused()
    {
        static string Deep(int levels) => $$"""[{"UserId":"deep","Labels":{{new string('[', levels)}}{{new string(']', levels)}}}]""";
        await _shop.FailsAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/users", Deep(33));
        await _shop.FailsAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/users", Deep(5_000));
        await _shop.AffectsAsync(1, HttpMethod.Post, "/api/users", Deep(32));
        (await _shop.WalkAsync("/api/users", "Users", 100)).ShouldContain(u => u.GetProperty("UserId").GetString() == "deep");
    }

    [Test]
    public async Task Health_OfARunningHost_IsReady()
    {
        foreach (var path in (string[])["/api/health/live", "/api/health/ready"])
        {
            (await _shop.GetAsync(path)).GetRawText()
                .ShouldBe("""{"Ready":true,"DataStoreError":null,"CacheStoreError":null,"DataStoreConnected":true,"CacheStoreConnected":true}""");
        }
    }
}
