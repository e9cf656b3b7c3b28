using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Recommendations.Trending;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Ml.Customers;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Trending;

[TestFixture, CancelAfter(60_000)]
internal sealed class TrendingEndpointTests
{
    private CustomerArchive _archive = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _archive = new();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Configuration["Trending:RefreshInterval"] = "00:00:00.050";
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IDocumentStore>(_archive.Documents);
        builder.Services.AddSingleton<TimeProvider>(_archive.Clock);
        TrendingServices.Add(builder.Services);
        _app = builder.Build();
        TrendingServices.Map(_app);
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _archive.DisposeAsync();
    }

    [Test]
    public async Task Get_NothingArchived_SaysSo()
    {
        var answer = await GetAsync("/trending");
        answer.GetProperty("products").GetArrayLength().ShouldBe(0);
        answer.GetProperty("days").GetInt32().ShouldBe(7);
        answer.GetProperty("batchLayer").GetInt64().ShouldBe(0);
        answer.GetProperty("speedLayer").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("note").GetString().ShouldBe("Nothing is archived of these days.");
    }

    [Test]
    public async Task Get_WithoutARun_ComputesFromTheArchiveAndThenAnswersWhatIsStored(CancellationToken cancel)
    {
        await AddAsync(cancel, ("lamp", 0, 1), ("lamp", 1, 5), ("sofa", 0, 4), ("sofa", 1, 1));
        await _archive.AddSessionsAsync([CustomerArchive.Session("ada", CustomerArchive.Start.AddDays(1).AddHours(2), "vase", "lamp")], cancel);
        const string Range = "/trending?from=2026-03-01&to=2026-03-03";

        var first = await GetAsync(Range);

        first.GetProperty("products").EnumerateArray().Select(p => (p.GetProperty("productId").GetString(), p.GetProperty("before").GetInt32(), p.GetProperty("after").GetInt32()))
            .ShouldBe([("lamp", 1, 6), ("vase", 0, 1)]);
        first.GetProperty("products")[0].GetProperty("percentage").GetDouble().ShouldBe(62.5, 1e-9);
        first.GetProperty("products")[0].GetProperty("brand").GetString().ShouldBe("Acme");
        first.GetProperty("batchLayer").GetInt64().ShouldBe(13);
        (first.GetProperty("from").GetString(), first.GetProperty("to").GetString(), first.GetProperty("stored").GetBoolean()).ShouldBe(("2026-03-01", "2026-03-03", false));
        _archive.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = await GetAsync(Range + "&top=1");
        (second.GetProperty("stored").GetBoolean(), second.GetProperty("products").GetArrayLength()).ShouldBe((true, 1));
        second.GetProperty("generatedAt").GetString().ShouldBe(first.GetProperty("generatedAt").GetString());

        // Records that come later make what is stored out of date.
        await AddAsync(cancel, ("vase", 1, 20));
        var third = await GetAsync(Range);
        (third.GetProperty("stored").GetBoolean(), third.GetProperty("products")[0].GetProperty("productId").GetString()).ShouldBe((false, "vase"));
    }

    [Test]
    public async Task Run_DefaultRange_IsTheLatestAndReadsChangedDaysOnly(CancellationToken cancel)
    {
        await AddAsync(cancel, ("old", 0, 9), ("old", 1, 90), ("lamp", 20, 1), ("lamp", 21, 5));
        var summary = await _archive.RunAsync(Job(), cancel);
        (summary["from"], summary["to"], summary["daysGathered"], summary["events"]).ShouldBe(("2026-03-16", "2026-03-23", 4, 6L));
        var latest = (await Store().LatestAsync(cancel))!;
        latest.Findings.Top.ShouldHaveSingleItem().ProductId.ShouldBe("lamp");

        await AddAsync(cancel, ("sofa", 21, 50));
        (await _archive.RunAsync(Job(), cancel, ("from", "2026-03-01"), ("to", "2026-03-03"), ("threshold", "50")))["daysGathered"].ShouldBe(1);
        (await Store().LatestAsync(cancel))!.GeneratedAt.ShouldBe(latest.GeneratedAt, "another range than the default one");
        (await Store().GetAsync(new(latest.FirstDay - 15, latest.FirstDay - 14), 50, cancel))!.Findings.Top.ShouldHaveSingleItem().ProductId.ShouldBe("old");

        await _archive.RunAsync(Job(), cancel);
        (await Store().LatestAsync(cancel))!.Findings.Top[0].ProductId.ShouldBe("sofa");
        var watch = _app.Services.GetRequiredService<TrendingWatch>();
        await Eventually.BecomesTrueAsync(() => watch.Current?.Findings.Top[0].ProductId == "sofa", "the watch to see the last run");
    }

    [Test]
    public async Task Run_AfterRemovals_ForgetsWhatIsGone(CancellationToken cancel)
    {
        await AddAsync(cancel, ("lamp", 0, 1), ("lamp", 1, 5), ("sofa", 1, 2));
        await _archive.RunAsync(Job(), cancel);
        await _archive.Documents.DeleteAsync(ArchiveCollections.Interactions.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, "sofa")] }, cancel);
        (await _archive.RunAsync(Job(), cancel))["products"].ShouldBe(1);
    }

    [Test]
    public async Task Get_WithCountsOfTheStream_NamesThem(CancellationToken cancel)
    {
        await Store().SpeedLayerAsync(cancel);
        await _archive.Documents.UpsertAsync("speed_layer", [new("user_interactions-0", "{\"messages\":40}"u8.ToArray(), [40L]), new("user_interactions-1", "{\"messages\":2}"u8.ToArray(), [2L])], cancel);
        (await GetAsync("/trending")).GetProperty("speedLayer").GetInt64().ShouldBe(42);
    }

    [TestCase("from=yesterday", "from: found \"yesterday\", expected an ISO 8601 date")]
    [TestCase("from=2026-03-04&to=2026-03-01", "from, to: found \"2026-03-04\" and \"2026-03-01\"")]
    [TestCase("from=2026-03-04&to=2026-03-04", "expected a first day before the day after the last")]
    [TestCase("from=1990-01-01&to=2026-01-01", "expected at most 3660")]
    [TestCase("days=1&top=0&threshold=x", "days: found \"1\", expected a whole number from 2 to 3660; top: found \"0\"")]
    public async Task Get_BadParameters_AreAllNamed(string query, string detail)
    {
        using var response = await _client.GetAsync($"/trending?{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!.ShouldContain(detail);
    }

    private TrendingStore Store() => _app.Services.GetRequiredService<TrendingStore>();

    private IBatchJob Job() => _app.Services.GetServices<IBatchJob>().Single(j => j.Name == "trending");

    private Task AddAsync(CancellationToken cancel, params (string Product, int Day, int Views)[] events) => _archive.AddInteractionsAsync(
        [.. events.SelectMany(e => Enumerable.Range(0, e.Views).Select(i => CustomerArchive.Interaction(e.Product, CustomerArchive.Start.AddDays(e.Day).AddMinutes(i), EventTypes.View, e.Product)))],
        cancel);

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
