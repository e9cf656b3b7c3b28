using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Serving;

namespace Shopstream.Tests.Serving;

[CancelAfter(60_000)]
internal sealed class GuardsTests
{
    private const int Limit = 4096;

    [Test]
    public async Task UnknownPath_AnyAccept_IsAProblem()
    {
        await using var shop = await TestShop.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/analytics/nothing") { Headers = { { "Accept", "text/html" } } };
        using var response = await shop.Client.SendAsync(request);
        var problem = await TestShop.ProblemAsync(response, HttpStatusCode.NotFound);
        problem.GetProperty("detail").GetString()!.ShouldContain("/openapi/v1.json");
    }

    [Test]
    public async Task WrongMethod_IsAProblemThatNamesTheRightOne()
    {
        await using var shop = await TestShop.StartAsync();
        using var response = await shop.Client.PostAsync("/analytics/users", null);
        var problem = await TestShop.ProblemAsync(response, HttpStatusCode.MethodNotAllowed);
        problem.GetProperty("detail").GetString().ShouldBe("/analytics/users does not take POST, it takes GET.");
        response.Content.Headers.Allow.ShouldContain("GET");
    }

    [Test]
    public async Task Exception_IsAProblemWithoutItsText()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Index.Failure = new InvalidOperationException("secret path /var/lib");
        using var response = await shop.Client.GetAsync("/analytics/products");
        var problem = await TestShop.ProblemAsync(response, HttpStatusCode.InternalServerError);
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("secret");
        text.ShouldNotContain("   at ");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Test]
    public async Task Answer_Headers_KeepBrowsersInside()
    {
        await using var shop = await TestShop.StartAsync();
        using var response = await shop.Client.GetAsync("/");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self';");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
    }

    [Test]
    public async Task Answer_ClientTakesGzip_IsCompressed()
    {
        await using var shop = await TestShop.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/analytics/overview") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var response = await shop.Client.SendAsync(request);
        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var unpacked = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        (await new StreamReader(unpacked).ReadToEndAsync()).ShouldStartWith("{\"from\":");
    }

    [TestCase("ReadsPerSecond", "GET", "POST", "reads")]
    [TestCase("WritesPerSecond", "POST", "GET", "writes")]
    public async Task TooManyRequests_OfOneKind_AreRefusedWithRetryAfter(string setting, string method, string otherMethod, string kind)
    {
        await using var shop = await TestShop.StartAsync(
            settings: new() { ["Serving:" + setting] = "1" }, endpoints: app => app.MapMethods("/any", ["GET", "POST"], () => "done"));

        // The window may roll over between two requests, never between very many.
        for (var i = 0; ; i++)
        {
            i.ShouldBeLessThan(10_000);
            using var request = new HttpRequestMessage(new(method), "/any");
            using var response = await shop.Client.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.OK) continue;
            var problem = await TestShop.ProblemAsync(response, HttpStatusCode.TooManyRequests);
            problem.GetProperty("detail").GetString()!.ShouldContain($"1 {kind} a second");
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            break;
        }

        using var other = new HttpRequestMessage(new(otherMethod), "/any");
        using var allowed = await shop.Client.SendAsync(other);
        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("203.0.113.7", "203.0.113.7")]
    [TestCase("::ffff:203.0.113.7", "203.0.113.7")]
    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [TestCase("::1", "::1")]
    [TestCase(null, "local")]
    public void Client_Address_StandsForOneClient(string? address, string expected) =>
        RateLimits.Client(address is null ? null : IPAddress.Parse(address)).ShouldBe(expected);

    [TestCase("plain", Limit, HttpStatusCode.OK)]
    [TestCase("plain", Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase("chunked", Limit - 64, HttpStatusCode.OK)]
    [TestCase("chunked", Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase("gzip", Limit, HttpStatusCode.OK)]
    [TestCase("gzip", 1_000_000, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase("br", 1_000_000, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase("zstd", 10, HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_OverTheLimit_IsRefusedHoweverItComes(string form, int size, HttpStatusCode expected)
    {
        await using var shop = await TestShop.StartAsync(settings: new() { ["Serving:MaxBodyBytes"] = Limit.ToString() }, socket: true, endpoints: app =>
            app.MapPost("/count", async (HttpContext context) =>
            {
                using var memory = new MemoryStream();
                await context.Request.Body.CopyToAsync(memory);
                return memory.Length;
            }));
        using var content = Body(form, size);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/count") { Content = content };
        request.Headers.TransferEncodingChunked = form == "chunked";
        using var response = await shop.Client.SendAsync(request);
        if (expected == HttpStatusCode.OK)
        {
            (await response.Content.ReadAsStringAsync()).ShouldBe(size.ToString());
            return;
        }

        var problem = await TestShop.ProblemAsync(response, expected);
        problem.GetProperty("detail").GetString()!.ShouldContain(expected == HttpStatusCode.UnsupportedMediaType ? "br, gzip, deflate" : "4096 bytes");
    }

    [TestCase("Serving:ReadPerSecond", "5", "ReadPerSecond")]
    [TestCase("Serving:ReadsPerSecond", "0", "ReadsPerSecond")]
    [TestCase("Serving:StreamInterval", "01:00:00", "StreamInterval")]
    [TestCase("Serving:StreamHeartbeat", "00:00:00.5", "StreamHeartbeat")]
    [TestCase("Serving:ApiKey", "   ", "ApiKey")]
    [TestCase("Serving:OpenPaths:0", "health/live", "OpenPaths")]
    [TestCase("Dashboard:Currency", "euro", "Currency")]
    [TestCase("Dashboard:Titel", "Shop", "Titel")]
    public async Task Start_WrongSetting_StopsAndNamesIt(string setting, string value, string named)
    {
        var exception = await Should.ThrowAsync<Exception>(() => TestShop.StartAsync(settings: new() { [setting] = value }));
        exception.ToString().ShouldContain(named);
        exception.ShouldSatisfyAllConditions(e => (e is OptionsValidationException or InvalidOperationException).ShouldBeTrue(e.ToString()));
    }

    [Test]
    public async Task Start_Settings_AreBound()
    {
        await using var shop = await TestShop.StartAsync(settings: new()
        {
            ["Serving:ApiKey"] = "key", ["Serving:MaxBodyBytes"] = "2048", ["Serving:StreamInterval"] = "00:00:02", ["Serving:OpenPaths:0"] = "/health/live",
        });
        var options = shop.Services.GetRequiredService<IOptions<ServingOptions>>().Value;
        options.ApiKey.ShouldBe("key");
        options.MaxBodyBytes.ShouldBe(2048);
        options.StreamInterval.ShouldBe(TimeSpan.FromSeconds(2));
        options.OpenPaths.ShouldBe(["/health/live"]);
    }

    private static ByteArrayContent Body(string form, int size)
    {
        var bytes = new byte[size];
        if (form is not ("gzip" or "br")) return Encoded(new ByteArrayContent(bytes), form == "zstd" ? form : null);
        using var memory = new MemoryStream();
        using (Stream packer = form == "gzip" ? new GZipStream(memory, CompressionLevel.Optimal) : new BrotliStream(memory, CompressionLevel.Optimal))
            packer.Write(bytes);
        return Encoded(new ByteArrayContent(memory.ToArray()), form);
    }

    private static ByteArrayContent Encoded(ByteArrayContent content, string? encoding)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return content;
    }
}
