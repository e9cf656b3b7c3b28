using Shopstream.Modules.Jobs;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Jobs;

[TestFixture]
internal sealed class JobRunnerTests
{
    [Test, CancelAfter(30_000)]
    public async Task RunAsync_OfAJobThatReturns_KeepsResultTimesAndWhoStartedIt(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        using var counted = new CounterSums(JobsMetrics.MeterName);
        var runner = hosts.Host("a", new TestJob("sum", (run, _) =>
        {
            run.Report(0.5, "half");
            hosts.Clock.Advance(TimeSpan.FromSeconds(90));
            return Task.FromResult(TestJob.Result());
        }));

        var ended = await runner.RunAsync("sum", new Dictionary<string, string>(StringComparer.Ordinal) { ["days"] = "3" }, JobTrigger.Command, cancel);

        var kept = await hosts.History().GetAsync(ended.Id, cancel);
        kept.ShouldNotBeNull();
        kept.State.ShouldBe(JobState.Succeeded);
        (kept.Job, kept.Host, kept.Trigger, kept.Progress, kept.Message, kept.Error).ShouldBe(("sum", "a", JobTrigger.Command, 1.0, "half", null));
        (kept.EndedMs - kept.StartedMs).ShouldBe(90_000);
        kept.Parameters["days"].ShouldBe("3");
        kept.Result!.ToJsonString().ShouldBe("""{"rows":3,"names":["a","b"]}""");
        counted["shopstream.jobs.runs", "succeeded"].ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task RunAsync_OfAJobThatThrows_KeepsTheReasonAndFreesTheJob(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var fails = true;
        var runner = hosts.Host("a", new TestJob("moody", (_, _) =>
            fails ? throw new InvalidDataException("row 7: found x, expected a number") : Task.FromResult(TestJob.Result())));

        var failed = await runner.RunAsync("moody", JobHosts.NoParameters, JobTrigger.Api, cancel);
        fails = false;
        var succeeded = await runner.RunAsync("moody", JobHosts.NoParameters, JobTrigger.Api, cancel);

        failed.State.ShouldBe(JobState.Failed);
        failed.Error.ShouldBe("row 7: found x, expected a number");
        succeeded.State.ShouldBe(JobState.Succeeded);
        (await hosts.History().LatestAsync("moody", 10, cancel).Select(r => r.State).ToListAsync(cancel)).Count.ShouldBe(2);
    }

    [Test, CancelAfter(30_000)]
    public async Task StartAsync_WhileTheJobRuns_NamesTheRunUnderWay(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var gate = new TaskCompletionSource();
        var runner = hosts.Host("a", TestJob.Waiting("long", gate.Task), TestJob.Quick("other"));
        var first = await runner.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        var refused = await Should.ThrowAsync<JobIsRunningException>(async () => await runner.StartAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel));
        (await runner.RunAsync("other", JobHosts.NoParameters, JobTrigger.Api, cancel)).State.ShouldBe(JobState.Succeeded);
        gate.SetResult();
        (await JobHosts.EndsAsync(runner, first.Id)).State.ShouldBe(JobState.Succeeded);

        refused.RunId.ShouldBe(first.Id);
        refused.Message.ShouldBe($"Job long runs already on a since 2026-03-02T08:00:00Z (run {first.Id}).");
        (await runner.RunAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel)).State.ShouldBe(JobState.Succeeded);
    }

    [TestCase("sums", null, null, "sums: there is no such job, expected one of sum.")]
    [TestCase("sum", "dayz", "3", "dayz: job sum has no such parameter, expected one of days, kind, window, from, force, share, seed.")]
    [TestCase("sum", "days", "31", "days: found \"31\", expected a whole number from 1 to 30.")]
    [TestCase("sum", "days", "x", "days: found \"x\", expected a whole number from 1 to 30.")]
    [TestCase("sum", "kind", "huge", "kind: found \"huge\", expected one of small, large.")]
    [TestCase("sum", "window", "-01:00:00", "window: found \"-01:00:00\", expected a time above zero such as 01:00:00 or 7.00:00:00.")]
    [TestCase("sum", "from", "soon", "from: found \"soon\", expected an ISO 8601 date or time such as 2026-01-31 or 2026-01-31T18:05:00Z.")]
    [TestCase("sum", "force", "yes", "force: found \"yes\", expected true or false.")]
    [TestCase("sum", "share", "NaN", "share: found \"NaN\", expected a number from 0 to 1.")]
    [TestCase("sum", "seed", "-1", "seed: found \"-1\", expected a whole number from 0 to 2147483647.")]
    [CancelAfter(30_000)]
    public async Task StartAsync_OfWhatCannotRun_SaysWhatWasExpected(string job, string? name, string? value, string expected, CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var runner = hosts.Host("a", TestJob.Quick("sum"));
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name is not null) parameters[name] = value!;

        var refused = await Should.ThrowAsync<JobRefusedException>(async () => await runner.StartAsync(job, parameters, JobTrigger.Api, cancel));

        refused.Message.ShouldBe(expected);
    }

    [Test]
    public void Parameters_GivenAndDefaulted_AreReadInTheirKinds()
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["days"] = "3", ["window"] = "1.02:00:00", ["from"] = "2026-01-31", ["force"] = "true", ["seed"] = "9",
        };
        var run = new JobRun(TestJob.Quick("sum"), "1", given, TimeProvider.System);

        run.WholeNumber("days").ShouldBe(3);
        run.Duration("window").ShouldBe(TimeSpan.FromHours(26));
        run.Instant("from").ShouldBe(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero));
        run.Flag("force").ShouldBeTrue();
        run.Text("kind").ShouldBe("small");
        run.Number("share").ShouldBe(0.5);
        run.Seed.ShouldBe(9);
        new JobRun(TestJob.Quick("sum"), "1", JobHosts.NoParameters, TimeProvider.System).Seed.ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task FollowAsync_OfARun_TellsItsProgressUntilItsEnd(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var steps = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var runner = hosts.Host("a", new TestJob("stepped", async (run, cancellationToken) =>
        {
            for (var i = 0; i < steps.Count; i++)
            {
                run.Report(i / 3.0, $"step {i}");
                await steps[i].Task.WaitAsync(cancellationToken);
            }

            return TestJob.Result();
        }));
        var started = await runner.StartAsync("stepped", JobHosts.NoParameters, JobTrigger.Api, cancel);

        var seen = new List<(string, JobState)>();
        await foreach (var record in runner.FollowAsync(started.Id, cancel))
        {
            seen.Add((record.Message, record.State));
            if (!record.IsOver && record.Message.Length > 0) steps[int.Parse(record.Message[^1..])].TrySetResult();
        }

        seen.Where(s => s.Item1.Length > 0).ShouldBe(
            [("step 0", JobState.Running), ("step 1", JobState.Running), ("step 2", JobState.Running), ("step 2", JobState.Succeeded)]);
    }

    [Test, CancelAfter(30_000)]
    public async Task StopAsync_WhileAJobRuns_CancelsItAndRefusesNewOnes(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var runner = hosts.Host("a", TestJob.Waiting("long", Task.Delay(Timeout.Infinite, CancellationToken.None)));
        var run = await runner.StartAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel);

        await runner.StopAsync(cancel);

        var kept = (await hosts.History().GetAsync(run.Id, cancel))!;
        (kept.State, kept.Error).ShouldBe((JobState.Cancelled, "Stopped as the host stops."));
        await Should.ThrowAsync<JobsStoppingException>(async () => await runner.StartAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel));
    }

    [Test, CancelAfter(30_000)]
    public async Task History_BeyondWhatIsKept_LosesItsOldestRuns(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var runner = hosts.Host("a", TimeSpan.FromMilliseconds(10), keep: 3, TestJob.Quick("sum"), TestJob.Quick("other"));
        await runner.RunAsync("other", JobHosts.NoParameters, JobTrigger.Api, cancel);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            hosts.Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add((await runner.RunAsync("sum", JobHosts.NoParameters, JobTrigger.Api, cancel)).Id);
        }

        (await hosts.History().LatestAsync("sum", 100, cancel).Select(r => r.Id).ToListAsync(cancel)).ShouldBe(ids.AsEnumerable().Reverse().Take(3));
        (await hosts.History().LatestAsync(job: null, 100, cancel).CountAsync(cancel)).ShouldBe(4);
    }

    [TestCase("Sum")]
    [TestCase("")]
    [TestCase("1st")]
    [TestCase("a_b")]
    public void Catalog_WithAStrangeName_IsRefused(string name) =>
        Should.Throw<InvalidOperationException>(() => new JobCatalog([TestJob.Quick(name)])).Message.ShouldContain($"\"{name}\"");

    [Test]
    public void Catalog_WithANameTwice_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => new JobCatalog([TestJob.Quick("sum"), TestJob.Quick("sum")])).Message.ShouldContain("sum twice");
}
