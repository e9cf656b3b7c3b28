using System.Text.Json;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class ApiDescriptionTests
{
    [Test]
    public async Task Document_EveryOperation_IsDescribed()
    {
        await using var shop = await TestShop.StartAsync();
        var document = await shop.JsonAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().ToArray();
        paths.Select(p => p.Name).ShouldBe(
        [
            "/analytics/overview", "/analytics/users", "/analytics/sessions", "/analytics/products", "/analytics/sentiment", "/analytics/payments",
            "/analytics/potential-customers", "/events/stream", "/users/{id}", "/metrics", "/health/live", "/health/ready",
        ], ignoreOrder: true);
        foreach (var operation in paths.SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value))
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
            if (!operation.TryGetProperty("parameters", out var parameters)) continue;
            foreach (var parameter in parameters.EnumerateArray())
                parameter.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(parameter.ToString());
        }
    }

    [Test]
    public async Task Document_Schemas_SayWhatIsWritten()
    {
        await using var shop = await TestShop.StartAsync();
        var components = (await shop.JsonAsync("/openapi/v1.json")).GetProperty("components");
        var point = components.GetProperty("schemas").GetProperty("OverviewPoint").GetProperty("properties");
        point.GetProperty("start").GetProperty("format").GetString().ShouldBe("date-time");
        point.GetProperty("sessions").GetProperty("type").GetString().ShouldBe("integer");
        point.GetProperty("revenue").GetProperty("type").GetString().ShouldBe("number");
        components.GetProperty("securitySchemes").GetProperty("apiKey").GetProperty("name").GetString().ShouldBe("X-Api-Key");
    }

    [TestCase("overview", "OverviewAnswer")]
    [TestCase("users", "UsersAnswer")]
    [TestCase("sessions", "SessionsAnswer")]
    [TestCase("products", "ProductsAnswer")]
    [TestCase("sentiment", "SentimentAnswer")]
    [TestCase("payments", "PaymentsAnswer")]
    [TestCase("potential-customers", "PotentialCustomersAnswer")]
    public async Task Answer_Members_AreThoseOfItsSchema(string path, string schema)
    {
        await using var shop = await TestShop.StartAsync();
        var described = (await shop.JsonAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
        var answer = await shop.JsonAsync("/analytics/" + path);
        Names(answer).ShouldBe(Names(described), ignoreOrder: true);

        static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
    }
}
