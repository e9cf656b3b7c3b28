using System.Net;
using System.Text;
using Shopstream.Host;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>The whole pipeline on Elasticsearch gives what it gives on SQLite, even when the server fails in the middle.</summary>
[TestFixture, CancelAfter(240_000)]
internal sealed class ElasticsearchPipelineTests
{
    private static readonly string[] Settings =
    [
        "--Bus:Partitions=2", "--Bus:Embedded:Fsync=Never", "--Documents:Sqlite:Fsync=Never", "--SearchIndex:Sqlite:Fsync=Never", "--Logging:LogLevel:Default=None",
        "--Streaming:EmitInterval=00:00:00.100", "--Streaming:CheckpointInterval=00:00:00.300", "--Streaming:RestartDelay=00:00:00.050",
    ];

    [Test]
    public async Task Simulate_ServerFailsInBetween_IndexEqualsTheEmbeddedOne(CancellationToken cancel)
    {
        var request = ImportRequest.ForSimulation(new SimulatorOptions { Seed = 5, Users = 300, Span = TimeSpan.FromDays(2) }, 3_000) with { Rate = 1_500 };
        using var embedded = new TempDirectory();
        await PipelineRunner.FeedAsync(request with { Rate = null }, embedded.Path, cancel, Settings);

        using var data = new TempDirectory();
        await using var server = await ElasticsearchServer.StartAsync(ServerKind.Elasticsearch9);
        server.Records = false;
        foreach (var fault in new[] { new Fault { CutAfter = true }, new Fault { Status = 503 }, new Fault { CutHalfway = true }, new Fault { Items = (i, _) => i % 2 == 0 } })
            server.Inject(fault with { Path = "_bulk" });
        var feeding = PipelineRunner.FeedAsync(
            request, data.Path, cancel,
            [.. Settings, "--SearchIndex:Provider=Elasticsearch", $"--SearchIndex:Elasticsearch:Url={server.Url}", "--SearchIndex:Elasticsearch:RetryFor=00:00:00.200"]);
        await Eventually.BecomesTrueAsync(() => server.Within(c => c.IsAlias("session_summary") && c.Resolve("session_summary").All.Skip(300).Any()), "some sessions are written");

        // Away for longer than a write is tried again, so that the job starts again from its checkpoint.
        server.Inject(new Fault { CutBefore = true, Times = 40 });
        await server.StopAsync();
        await server.RestartAsync();
        await feeding;

        server.Refresh();
        await using var expected = PipelineRunner.OpenIndex(embedded.Path);
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url });
        foreach (var index in new[] { expected, (ISearchIndex)fixture.Index }) await PipelineRunner.EnsureIndicesAsync(index, cancel);
        (await TextAsync(fixture.Index, cancel)).ShouldBe(await TextAsync(expected, cancel));
    }

    [Test]
    public async Task Start_ServerNotThereYet_ServesOnceItComes(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        await server.StopAsync();
        using var data = new TempDirectory();
        await using var app = ShopstreamHost.CreateWeb(
        [
            .. Settings, "--urls=http://127.0.0.1:0", $"--Data:Path={data.Path}", "--Modules:Simulator=false", "--Logging:LogLevel:Microsoft=None",
            "--Connections:ProbeInterval=00:00:00.100", "--SearchIndex:Provider=Elasticsearch", $"--SearchIndex:Elasticsearch:Url={server.Url}",
            "--SearchIndex:Elasticsearch:RetryFor=00:00:00.200", "--SearchIndex:Elasticsearch:RefreshInterval=00:00:00.100",
        ]);
        await app.StartAsync(cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync("/health/ready", cancel)).StatusCode == HttpStatusCode.ServiceUnavailable, "the host is not ready");
        (await (await client.GetAsync("/health/ready", cancel)).Content.ReadAsStringAsync(cancel)).ShouldContain("elasticsearch");
        using var body = new StringContent("""{"user_id":"u1","product_id":"p1","event_type":"view","event_time":"2026-01-05T10:00:00Z"}""", Encoding.UTF8, "application/json");
        (await client.PostAsync("/collect/interactions", body, cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await server.RestartAsync();

        await Eventually.BecomesTrueAsync(
            async () => await client.GetAsync("/analytics/overview?from=2026-01-05&to=2026-01-06&window=1d", cancel) is { IsSuccessStatusCode: true } answer
                && (await answer.Content.ReadAsStringAsync(cancel)).Contains("\"view\":1", StringComparison.Ordinal),
            "the event is counted", TimeSpan.FromSeconds(60));
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync("/health/ready", cancel)).StatusCode == HttpStatusCode.OK, "the host is ready");
        await app.StopAsync(cancel);
    }

    /// <summary>Everything an index holds.</summary>
    private static async Task<List<string>> TextAsync(ISearchIndex index, CancellationToken cancel)
    {
        var lines = new List<string>();
        foreach (var definition in AnalyticsIndices.Windows)
        {
            foreach (var window in AnalyticsIndices.WindowSizes.Keys)
            {
                var query = new WindowQuery(definition.Name, window, 0, long.MaxValue);
                foreach (var grouping in Enum.GetValues<WindowGrouping>())
                {
                    if (grouping == WindowGrouping.WindowAndKey && window == "1m") continue;
                    foreach (var row in await index.QueryWindowsAsync(query with { GroupBy = grouping }, cancel))
                        lines.Add($"{definition.Name} {window} {grouping} {row.StartMs} {row.Key} {string.Join('|', row.Attributes)} {string.Join(',', row.Measures)}");
                }

                var sketches = await index.SketchesAsync(query, cancel);
                lines.AddRange(sketches.OrderBy(s => s.StartMs).ThenBy(s => s.Partition, StringComparer.Ordinal)
                    .Select(s => $"{definition.Name} {window} {s.StartMs} {s.Partition} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(s.Sketch.Span))}"));
            }
        }

        foreach (var name in new[] { AnalyticsIndices.SessionSummary.Name, AnalyticsIndices.ProductReviews.Name })
        {
            var found = new List<string>();
            await foreach (var document in index.SearchAsync(name, DocumentQuery.All, cancel)) found.Add($"{name} {document.Id} {Encoding.UTF8.GetString(document.Body.Span)}");
            found.ShouldNotBeEmpty();
            lines.AddRange(found.Order(StringComparer.Ordinal));
        }

        return lines;
    }
}
