using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Ml.Segments;

namespace Shopstream.Tests.Ml.Customers;

[TestFixture, CancelAfter(120_000)]
internal sealed class CustomerEndpointsTests
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
        builder.Services.AddSingleton<IDocumentStore>(_archive.Documents);
        CustomersModule.Register(builder);
        _app = builder.Build();
        CustomersModule.Map(_app);
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
    public async Task Get_BeforeAnyRun_TellsHowToStartOne(CancellationToken cancel)
    {
        var (status, segments) = await GetAsync("/segments", cancel);
        status.ShouldBe(HttpStatusCode.OK);
        segments.GetProperty("segments").GetArrayLength().ShouldBe(0);
        segments.GetProperty("note").GetString().ShouldBe("Segments were not computed yet; POST /jobs/segments/run does it.");
        foreach (var (path, detail) in (IEnumerable<(string, string)>)[
            ("/segments/s1", "Segments were not computed yet; POST /jobs/segments/run does it."),
            ("/users/ada/segment", "Segments were not computed yet; POST /jobs/segments/run does it."),
            ("/users/ada/similar", "Similar users were not computed yet; POST /jobs/similar-users/run does it.")])
        {
            var (code, problem) = await GetAsync(path, cancel);
            code.ShouldBe(HttpStatusCode.NotFound, path);
            problem.GetProperty("detail").GetString().ShouldBe(detail);
        }
    }

    [Test]
    public async Task Get_AfterTheJobs_GivesSegmentsMembersHistoryAndSimilarUsers(CancellationToken cancel)
    {
        await _archive.AddSessionsAsync(SegmentsJobTests.Shop(), cancel);
        foreach (var job in _app.Services.GetServices<IBatchJob>()) await _archive.RunAsync(job, cancel);

        var (_, all) = await GetAsync("/segments", cancel);
        all.GetProperty("customers").GetInt32().ShouldBe(120);
        all.GetProperty("note").ValueKind.ShouldBe(JsonValueKind.Null);
        var segment = all.GetProperty("segments")[0];
        var id = segment.GetProperty("id").GetString()!;
        segment.GetProperty("description").GetString()!.ShouldStartWith(segment.GetProperty("name").GetString()!);
        segment.GetProperty("profile").EnumerateArray().Select(t => t.GetProperty("feature").GetString()).ShouldContain("recencyDays");
        segment.TryGetProperty("centroid", out _).ShouldBeFalse();

        var (_, page) = await GetAsync($"/segments/{id}?n=5", cancel);
        page.GetProperty("members").GetArrayLength().ShouldBe(5);
        var next = page.GetProperty("next").GetString()!;
        var member = page.GetProperty("members")[4];
        member.GetProperty("userId").GetString().ShouldBe(next);
        member.GetProperty("features").GetProperty("orders").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        var (_, second) = await GetAsync($"/segments/{id}?n=5&after={next}", cancel);
        string.CompareOrdinal(second.GetProperty("members")[0].GetProperty("userId").GetString(), next).ShouldBeGreaterThan(0);

        var (_, user) = await GetAsync($"/users/{next}/segment", cancel);
        user.GetProperty("segment").GetProperty("id").GetString().ShouldBe(id);
        var move = user.GetProperty("history").EnumerateArray().ShouldHaveSingleItem();
        move.GetProperty("cause").GetString().ShouldBe("joined");
        move.GetProperty("toName").GetString().ShouldBe(segment.GetProperty("name").GetString());
        user.GetProperty("since").GetString().ShouldBe(move.GetProperty("at").GetString());

        var (_, similar) = await GetAsync("/users/loyal-01/similar?n=3", cancel);
        similar.GetProperty("similar").GetArrayLength().ShouldBe(3);
        var best = similar.GetProperty("similar")[0];
        best.GetProperty("userId").GetString()!.ShouldStartWith("loyal-");
        best.GetProperty("jaccard").GetDouble().ShouldBeInRange(0.5, 1);
        best.GetProperty("estimate").GetDouble().ShouldBeInRange(0.3, 1);
        best.GetProperty("shared").EnumerateArray().Select(s => s.GetString()).ShouldContain("bought:1");

        foreach (var (path, detail) in (IEnumerable<(string, string)>)[
            ("/segments/nothing", "nothing: there is no such segment, expected one of"),
            ("/users/nobody/segment", "nobody: no run of job segments knew such a user."),
            ("/users/nobody/similar", "nobody: the last run of job similar-users knew no such user")])
        {
            var (code, problem) = await GetAsync(path, cancel);
            code.ShouldBe(HttpStatusCode.NotFound, path);
            problem.GetProperty("detail").GetString()!.ShouldStartWith(detail);
        }
    }

    [TestCase("/users/ada/similar?n=0")]
    [TestCase("/users/ada/similar?n=many")]
    [TestCase("/segments/s1?n=1001")]
    public async Task Get_WithAWrongNumber_IsRefused(string path, CancellationToken cancel)
    {
        var (status, problem) = await GetAsync(path, cancel);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString()!.ShouldContain("expected a whole number from 1 to 1000");
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, CancellationToken cancel)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancel);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancel)));
    }
}
