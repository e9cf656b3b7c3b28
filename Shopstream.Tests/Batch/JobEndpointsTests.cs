using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Tests.Jobs;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Batch;

[TestFixture]
internal sealed class JobEndpointsTests
{
    [Test, CancelAfter(30_000)]
    public async Task Jobs_WithASchedule_TellNextTimeParametersAndLastRun(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync(new() { ["Batch:Jobs:sum:Cron"] = "15 3 * * *", ["Batch:Jobs:sum:TimeZone"] = "Europe/Berlin" }, TestJob.Quick("sum"), TestJob.Quick("other"));
        await shop.Runner.RunAsync("sum", JobHosts.NoParameters, Modules.Jobs.JobTrigger.Command, cancel);

        var (status, body, _) = await shop.SendAsync(HttpMethod.Get, "/jobs");

        status.ShouldBe(HttpStatusCode.OK);
        var jobs = body.GetProperty("jobs").EnumerateArray().ToList();
        jobs.Select(j => j.GetProperty("name").GetString()).ShouldBe(["other", "sum"]);
        jobs[0].GetProperty("schedule").ValueKind.ShouldBe(JsonValueKind.Null);
        jobs[0].GetProperty("lastRun").ValueKind.ShouldBe(JsonValueKind.Null);
        var schedule = jobs[1].GetProperty("schedule");
        (schedule.GetProperty("cron").GetString(), schedule.GetProperty("timeZone").GetString(), schedule.GetProperty("misfire").GetString()).ShouldBe(("15 3 * * *", "Europe/Berlin", "RunOnce"));
        schedule.GetProperty("nextAt").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
        jobs[1].GetProperty("lastRun").GetProperty("trigger").GetString().ShouldBe("command");
        var days = jobs[1].GetProperty("parameters")[0];
        (days.GetProperty("name").GetString(), days.GetProperty("kind").GetString(), days.GetProperty("default").GetString(), days.GetProperty("most").GetDouble())
            .ShouldBe(("days", "wholeNumber", "7", 30));
    }

    [Test, CancelAfter(30_000)]
    public async Task Run_StartedOverHttp_IsAcceptedAndFoundAtItsLocation(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync([], TestJob.Quick("sum"));

        var (status, body, location) = await shop.SendAsync(HttpMethod.Post, "/jobs/sum/run", """{"days": 3, "force": true, "kind": "large"}""");

        status.ShouldBe(HttpStatusCode.Accepted);
        location!.OriginalString.ShouldBe($"/jobs/runs/{body.GetProperty("id").GetString()}");
        JsonElement run = default;
        await Eventually.BecomesTrueAsync(
            async () => (run = (await shop.SendAsync(HttpMethod.Get, location.OriginalString)).Body).GetProperty("state").GetString() == "succeeded", "the run succeeds");
        run.GetProperty("result").GetRawText().ShouldBe("""{"rows":3,"names":["a","b"]}""");
        run.GetProperty("parameters").GetRawText().ShouldBe("""{"days":"3","force":"True","kind":"large"}""");
        var runs = (await shop.SendAsync(HttpMethod.Get, "/jobs/sum/runs?top=1")).Body.GetProperty("runs");
        runs.EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(run.GetProperty("id").GetString());
    }

