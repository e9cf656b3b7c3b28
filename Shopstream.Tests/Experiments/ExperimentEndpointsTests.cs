using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Tests.Batch;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Experiments;

[TestFixture, CancelAfter(60_000)]
internal sealed class ExperimentEndpointsTests
{
    private const string Two = """[{"name":"a","algorithm":"popular"},{"name":"b","share":3,"algorithm":"hybrid"}]""";
    private JobShop _shop = null!;

    [SetUp]
    public async Task StartAsync() => _shop = await JobShop.StartAsync(
        [],
        builder =>
        {
            builder.Services.AddMetrics();
            ExperimentsModule.Register(builder);
        },
        ExperimentsModule.Map);

    [TearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Create_Draft_IsFoundAtItsLocationWithDefaults()
    {
        var (status, body, location) = await _shop.SendAsync(HttpMethod.Post, "/experiments", $$"""{"id":"first","variants":{{Two}}}""");
        status.ShouldBe(HttpStatusCode.Created);
        location!.OriginalString.ShouldBe("/experiments/first");
        var found = (await _shop.SendAsync(HttpMethod.Get, "/experiments/first")).Body;
        found.GetRawText().ShouldBe(body.GetRawText());
        (Text(found, "state"), Text(found, "salt"), Text(found, "metric"), found.GetProperty("traffic").GetDouble(), found.GetProperty("alpha").GetDouble())
            .ShouldBe(("draft", "first", "click-through", 1, 0.05));
        found.GetProperty("variants")[1].GetProperty("portion").GetDouble().ShouldBe(0.75);
        (await _shop.SendAsync(HttpMethod.Get, "/experiments")).Body.GetProperty("experiments").GetArrayLength().ShouldBe(1);
        (await _shop.SendAsync(HttpMethod.Post, "/experiments", $$"""{"id":"first","variants":{{Two}}}""")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [TestCase("""{"id":"Bad Id","variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "id")]
    [TestCase("""{"id":"sample-size","variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "id")]
    [TestCase("""{"traffic":0,"variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "traffic")]
    [TestCase("""{"alpha":0.9,"variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "alpha")]
    [TestCase("""{"metric":"joy","variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "metric")]
    [TestCase("""{"guardrails":["joy"],"variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "guardrails")]
    [TestCase("""{"state":"stopped","variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""", "state")]
    [TestCase("""{"variants":[{"name":"a","algorithm":"x"}]}""", "variants")]
    [TestCase("""{"variants":[{"name":"a","algorithm":"x"},{"name":"a","algorithm":"y"}]}""", "variants[1].name")]
    [TestCase("""{"variants":[{"name":"a","algorithm":"x"},{"name":"b","share":-1,"algorithm":"y"}]}""", "variants[1].share")]
    [TestCase("""{"variants":[{"name":"a","algorithm":"x y"},{"name":"b","algorithm":"y"}]}""", "variants[0].algorithm")]
    [TestCase("""{"variants":[{"name":"a","algorithm":"interleave:x"},{"name":"b","algorithm":"y"}]}""", "variants[0].algorithm")]
    public async Task Create_FieldThatCannotBeUsed_Is400AndNamed(string body, string field)
    {
        var (status, problem, _) = await _shop.SendAsync(HttpMethod.Post, "/experiments", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateArray().Select(e => Text(e, "field")).ShouldContain(field);
        Text(problem, "detail")!.ShouldContain($"{field}: found");
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{broken")]
    [TestCase("""{"variantz":[]}""")]
    [TestCase("""{"variants":null}""")]
    [TestCase("""{"variants":[null,null]}""")]
    [TestCase("""{"guardrails":[null],"variants":[{"name":"a","algorithm":"x"},{"name":"b","algorithm":"y"}]}""")]
    public async Task Create_BodyThatIsNone_Is400AndSaysWhatWasExpected(string body)
    {
        var (status, problem, _) = await _shop.SendAsync(HttpMethod.Post, "/experiments", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        Text(problem, "detail")!.ShouldContain("expected");
    }

    [Test]
    public async Task Life_FromDraftToStopped_KeepsItsRules()
    {
        await CreateAsync("one");
        await CreateAsync("two");
        Text((await _shop.SendAsync(HttpMethod.Post, "/experiments/one/start")).Body, "state").ShouldBe("running");
        (await _shop.SendAsync(HttpMethod.Post, "/experiments/one/start")).Status.ShouldBe(HttpStatusCode.OK, "again is no error");
        await ConflictAsync(HttpMethod.Post, "/experiments/two/start", null, "two cannot start while one runs");
        await ConflictAsync(HttpMethod.Put, "/experiments/one", $$"""{"traffic":0.5,"variants":{{Two}}}""", "one runs: changing its variants");
        await ConflictAsync(HttpMethod.Delete, "/experiments/one", null, "one has started");
        await ConflictAsync(HttpMethod.Post, "/experiments/two/stop", null, "two is a draft");
        await ConflictAsync(HttpMethod.Post, "/experiments", $$"""{"id":"three","state":"running","variants":{{Two}}}""", "three cannot start while one runs");
        (await _shop.SendAsync(HttpMethod.Get, "/experiments/three")).Status.ShouldBe(HttpStatusCode.NotFound, "nothing is left behind");
        var renamed = await _shop.SendAsync(HttpMethod.Put, "/experiments/one", $$"""{"name":"New name","guardrails":["revenue"],"variants":{{Two}}}""");
        (renamed.Status, Text(renamed.Body, "name"), Text(renamed.Body, "state")).ShouldBe((HttpStatusCode.OK, "New name", "running"));

        Text((await _shop.SendAsync(HttpMethod.Post, "/experiments/one/stop")).Body, "state").ShouldBe("stopped");
        await ConflictAsync(HttpMethod.Post, "/experiments/one/start", null, "one is over");
        await ConflictAsync(HttpMethod.Put, "/experiments/one", $$"""{"variants":{{Two}}}""", "one is over");
        Text((await _shop.SendAsync(HttpMethod.Post, "/experiments/two/start")).Body, "state").ShouldBe("running");
        await CreateAsync("four");
        (await _shop.SendAsync(HttpMethod.Delete, "/experiments/four")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Test]
    public async Task Start_ManyAtOnce_LetsOneRun()
    {
        for (var i = 0; i < 8; i++) await CreateAsync($"e{i}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _shop.SendAsync(HttpMethod.Post, $"/experiments/e{i}/start")));
        answers.Select(a => a.Status).Distinct().ShouldBeSubsetOf([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        var running = (await _shop.SendAsync(HttpMethod.Get, "/experiments")).Body.GetProperty("experiments").EnumerateArray().Count(e => Text(e, "state") == "running");
        running.ShouldBe(1);
    }

    [Test]
    public async Task Assignment_OfARunningExperiment_IsTheOneThatServingUses()
    {
        await CreateAsync("one");
        (await _shop.SendAsync(HttpMethod.Get, "/experiments/one/assignment?user=u1")).Body.GetProperty("variant").ValueKind.ShouldBe(JsonValueKind.Null);
        await _shop.SendAsync(HttpMethod.Post, "/experiments/one/start");
        var running = _shop.Services.GetRequiredService<RunningExperiments>();
        await running.RefreshAsync(default);
        foreach (var user in Enumerable.Range(0, 50).Select(i => $"u{i}"))
        {
            var assigned = (await _shop.SendAsync(HttpMethod.Get, $"/experiments/one/assignment?user={user}")).Body;
            Text(assigned, "variant").ShouldBe(running.Current!.VariantOf(user)!.Name);
            Text(assigned, "algorithm").ShouldBe(running.Current.VariantOf(user)!.Algorithm);
        }
    }

    [Test]
    public async Task Running_WhileTheStoreIsAway_StaysAsItWas()
    {
        await CreateAsync("one");
        await _shop.SendAsync(HttpMethod.Post, "/experiments/one/start");
        var running = _shop.Services.GetRequiredService<RunningExperiments>();
        await running.RefreshAsync(default);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await running.RefreshAsync(cancelled.Token));
        running.Current!.Id.ShouldBe("one");
    }

    [TestCase("GET", "/experiments/none", null, 404)]
    [TestCase("GET", "/experiments/none/results", null, 404)]
    [TestCase("GET", "/experiments/none/assignment?user=u", null, 404)]
    [TestCase("POST", "/experiments/none/start", null, 404)]
    [TestCase("POST", "/experiments/none/stop", null, 404)]
    [TestCase("DELETE", "/experiments/none", null, 404)]
    [TestCase("PUT", "/experiments/none", "{}", 404)]
    [TestCase("GET", "/experiments/off-policy?algorithm=hybrid", null, 404)]
    [TestCase("GET", "/experiments/off-policy?algorithm=hybrid&experiment=none", null, 404)]
    [TestCase("GET", "/experiments/off-policy", null, 400)]
    [TestCase("GET", "/experiments/off-policy?policy=hybrid:0.5", null, 400)]
    [TestCase("GET", "/experiments/off-policy?algorithm=x&reward=joy", null, 400)]
    [TestCase("GET", "/experiments/sample-size", null, 400)]
    [TestCase("GET", "/experiments/sample-size?baseline=0.5&lift=1.5", null, 400)]
    [TestCase("GET", "/experiments/sample-size?baseline=0.5&lift=0.1&power=1", null, 400)]
    public async Task Request_ThatCannotBeServed_IsAnsweredByAProblem(string method, string path, string? body, int expected)
    {
        var (status, problem, _) = await _shop.SendAsync(HttpMethod.Parse(method), path, body);
        ((int)status).ShouldBe(expected);
        problem.GetProperty("status").GetInt32().ShouldBe(expected);
        Text(problem, "detail").ShouldNotBeNullOrEmpty();
    }

    [TestCase("baseline=0.5&lift=0.5&power=0.9", 77)]
    [TestCase("baseline=0.1&lift=0.05", 57763)]
    [TestCase("baseline=10&lift=0.1&deviation=20", 6280)]
    public async Task SampleSize_KnownCases_AreAnswered(string query, long users)
    {
        var (status, body, _) = await _shop.SendAsync(HttpMethod.Get, $"/experiments/sample-size?{query}");
        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("usersPerVariant").GetInt64(), body.GetProperty("users").GetInt64()).ShouldBe((users, 2 * users));
    }

    [Test]
    public async Task Results_OfRecordedSums_TellWhoIsBetter()
    {
        await CreateAsync("one", """,{"name":"c","share":0.0001,"algorithm":"interleave:hybrid,popular"}""");
        var empty = (await _shop.SendAsync(HttpMethod.Get, "/experiments/one/results")).Body;
        Text(empty, "verdict").ShouldBe("few-users");
        await _shop.SendAsync(HttpMethod.Post, "/experiments/one/start");
        await RecordAsync("one", new()
        {
            ["a"] = Sums(10_000, clicks: 1_000, buyers: 200),
            ["b"] = Sums(30_000, clicks: 4_500, buyers: 600),
            ["c"] = new VariantSums { Preferring = { ["hybrid"] = 60, ["popular"] = 30 }, Undecided = 10, TeamClicks = { ["hybrid"] = 90 } },
        });

        var (status, body, _) = await _shop.SendAsync(HttpMethod.Get, "/experiments/one/results");

        status.ShouldBe(HttpStatusCode.OK);
        (Text(body, "verdict"), Text(body, "winner")).ShouldBe(("better", "b"), body.GetRawText());
        body.GetProperty("sampleRatio").GetProperty("mismatch").GetBoolean().ShouldBeFalse();
        var clicks = body.GetProperty("comparisons").EnumerateArray().First(c => Text(c, "variant") == "b" && Text(c, "metric") == "click-through");
        clicks.GetProperty("lift").GetDouble().ShouldBe(0.5, 1e-9);
        clicks.GetProperty("sequentialInterval").GetProperty("low").GetDouble().ShouldBeInRange(0, clicks.GetProperty("fixedInterval").GetProperty("low").GetDouble());
        var teams = body.GetProperty("interleaving").EnumerateArray().ShouldHaveSingleItem();
        (Text(teams, "first"), teams.GetProperty("share").GetDouble(), teams.GetProperty("clicksFirst").GetInt64()).ShouldBe(("hybrid", 60 / 90.0, 90));

        // Everybody with hybrid would click as those with hybrid did.
        var other = (await _shop.SendAsync(HttpMethod.Get, "/experiments/off-policy?algorithm=hybrid")).Body;
        other.GetProperty("selfNormalised").GetProperty("value").GetDouble().ShouldBe(0.15, 1e-9);
        other.GetProperty("inversePropensity").GetProperty("value").GetDouble().ShouldBe(0.15, 1e-4);
        var mixed = (await _shop.SendAsync(HttpMethod.Get, "/experiments/off-policy?policy=hybrid:0.5;popular:0.5&reward=conversion")).Body;
        mixed.GetProperty("selfNormalised").GetProperty("value").GetDouble().ShouldBe(0.02, 1e-4);
        (await _shop.SendAsync(HttpMethod.Get, "/experiments/off-policy?algorithm=ease")).Status.ShouldBe(HttpStatusCode.BadRequest);

        await RecordAsync("one", new() { ["a"] = Sums(10_000, 1_000, 200), ["b"] = Sums(20_000, 3_000, 400) });
        Text((await _shop.SendAsync(HttpMethod.Get, "/experiments/one/results")).Body, "verdict").ShouldBe("invalid");
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static VariantSums Sums(long users, long clicks, long buyers) => new()
    {
        Users = users,
        Answers = users,
        ClicksOnImpressions = new(users, clicks, clicks, users, users, clicks),
        Clicks = new(users, clicks, clicks),
        Conversions = new(users, buyers, buyers),
        Revenue = new(users, 10.0 * buyers, 100.0 * buyers),
    };

    private async Task RecordAsync(string experiment, Dictionary<string, VariantSums> variants)
    {
        var sums = new ExperimentSums(experiment, new(variants, StringComparer.Ordinal));
        var document = new Document($"{experiment}|test", JsonSerializer.SerializeToUtf8Bytes(sums, ExperimentsJsonContext.Default.ExperimentSums), [experiment]);
        await _shop.Services.GetRequiredService<IDocumentStore>().UpsertAsync(FeedbackCollections.Sums.Name, [document], default);
    }

    private async Task CreateAsync(string id, string more = "") =>
        (await _shop.SendAsync(HttpMethod.Post, "/experiments", $$"""{"id":"{{id}}","variants":{{Two[..^1]}}{{more}}]}""")).Status.ShouldBe(HttpStatusCode.Created);

    private async Task ConflictAsync(HttpMethod method, string path, string? body, string detail)
    {
        var (status, problem, _) = await _shop.SendAsync(method, path, body);
        status.ShouldBe(HttpStatusCode.Conflict);
        Text(problem, "detail")!.ShouldStartWith(detail);
    }
}
