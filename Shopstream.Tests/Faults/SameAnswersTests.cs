using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Host;
using Shopstream.Host.Commands;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Faults;

/// <summary>The same 60,000 events of a real shop give the same answers, whatever the providers.</summary>
[TestFixture]
internal sealed class SameAnswersTests
{
    private static readonly string[] Files = ["2019-Oct.first20000.csv.gz", "2019-Nov.first20000.csv.gz", "2019-Dec.first20000.csv.gz"];

    private static readonly string[] Questions =
    [
        .. from path in (string[])["overview", "users", "sessions", "products", "sentiment", "payments", "potential-customers"]
           from range in (string[])
           [
               "window=1m&from=2019-10-01T00:00:00Z&to=2019-10-01T06:00:00Z", "window=1h&from=2019-11-01T00:00:00Z&to=2019-11-08T00:00:00Z",
               "window=1d&from=2019-10-01T00:00:00Z&to=2020-01-01T00:00:00Z",
           ]
           select $"/analytics/{path}?{range}&top=50",
    ];

    [Test, CancelAfter(300_000)]
    public async Task Analytics_SixtyThousandEvents_AnswerAlikeOnEveryProvider(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        var embedded = await AnswersAsync([$"--Data:Path={directory.Path}"], _ => Task.CompletedTask, cancel);
        embedded.Values.Count(a => a.Length > 200).ShouldBeGreaterThan(Questions.Length / 2, "the answers say something");

        await using var cluster = await ShopCluster.CreateAsync(hosts: 0, partitions: 4);
        var real = await AnswersAsync([.. cluster.Settings, "--Streaming:IdleTimeout=00:00:30"], cluster.RefreshAsync, cancel);

        foreach (var question in Questions) real[question].ShouldBe(embedded[question], question);
    }

    private static async Task<Dictionary<string, string>> AnswersAsync(string[] settings, Func<CancellationToken, Task> refresh, CancellationToken cancel)
    {
        await using var app = ShopstreamHost.CreateWeb([.. settings, "--Modules:Simulator=false", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"]);
        await app.StartAsync(cancel);
        foreach (var file in Files)
        {
            var request = await ImportRequest.ForFileAsync(ImportFormats.Find("rees46"), Repository.RealData("rees46", file), cancel);
            (await app.Services.GetRequiredService<ImportService>().RunAsync(request, cancel)).Accepted.ShouldBe(20_000);
        }

        await FeedCommand.DrainAsync(app, cancel);
        await refresh(cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var question in Questions)
        {
            using var answer = await client.GetAsync(question, cancel);
            answers[question] = await answer.Content.ReadAsStringAsync(cancel);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{question}: {answers[question]}");
        }

        await app.StopAsync(cancel);
        return answers;
    }
}
