using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Shopstream.Tests.Recommendations;

/// <summary>What a shop tells of its products, and the merchant's rules, through a whole host.</summary>
[TestFixture, CancelAfter(120_000), NonParallelizable]
internal sealed class CatalogueEndpointTests : RecommendationShop
{
    [Test]
    public async Task Rules_PutAndDeleted_HoldAtOnce()
    {
        (await Shop.Client.PutAsJsonAsync("/rules/first", new { kind = "pin", productId = "r58" })).EnsureSuccessStatusCode();
        Ids(await GetAsync("/users/ruled/recommendations"))[0].ShouldBe("r58");
        (await Shop.Client.DeleteAsync("/rules/first")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Ids(await GetAsync("/users/ruled/recommendations"))[0].ShouldNotBe("r58");
        (await Shop.Client.DeleteAsync("/rules/first")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var wrong = await Shop.Client.PutAsJsonAsync("/rules/wrong", new { kind = "boost", brand = "brand1", factor = 0.5 });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("factor: found 0.5");
        foreach (var body in (object[])[new { productId = "r1" }, new { kind = "hoist", productId = "r1" }])
        {
            var refused = await Shop.Client.PutAsJsonAsync("/rules/wrong", body);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("kind");
        }
    }


    [Test]
    public async Task Products_ToldHiddenOrWrong_AreShownNoMoreOrRefused()
    {
        var before = Ids(await GetAsync("/users/w13/recommendations?n=3"));
        (await Shop.Client.PutAsJsonAsync("/products", new { productId = before[0], hidden = true })).EnsureSuccessStatusCode();
        (await Shop.Client.DeleteAsync($"/products/{before[1]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Ids(await GetAsync("/users/w13/recommendations?n=60&includeSeen=true")).ShouldNotContain(id => id == before[0] || id == before[1]);
        var refused = await ReadAsync(await Shop.Client.PutAsJsonAsync("/products", new object[] { new { productId = "ok" }, new { price = 1 }, new { productId = "x", price = -1 }, new { productId = "y", stock = "many" } }));
        refused.GetProperty("accepted").GetInt32().ShouldBe(1);
        refused.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()).ShouldBe([1, 2, 3]);
        var mistaken = await ReadAsync(await Shop.Client.PutAsJsonAsync("/products", new { productId = "z", tittle = "Thing" }));
        mistaken.GetProperty("rejected")[0].GetProperty("detail").GetString()!.ShouldContain("found the field tittle");
        (await Shop.Client.PutAsJsonAsync("/products", new { productId = "short", name = "Short", category = "room9" })).EnsureSuccessStatusCode();
        var told = await GetAsync("/products/short");
        (told.GetProperty("names").GetProperty("").GetString(), told.GetProperty("categories")[0].GetString()).ShouldBe(("Short", "room9"));
        using var broken = new StringContent("[{", Encoding.UTF8, "application/json");
        (await Shop.Client.PutAsync("/products", broken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
