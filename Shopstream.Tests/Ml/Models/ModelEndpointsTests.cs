using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Batch;
using Shopstream.Tests.Jobs;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Models;

[TestFixture]
internal sealed class ModelEndpointsTests
{
    [Test, CancelAfter(30_000)]
    public async Task Model_WithVersions_TellsDataSeedMetricsAndHistory(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var store = shop.Services.GetRequiredService<ModelStore>();
        await AddAsync(store, 0, cancel);
        await AddAsync(store, 1, cancel);
        await store.DecideAsync("weather", 1, ModelBench.Verdict(isBetter: true, against: null), cancel);

        var list = (await shop.SendAsync(HttpMethod.Get, "/models")).Body.GetProperty("models").EnumerateArray().Single(m => m.GetProperty("name").GetString() == "weather");
        var model = (await shop.SendAsync(HttpMethod.Get, "/models/weather")).Body;
        var version = (await shop.SendAsync(HttpMethod.Get, "/models/weather/versions/1")).Body;
        var file = (await shop.SendAsync(HttpMethod.Get, "/models/weather/versions/2/file")).Body;

        list.GetRawText().ShouldBe(model.GetRawText());
        model.GetProperty("current").GetInt32().ShouldBe(1);
        model.GetProperty("description").GetString().ShouldBe("Whether it rains.");
        model.GetProperty("versions").EnumerateArray().Select(v => (v.GetProperty("number").GetInt32(), v.GetProperty("state").GetString()))
            .ShouldBe([(2, "candidate"), (1, "current")]);
        version.GetProperty("seed").GetInt32().ShouldBe(7);
        version.GetProperty("data").GetProperty("from").GetDateTimeOffset().ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1000));
        version.GetProperty("data").GetProperty("users").GetInt32().ShouldBe(40);
        version.GetProperty("metrics").GetProperty("later").GetProperty("auc").GetDouble().ShouldBe(0.83);
        version.GetProperty("hyperparameters").GetProperty("trees").GetString().ShouldBe("100");
        version.GetProperty("verdict").GetProperty("isBetter").GetBoolean().ShouldBeTrue();
        version.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("reason").GetString()).ShouldBe(["trained", "seen"]);
        file.GetRawText().ShouldBe("1");
    }

    [Test, CancelAfter(30_000)]
    public async Task Predict_ByTheCurrentVersion_FollowsPromotionAndRollback(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var store = shop.Services.GetRequiredService<ModelStore>();
        const string Rows = """{"rows": [{"humidity": 2, "wind": "west", "mood": "good"}, {"wind": "north"}]}""";
        (await shop.SendAsync(HttpMethod.Post, "/models/weather/predict", Rows)).Status.ShouldBe(HttpStatusCode.Conflict);
        await AddAsync(store, -1, cancel);
        await AddAsync(store, 1, cancel);

        (await shop.SendAsync(HttpMethod.Post, "/models/weather/versions/1/promote")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await shop.SendAsync(HttpMethod.Post, "/models/weather/versions/1/promote", """{"force": true, "reason": "first"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var first = await PredictedAsync(shop, Rows, version: 1);
        await store.DecideAsync("weather", 2, ModelBench.Verdict(isBetter: true, against: 1), cancel);
        var second = await PredictedAsync(shop, Rows, version: 2);
        (await shop.SendAsync(HttpMethod.Post, "/models/weather/rollback", """{"reason": "strange"}""")).Body.GetProperty("number").GetInt32().ShouldBe(1);
        await PredictedAsync(shop, Rows, version: 1);
        (await shop.SendAsync(HttpMethod.Post, "/models/weather/versions/2/promote")).Status.ShouldBe(HttpStatusCode.OK);
        (await shop.SendAsync(HttpMethod.Post, "/models/weather/rollback", """{"to": 1}""")).Body.GetProperty("state").GetString().ShouldBe("current");

        first.GetProperty("ignored").EnumerateArray().Select(i => i.GetString()).ShouldBe(["mood"]);
        var predictions = first.GetProperty("predictions").EnumerateArray().ToList();
        predictions[0].GetProperty("probability").GetDouble().ShouldBe(1 / (1 + Math.Exp(-2)), 1e-6);
        predictions[0].GetProperty("isYes").GetBoolean().ShouldBeTrue();
        predictions[1].GetProperty("probability").GetDouble().ShouldBe(1 / (1 + Math.Exp(1)), 1e-6);
        second.GetProperty("predictions")[1].GetProperty("probability").GetDouble().ShouldBe(1 / (1 + Math.Exp(-1)), 1e-6);
    }

    [Test, CancelAfter(30_000)]
    public async Task Explain_OfARow_AddsUpToItsOutput(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var store = shop.Services.GetRequiredService<ModelStore>();
        await AddAsync(store, -1, cancel);
        await store.PromoteAsync("weather", 1, "first", cancel);

        var (status, body, _) = await shop.SendAsync(HttpMethod.Post, "/models/weather/explain", """{"rows": [{"humidity": 0.5, "wind": "west"}]}""");

        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("scale").GetString(), body.GetProperty("base").GetDouble()).ShouldBe(("log-odds", -1));
        var row = body.GetProperty("rows")[0];
        row.GetProperty("output").GetDouble().ShouldBe(0.5, 1e-6);
        row.GetProperty("contributions").EnumerateArray().Select(c => (c.GetProperty("column").GetString(), c.GetProperty("shap").GetDouble()))
            .ShouldBe([("wind", 1), ("humidity", 0.5), ("hour", 0)]);
        row.GetProperty("contributions")[0].GetProperty("value").GetString().ShouldBe("west");
    }

    [TestCase("GET", "/models/none", null, HttpStatusCode.NotFound, "none: there is no such model; /models lists what there is.")]
    [TestCase("GET", "/models/weather/versions/9", null, HttpStatusCode.NotFound, "Model weather has no version 9; /models/weather lists what there is.")]
    [TestCase("POST", "/models/weather/versions/9/promote", null, HttpStatusCode.NotFound, "Model weather has no version 9; /models/weather lists what there is.")]
    [TestCase("POST", "/models/weather/rollback", null, HttpStatusCode.NotFound, "Model weather has no earlier version to go back to.")]
    [TestCase("POST", "/models/weather/rollback", """{"to": 9}""", HttpStatusCode.NotFound, "Model weather has no version 9.")]
    [TestCase("POST", "/models/none/predict", """{"rows": [{}]}""", HttpStatusCode.NotFound, "none: there is no such model; /models lists what there is.")]
    [TestCase("POST", "/models/weather/predict", """{"rows": []}""", HttpStatusCode.BadRequest, "rows: found none, expected an array of at least one object.")]
    [TestCase("POST", "/models/weather/predict", """{"rows": [{}, {}, {}]}""", HttpStatusCode.BadRequest, "rows: found 3, expected at most 2 (Ml:RequestRows).")]
    [TestCase("POST", "/models/weather/explain", """{}""", HttpStatusCode.BadRequest, "rows: found none, expected an array of at least one object.")]
    [TestCase("GET", "/models/weather/drift", null, HttpStatusCode.NotFound, "weather: drift has not been measured yet; the job model-drift does so (POST /jobs/model-drift/run) once the model has a current version.")]
    [CancelAfter(30_000)]
    public async Task Request_ThatCannotBeServed_IsAnsweredByAProblem(string method, string path, string? body, HttpStatusCode expected, string detail, CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await AddAsync(shop.Services.GetRequiredService<ModelStore>(), 0, cancel);

        var (status, problem, _) = await shop.SendAsync(HttpMethod.Parse(method), path, body);

        status.ShouldBe(expected);
        problem.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [Test, CancelAfter(30_000)]
    public async Task Predict_OfAWrongKindOfValue_NamesTheColumn(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var store = shop.Services.GetRequiredService<ModelStore>();
        await AddAsync(store, -1, cancel);
        await store.PromoteAsync("weather", 1, "first", cancel);

        var (status, problem, _) = await shop.SendAsync(HttpMethod.Post, "/models/weather/predict", """{"rows": [{"humidity": "much"}]}""");

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString()!.ShouldContain("humidity");
    }

    [Test, CancelAfter(30_000)]
    public async Task Drift_AfterTheJob_NamesWhatMovedAndLeavesTheCalendarOut(CancellationToken cancel)
    {
        var wind = "north";
        await using var shop = await StartAsync(() => WeatherFamily.Table([.. Enumerable.Range(0, 500).Select(i => ((double)(i % 10), i % 3 == 0 ? "west" : wind))]));
        var store = shop.Services.GetRequiredService<ModelStore>();
        var training = WeatherFamily.Table([.. Enumerable.Range(0, 100).Select(i => ((double)(i % 10), i % 3 == 0 ? "west" : "north"))]);
        var model = new WeatherFamily(() => training).Load(ModelBench.Version("weather"), WeatherFamily.File(-6));
        var reference = DriftReference.Of(training, model.Columns, [.. Enumerable.Range(0, 100)], model.Predict(training));
        await store.AddAsync(ModelBench.Version("weather"), WeatherFamily.File(-6), reference.Save(), cancel);
        await store.PromoteAsync("weather", 1, "first", cancel);

        (await RunAsync(shop, cancel)).ShouldBe("stable");
        var before = (await shop.SendAsync(HttpMethod.Get, "/models/weather/drift")).Body;
        wind = "south";
        (await RunAsync(shop, cancel)).ShouldBe("drifted, wind the furthest");
        var after = (await shop.SendAsync(HttpMethod.Get, "/models/weather/drift")).Body;

        (before.GetProperty("level").GetString(), before.GetProperty("rows").GetInt32(), before.GetProperty("version").GetInt32()).ShouldBe(("stable", 500, 1));
        before.GetProperty("columns")[0].GetProperty("name").GetString().ShouldBe("hour");
        before.GetProperty("columns")[0].GetProperty("level").GetString().ShouldBe("drifted");
        after.GetProperty("level").GetString().ShouldBe("drifted");
        after.GetProperty("score").GetProperty("name").GetString().ShouldBe("score");
    }

    [Test, CancelAfter(30_000)]
    public async Task Description_OfEveryOperation_HasSummaryAndDescribedParameters(CancellationToken cancel)
    {
        await using var shop = await StartAsync();

        var paths = (await shop.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body.GetProperty("paths").EnumerateObject()
            .Where(p => p.Name.StartsWith("/models", StringComparison.Ordinal)).ToList();

        paths.Select(p => p.Name).ShouldBe(
        [
            "/models", "/models/{name}", "/models/{name}/versions/{number}", "/models/{name}/versions/{number}/file", "/models/{name}/versions/{number}/promote",
            "/models/{name}/rollback", "/models/{name}/drift", "/models/{name}/predict", "/models/{name}/explain",
        ], ignoreOrder: true);
        foreach (var operation in paths.SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value))
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToList() : [])
                parameter.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(parameter.ToString());
        }
    }

    private static async Task<string?> RunAsync(JobShop shop, CancellationToken cancel)
    {
        var run = await shop.Runner.RunAsync("model-drift", JobHosts.NoParameters, JobTrigger.Api, cancel);
        run.State.ShouldBe(JobState.Succeeded, run.Error);
        return run.Result!["weather"]!.GetValue<string>();
    }

    private static async Task<JsonElement> PredictedAsync(JobShop shop, string rows, int version)
    {
        JsonElement body = default;
        await Eventually.BecomesTrueAsync(
            async () => (body = (await shop.SendAsync(HttpMethod.Post, "/models/weather/predict", rows)).Body).TryGetProperty("version", out var found) && found.GetInt32() == version,
            $"version {version} predicts");
        return body;
    }

    private static ValueTask<ModelVersion> AddAsync(ModelStore store, int offset, CancellationToken cancel) =>
        store.AddAsync(ModelBench.Version("weather", "linear"), WeatherFamily.File(offset), default, cancel);

    private static Task<JobShop> StartAsync(Func<ColumnTable>? recent = null) => JobShop.StartAsync(
        new() { ["Ml:PollInterval"] = "00:00:00.010", ["Ml:RequestRows"] = "2" },
        builder =>
        {
            MlModule.Register(builder);
            builder.Services.AddSingleton<IModelFamily>(new WeatherFamily(recent ?? (() => WeatherFamily.Table())));
        },
        MlModule.Map);
}
