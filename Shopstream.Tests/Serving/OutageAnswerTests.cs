using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Serving;

/// <summary>What a reader is told while the server behind the answer is away.</summary>
[TestFixture]
internal sealed class OutageAnswerTests
{
    [Test, CancelAfter(60_000)]
    public async Task Analytics_SearchServerAway_Is503ThatNamesIt(CancellationToken cancel)
    {
        using var data = new TempDirectory();
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}";
        nobody.Stop();
        await using var app = ShopstreamHost.CreateWeb(
        [
            $"--Data:Path={data.Path}", "--SearchIndex:Provider=Elasticsearch", $"--SearchIndex:Elasticsearch:Url={url}", "--Modules:Simulator=false",
            "--Modules:StreamAnalytics=false", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None",
        ]);
        await app.StartAsync(cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = await client.GetAsync("/analytics/overview", cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync(cancel)).ShouldContain("elasticsearch cannot be reached");
        await app.StopAsync(cancel);
    }
}
