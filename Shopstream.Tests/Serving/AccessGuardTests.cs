using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shopstream.Modules.Serving;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class AccessGuardTests
{
    private const string Key = "correct horse battery";
    private static readonly IPAddress Elsewhere = IPAddress.Parse("203.0.113.7");

    [TestCase(true, false, false, false, false, "Granted")]
    [TestCase(true, true, false, false, false, "Granted")]
    [TestCase(true, true, true, false, false, "CrossSite")]
    [TestCase(true, false, true, false, false, "Granted")]
    [TestCase(false, false, false, false, false, "NoKeyConfigured")]
    [TestCase(false, true, false, false, false, "NoKeyConfigured")]
    [TestCase(true, false, false, true, false, "Granted")]
    [TestCase(true, true, false, true, false, "KeyNeeded")]
    [TestCase(true, true, true, true, true, "Granted")]
    [TestCase(false, false, false, true, false, "KeyNeeded")]
    [TestCase(false, true, false, true, true, "Granted")]
    [TestCase(false, false, true, true, true, "Granted")]
    public void Decide_Caller_FollowsTheRule(bool local, bool write, bool crossSite, bool configured, bool presented, string expected) =>
        AccessRule.Decide(local, write, crossSite, configured, presented).ToString().ShouldBe(expected);

    [TestCase("127.0.0.1", "localhost", true)]
    [TestCase("127.3.2.1", "shop.localhost:5080", true)]
    [TestCase("::1", "[::1]:5080", true)]
    [TestCase("::ffff:127.0.0.1", "127.0.0.1:5080", true)]
    [TestCase(null, "localhost", true)]
    [TestCase("203.0.113.7", "localhost", false)]
    [TestCase("::ffff:203.0.113.7", "localhost", false)]
    [TestCase("127.0.0.1", "rebound.example", false)]
    [TestCase("127.0.0.1", "localhost.example", false)]
    public void IsLocal_AddressAndName_BothMustBeHere(string? address, string host, bool expected)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) } };
        context.Request.Host = new(host);
        AccessRule.IsLocal(context).ShouldBe(expected);
        context.Request.Headers["X-Forwarded-For"] = "203.0.113.9";
        AccessRule.IsLocal(context).ShouldBeFalse();
    }

    [Test]
    public async Task Elsewhere_NoKeyConfigured_IsToldWhatToConfigure()
    {
        await using var shop = await StartAsync(caller: Elsewhere);
        foreach (var path in new[] { "/analytics/overview", "/metrics", "/health/live", "/", "/openapi/v1.json", "/events/stream" })
        {
            using var response = await shop.Client.GetAsync(path);
            var problem = await TestShop.ProblemAsync(response, HttpStatusCode.Forbidden);
            problem.GetProperty("detail").GetString()!.ShouldContain("Serving:ApiKey");
        }
    }

    [Test]
    public async Task Loopback_KeyConfigured_ReadsOpenAndWritesNeedIt()
    {
        await using var shop = await StartAsync(Key);
        (await SendAsync(shop, HttpMethod.Get, "/analytics/overview")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(shop, HttpMethod.Post, "/write")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Post, "/write", "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Post, "/write", Key + "!")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Delete, "/write", "")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Post, "/write", Key)).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Loopback_NoKeyConfigured_WritesAreOpenExceptForPagesOfOtherSites()
    {
        await using var shop = await StartAsync(key: "");
        (await SendAsync(shop, HttpMethod.Post, "/write")).ShouldBe(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/write") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var response = await shop.Client.SendAsync(request);
        await TestShop.ProblemAsync(response, HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Elsewhere_KeyConfigured_IsNeededForEverything()
    {
        await using var shop = await StartAsync(Key, Elsewhere);
        using var refused = await shop.Client.GetAsync("/analytics/overview");
        var problem = await TestShop.ProblemAsync(refused, HttpStatusCode.Unauthorized);
        problem.GetProperty("detail").GetString()!.ShouldContain("X-Api-Key");
        refused.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Basic");
        (await SendAsync(shop, HttpMethod.Get, "/analytics/overview", Key)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(shop, HttpMethod.Post, "/write", Key)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(shop, HttpMethod.Post, "/write")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Get, "/nowhere")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Elsewhere_KeyAsBasicPassword_OpensReadsOnly()
    {
        await using var shop = await StartAsync(Key, Elsewhere);
        foreach (var (method, expected) in new[] { (HttpMethod.Get, HttpStatusCode.OK), (HttpMethod.Post, HttpStatusCode.Unauthorized) })
        {
            using var request = new HttpRequestMessage(method, method == HttpMethod.Get ? "/" : "/write");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + Key)));
            using var response = await shop.Client.SendAsync(request);
            response.StatusCode.ShouldBe(expected);
        }
    }

    [Test]
    public async Task OpenPaths_Elsewhere_AreReadWithoutKey()
    {
        await using var shop = await TestShop.StartAsync(
            settings: new() { ["Serving:ApiKey"] = Key, ["Serving:OpenPaths:0"] = "/health/live" }, caller: Elsewhere);
        (await SendAsync(shop, HttpMethod.Get, "/health/live")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(shop, HttpMethod.Post, "/health/live")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(shop, HttpMethod.Get, "/health/ready")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Task<TestShop> StartAsync(string? key = null, IPAddress? caller = null) => TestShop.StartAsync(
        settings: key is null ? null : new() { ["Serving:ApiKey"] = key },
        caller: caller,
        endpoints: app => app.MapMethods("/write", ["POST", "DELETE"], () => "written"));

    private static async Task<HttpStatusCode> SendAsync(TestShop shop, HttpMethod method, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.TryAddWithoutValidation("x-api-key", key);
        using var response = await shop.Client.SendAsync(request);
        return response.StatusCode;
    }
}
