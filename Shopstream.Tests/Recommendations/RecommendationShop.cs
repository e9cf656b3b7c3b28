using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Tests.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations;

/// <summary>A whole host with a shop of 60 products and 80 visitors, on whom a model was trained.</summary>
internal abstract class RecommendationShop
{
    private const int Products = 60;
    protected CollectShop Shop { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Shop = await CollectShop.StartAsync("--Ml:PollInterval=00:00:00.1", "--Recommendations:CatalogueRefresh=00:00:00.1", "--Recommendations:Exploration=0");
        var products = Enumerable.Range(0, Products).Select(i => new
        {
            productId = $"r{i}",
            names = new Dictionary<string, string> { [""] = $"Thing {i}", ["de"] = $"Ding {i}" },
            categories = new[] { $"room{i % 3}" },
            brand = $"brand{i % 4}",
            price = 10 + i,
            stock = i % 2,
        });
        var taken = await ReadAsync(await Shop.Client.PutAsJsonAsync("/products", products));
        taken.GetProperty("accepted").GetInt32().ShouldBe(Products);
        await Shop.CollectAsync("/collect/interactions", string.Join('\n', Enumerable.Range(0, 80).SelectMany(History)));
        await Eventually.BecomesTrueAsync(async () => (await GetAsync("/users/w79/profile")).GetProperty("seen").GetInt32() >= 5, "the last visitor's profile");
        await TrainAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await Shop.DisposeAsync();

    protected static IEnumerable<string> History(int visitor)
    {
        var random = new Random(visitor);
        for (var i = 0; i < 8; i++)
        {
            var product = (random.Next(Products / 3) * 3) + (visitor % 3);
            yield return Event($"w{visitor}", $"r{product}", i == 6 ? "purchase" : "view", $"brand{product % 4}", $"2026-01-{1 + (visitor % 20):00}T10:{i:00}:00Z");
        }
    }

    protected static string Event(string user, string product, string type, string brand = "brand0", string? time = null) =>
        $$"""{"user_id":"{{user}}","product_id":"{{product}}","event_type":"{{type}}","brand":"{{brand}}"{{(time is null ? "" : $",\"event_time\":\"{time}\"")}}}""";

    protected static List<string> Ids(JsonElement answer) => [.. answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("productId").GetString()!)];

    protected static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    protected async Task<JsonElement> GetAsync(string path) => await ReadAsync(await Shop.Client.GetAsync(path));

    protected async Task<List<string>> BrandsAsync(string user) =>
        [.. (await GetAsync($"/users/{user}/brands")).GetProperty("brands").EnumerateArray().Select(b => b.GetProperty("brand").GetString()!)];

    private async Task TrainAsync()
    {
        // The archive writes beside the profiles.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                (await Shop.Client.PostAsync("/jobs/recommender/run", new StringContent("{}", Encoding.UTF8, "application/json"))).Dispose();
                await Task.Delay(200);
                return Shop.App.Services.GetRequiredService<ShopViews>().Current.Model?.Numbers.Length > 55;
            },
            "a trained model of nearly all products");
    }
}