    [TestCase("POST", "/jobs/none/run", null, HttpStatusCode.NotFound, "none: there is no such job, expected one of sum.")]
    [TestCase("POST", "/jobs/sum/run", """{"days": 99}""", HttpStatusCode.BadRequest, "days: found \"99\", expected a whole number from 1 to 30.")]
    [TestCase("POST", "/jobs/sum/run", "[1]", HttpStatusCode.BadRequest, null)]
    [TestCase("GET", "/jobs/none", null, HttpStatusCode.NotFound, "none: there is no such job; /jobs lists what there is.")]
    [TestCase("GET", "/jobs/none/runs", null, HttpStatusCode.NotFound, "none: there is no such job; /jobs lists what there is.")]
    [TestCase("GET", "/jobs/sum/runs?top=0", null, HttpStatusCode.BadRequest, "top: found \"0\", expected a whole number from 1 to 1000.")]
    [TestCase("GET", "/jobs/runs/none", null, HttpStatusCode.NotFound, "none: the history has no such run.")]
    [TestCase("GET", "/jobs/runs/none/events", null, HttpStatusCode.NotFound, "none: the history has no such run.")]
    [TestCase("POST", "/jobs/runs/none/cancel", null, HttpStatusCode.NotFound, "none: the history has no such run.")]
    [TestCase("DELETE", "/jobs/runs/none", null, HttpStatusCode.NotFound, "none: the history has no such run.")]
    [CancelAfter(30_000)]
    public async Task Request_ThatCannotBeServed_IsAnsweredByAProblem(string method, string path, string? body, HttpStatusCode expected, string? detail, CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync([], TestJob.Quick("sum"));

        var (status, problem, _) = await shop.SendAsync(HttpMethod.Parse(method), path, body);

        status.ShouldBe(expected);
        problem.GetProperty("status").GetInt32().ShouldBe((int)expected);
        if (detail is not null) problem.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [Test, CancelAfter(30_000)]
    public async Task Run_UnderWay_RefusesASecondOneAndCanBeCancelled(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync([], TestJob.Waiting("long", Task.Delay(Timeout.Infinite, CancellationToken.None)));
        var first = (await shop.SendAsync(HttpMethod.Post, "/jobs/long/run")).Body.GetProperty("id").GetString();

        var (status, problem, _) = await shop.SendAsync(HttpMethod.Post, "/jobs/long/run");
        var cancelled = await shop.SendAsync(HttpMethod.Post, $"/jobs/runs/{first}/cancel");

        status.ShouldBe(HttpStatusCode.Conflict);
        problem.GetProperty("runId").GetString().ShouldBe(first);
        cancelled.Status.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(
            async () => (await shop.SendAsync(HttpMethod.Get, $"/jobs/runs/{first}")).Body.GetProperty("state").GetString() == "cancelled", "the run stops");
        (await shop.SendAsync(HttpMethod.Delete, $"/jobs/runs/{first}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test, CancelAfter(30_000)]
    public async Task Events_OfARun_EndWithItsOutcome(CancellationToken cancel)
    {
        var gate = new TaskCompletionSource();
        await using var shop = await JobShop.StartAsync([], new TestJob("long", async (run, _) =>
        {
            run.Report(0.25, "sorting");
            await gate.Task;
            return TestJob.Result();
        }));
        var id = (await shop.SendAsync(HttpMethod.Post, "/jobs/long/run")).Body.GetProperty("id").GetString();
        using var response = await shop.Client.GetAsync($"/jobs/runs/{id}/events", HttpCompletionOption.ResponseHeadersRead, cancel);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));

        var states = new List<(string?, string?)>();
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith("event:", StringComparison.Ordinal)) line.ShouldBe("event: run");
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            var run = JsonDocument.Parse(line[5..]).RootElement;
            states.Add((run.GetProperty("message").GetString(), run.GetProperty("state").GetString()));
            if (states[^1].Item1 == "sorting") gate.TrySetResult();
        }

        states.ShouldContain(("sorting", "running"));
        states[^1].ShouldBe(("sorting", "succeeded"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Write_WithoutTheConfiguredKey_IsRefused(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync(new() { ["Serving:ApiKey"] = "a key that nobody guesses" }, TestJob.Quick("sum"));

        (await shop.SendAsync(HttpMethod.Post, "/jobs/sum/run")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await shop.SendAsync(HttpMethod.Get, "/jobs")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_WithAScheduleOfNoJob_IsStoppedByName(CancellationToken cancel)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => JobShop.StartAsync(new() { ["Batch:Jobs:sums:Cron"] = "15 3 * * *" }, TestJob.Quick("sum")));

        failure.Failures.ShouldHaveSingleItem().ShouldBe("Batch:Jobs:sums: there is no such job, expected one of sum.");
    }

    [Test, CancelAfter(30_000)]
    public async Task Description_OfEveryOperation_HasSummaryAndDescribedParameters(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync([], TestJob.Quick("sum"));

        var paths = (await shop.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body.GetProperty("paths").EnumerateObject()
            .Where(p => p.Name.StartsWith("/jobs", StringComparison.Ordinal)).ToList();

        paths.Select(p => p.Name).ShouldBe(["/jobs", "/jobs/{name}", "/jobs/{name}/runs", "/jobs/{name}/run", "/jobs/runs/{id}", "/jobs/runs/{id}/events", "/jobs/runs/{id}/cancel"], ignoreOrder: true);
        foreach (var operation in paths.SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value))
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
            if (!operation.TryGetProperty("parameters", out var parameters)) continue;
            foreach (var parameter in parameters.EnumerateArray()) parameter.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(parameter.ToString());
        }
    }
}
