using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shopstream.Tests.Serving;

namespace Shopstream.Tests.Host;

/// <summary>Empty, large, compressed and damaged bodies sent to <c>/collect</c>.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class CollectBodyTests
{
    private CollectShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await CollectShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [TestCase("/collect/sessions")]
    [TestCase("/collect/interactions")]
    [TestCase("/collect/cloudevents")]
    public async Task Collect_EmptyBody_Is400(string path)
    {
        using var response = await _shop.Client.PostAsync(path, new ByteArrayContent([]));
        (await TestShop.ProblemAsync(response, HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain("0 bytes");
    }

    [Test]
    public async Task Collect_FiftyMegabytes_Are413AndTheNextRequestIsFine([Values] bool announced)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/sessions") { Content = new ByteArrayContent(new byte[50_000_000]) };
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = !announced;
        try
        {
            using var response = await _shop.Client.SendAsync(request);
            await TestShop.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException) when (!announced)
        {
            // The server closes the connection in the middle of a body without end; the answer may be lost on the way.
        }

        (await _shop.CollectAsync("/collect/sessions", "[]")).GetProperty("accepted").GetInt32().ShouldBe(0);
    }

    [Test]
    public async Task Collect_GzipBomb_Is413()
    {
        using var request = Gzip("/collect/interactions", new byte[50_000_000]);
        using var response = await _shop.Client.SendAsync(request);
        await TestShop.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Test]
    public async Task Collect_Gzip_IsUnpacked()
    {
        var day = _shop.NewDay();
        using var request = Gzip("/collect/interactions", Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 500).Select(i => Interaction($"u{i}", "1", "view", day)))));
        (await _shop.AcceptedAsync(request)).GetProperty("accepted").GetInt32().ShouldBe(500);
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("view").GetInt64() == 500, "500 views");
    }

    [Test]
    public async Task Collect_TruncatedGzip_Is400AndSaysWhatWasFound()
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5_000).Select(i => $"{{\"user_id\":{i},\"n\":{i * 7919L % 104_729}}}")));
        using var request = Gzip("/collect/interactions", text, cut: 0.5);
        using var response = await _shop.Client.SendAsync(request);
        var problem = await TestShop.ProblemAsync(response, HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString()!.ShouldMatch(@"After \d+ bytes: .+ Expected a complete body");
    }

    [Test]
    public async Task Collect_GzipThatIsNone_Is400()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/sessions") { Content = new StringContent("{\"not\":\"gzip\"}", Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await _shop.Client.SendAsync(request);
        await TestShop.ProblemAsync(response, HttpStatusCode.BadRequest);
    }

    private static string Interaction(string user, string product, string type, DateTimeOffset at) =>
        $"{{\"user_id\":\"{user}\",\"product_id\":\"{product}\",\"event_type\":\"{type}\",\"event_time\":\"{at:yyyy-MM-ddTHH:mm:ssZ}\"}}";

    private static HttpRequestMessage Gzip(string path, byte[] content, double cut = 1)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        var body = new ByteArrayContent(packed.ToArray(), 0, (int)(packed.Length * cut));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        body.Headers.ContentEncoding.Add("gzip");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
    }
}
