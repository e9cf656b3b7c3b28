using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shopstream.Tests.Serving;

namespace Shopstream.Tests.Monitoring;

[CancelAfter(30_000)]
internal sealed class HealthTests
{
    [Test]
    public async Task Ready_AllChecksPass_ListsThem()
    {
        await using var shop = await TestShop.StartAsync();
        var answer = await shop.JsonAsync("/health/ready");
        answer.GetProperty("status").GetString().ShouldBe("Healthy");
        answer.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(["running", "search_index"]);
        answer.GetProperty("checks")[0].GetProperty("description").GetString().ShouldBe("the host is running");
    }

    [Test]
    public async Task Ready_OneCheckFails_Is503AndNamesIt()
    {
        await using var shop = await TestShop.StartAsync(services: s => s.AddHealthChecks()
            .AddCheck("bus", () => HealthCheckResult.Unhealthy("the log is 5 minutes behind"), tags: ["ready"]));
        var (status, answer) = await GetAsync(shop, "/health/ready");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetProperty("status").GetString().ShouldBe("Unhealthy");
        var bus = answer.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "bus");
        bus.GetProperty("status").GetString().ShouldBe("Unhealthy");
        bus.GetProperty("description").GetString().ShouldBe("the log is 5 minutes behind");
        (await GetAsync(shop, "/health/live")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Ready_IndexDown_Is503()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Index.Failure = new IOException("disk gone");
        var (status, answer) = await GetAsync(shop, "/health/ready");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.ToString().ShouldContain("disk gone");
        answer.ToString().ShouldNotContain("   at ");
    }

    [Test]
    public async Task Ready_Degraded_StillTakesRequests()
    {
        await using var shop = await TestShop.StartAsync(services: s => s.AddHealthChecks().AddCheck("slow", () => HealthCheckResult.Degraded("slow"), tags: ["ready"]));
        var (status, answer) = await GetAsync(shop, "/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("status").GetString().ShouldBe("Degraded");
    }

    [Test]
    public async Task Live_CheckWithTag_CountsAndHeadAnswersToo()
    {
        await using var shop = await TestShop.StartAsync(services: s => s.AddHealthChecks().AddCheck("stuck", () => HealthCheckResult.Unhealthy("stuck"), tags: ["live"]));
        (await GetAsync(shop, "/health/live")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var head = await shop.Client.SendAsync(new(HttpMethod.Head, "/health/ready"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(TestShop shop, string path)
    {
        using var response = await shop.Client.GetAsync(path);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
