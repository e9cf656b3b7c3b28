using System.Net;
using Microsoft.AspNetCore.Builder;
using Shopstream.Modules.Serving;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class BrowserWritesTests
{
    private const string Key = "correct horse battery";
    private const string Shop = "https://shop.example";
    private static readonly IPAddress Elsewhere = IPAddress.Parse("203.0.113.7");

    [TestCase(Shop, "/collect/ga4", true)]
    [TestCase("https://SHOP.example", "/feedback", true)]
    [TestCase("https://other.example", "/collect/ga4", false)]
    [TestCase("http://shop.example", "/collect/ga4", false)]
    [TestCase("https://shop.example:8443", "/collect/ga4", false)]
    [TestCase("null", "/collect/ga4", false)]
    [TestCase("", "/collect/ga4", false)]
    [TestCase(Shop, "/jobs", false)]
    [TestCase(Shop, "/collector", false)]
    public async Task Post_FromAPage_NeedsAnAllowedOriginAndPath(string origin, string path, bool allowed)
    {
        await using var shop = await StartAsync(Elsewhere);
        using var response = await SendAsync(shop, HttpMethod.Post, path, origin, ("Sec-Fetch-Site", "cross-site"));
        response.StatusCode.ShouldBe(allowed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var named).ShouldBe(allowed);
        if (allowed) named!.Single().ShouldBe(origin);
    }

    [Test]
    public async Task Preflight_AllowedOrigin_IsAnsweredAndOthersAreNot()
    {
        await using var shop = await StartAsync(Elsewhere);
        using var allowed = await SendAsync(shop, HttpMethod.Options, "/collect/ga4", Shop, ("Access-Control-Request-Method", "POST"));
        allowed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Methods").ShouldBe(["POST"]);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Content-Type");
        allowed.Headers.Vary.ShouldContain("Origin");
        allowed.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        using var other = await SendAsync(shop, HttpMethod.Options, "/collect/ga4", "https://other.example", ("Access-Control-Request-Method", "POST"));
        other.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        other.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Test]
    public async Task Requests_OtherThanPost_StayClosed()
    {
        await using var shop = await StartAsync(Elsewhere);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete, HttpMethod.Put])
        {
            using var response = await SendAsync(shop, method, "/collect/ga4", Shop);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, method.Method);
        }
    }

    [Test]
    public async Task Post_WithAWrongKey_IsJudgedByTheKey()
    {
        await using var shop = await StartAsync(Elsewhere);
        using var wrong = await SendAsync(shop, HttpMethod.Post, "/collect/ga4", Shop, (AccessGuard.Header, "wrong"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var right = await SendAsync(shop, HttpMethod.Post, "/collect/ga4", Shop, (AccessGuard.Header, Key));
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Post_MoreThanABrowserMaySend_IsLimited()
    {
        await using var shop = await StartAsync(Elsewhere, perSecond: 1);
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await SendAsync(shop, HttpMethod.Post, "/collect/ga4", Shop);
            codes.Add(response.StatusCode);
        }

        codes.ShouldContain(HttpStatusCode.TooManyRequests);
        codes[0].ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Post_NoOriginConfigured_IsClosed()
    {
        await using var shop = await TestShop.StartAsync(settings: new() { ["Serving:ApiKey"] = Key }, caller: Elsewhere, endpoints: Endpoints);
        using var response = await SendAsync(shop, HttpMethod.Post, "/collect/ga4", Shop);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [TestCase("*")]
    [TestCase("shop.example")]
    [TestCase("https://shop.example/")]
    [TestCase("https://shop.example/path")]
    [TestCase("https://shop.example:443")]
    [TestCase("ftp://shop.example")]
    public void Validate_NoOrigin_StopsTheStart(string origin) =>
        new ServingOptionsRules().Validate(null, new() { AllowedOrigins = [origin] }).FailureMessage.ShouldNotBeNull().ShouldContain($"\"{origin}\"");

    [TestCase("https://shop.example")]
    [TestCase("http://localhost:8080")]
    public void Validate_Origin_IsTaken(string origin) => new ServingOptionsRules().Validate(null, new() { AllowedOrigins = [origin] }).Succeeded.ShouldBeTrue();

    private static Task<TestShop> StartAsync(IPAddress caller, int perSecond = 50) => TestShop.StartAsync(
        settings: new() { ["Serving:ApiKey"] = Key, ["Serving:AllowedOrigins:0"] = Shop, ["Serving:BrowserWritesPerSecond"] = $"{perSecond}" }, caller: caller, endpoints: Endpoints);

    private static void Endpoints(WebApplication app)
    {
        foreach (var path in (string[])["/collect/ga4", "/feedback", "/jobs", "/collector"]) app.MapMethods(path, ["GET", "POST", "PUT", "DELETE"], () => "written");
    }

    private static async Task<HttpResponseMessage> SendAsync(TestShop shop, HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (origin.Length > 0) request.Headers.TryAddWithoutValidation("Origin", origin);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await shop.Client.SendAsync(request);
    }
}
