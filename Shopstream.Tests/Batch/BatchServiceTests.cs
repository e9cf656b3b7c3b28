using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Batch;
using Shopstream.Modules.Jobs;
using Shopstream.Tests.Jobs;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Batch;

[TestFixture]
internal sealed class BatchServiceTests
{
    private const string EverySecond = "* * * * * ?";
    private const string Daily = "15 3 * * *";

    [Test, CancelAfter(60_000)]
    public async Task Schedule_OnTwoHosts_RunsEveryTimeOnceAndTellsTheParameters(CancellationToken cancel)
    {
        await using var hosts = new JobHosts(TimeProvider.System);
        var seen = 0;
        var settings = new ScheduleOptions { Cron = EverySecond, Parameters = { ["days"] = "3" } };
        TestJob Job() => new("sum", (run, _) =>
        {
            Interlocked.Increment(ref seen);
            return Task.FromResult(TestJob.Result());
        });
        using var a = await StartAsync(hosts, hosts.Host("a", Job()), Job(), settings, cancel);
        using var b = await StartAsync(hosts, hosts.Host("b", Job()), Job(), settings, cancel);

        await Eventually.BecomesTrueAsync(() => seen >= 4, "the schedule runs four times");
        await a.StopAsync(cancel);
        await b.StopAsync(cancel);

        await Eventually.BecomesTrueAsync(async () => (await RunsAsync(hosts, cancel)).All(r => r.IsOver), "the last run ends");
        var runs = await RunsAsync(hosts, cancel);
        runs.ShouldAllBe(r => r.Trigger == JobTrigger.Schedule && r.Parameters["days"] == "3" && r.State == JobState.Succeeded);
        runs.Select(r => r.StartedMs / 1000).ShouldBeUnique();
    }

    [Test, CancelAfter(60_000)]
    public async Task Schedule_WhileARunTakesLonger_DoesNotOverlapIt(CancellationToken cancel)
    {
        await using var hosts = new JobHosts(TimeProvider.System);
        var gate = new TaskCompletionSource();
        var started = 0;
        var job = new TestJob("sum", async (_, cancellationToken) =>
        {
            Interlocked.Increment(ref started);
            await gate.Task.WaitAsync(cancellationToken);
            return TestJob.Result();
        });
        using var service = await StartAsync(hosts, hosts.Host("a", job), job, new ScheduleOptions { Cron = EverySecond, Misfire = MisfirePolicy.Skip }, cancel);
        await Eventually.BecomesTrueAsync(() => started == 1, "the first run starts");
        var first = TimeProvider.System.GetTimestamp();
        await Eventually.BecomesTrueAsync(() => TimeProvider.System.GetElapsedTime(first) > TimeSpan.FromSeconds(2.5), "two times of the schedule pass");
        started.ShouldBe(1);

        gate.SetResult();

        await Eventually.BecomesTrueAsync(() => started >= 2, "the schedule goes on");
        await service.StopAsync(cancel);
    }

    [Test, CancelAfter(60_000)]
    public async Task Start_AfterTheHostWasDownAtATime_RunsOnceWhatWasMissed(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var job = TestJob.Quick("sum");
        var runner = hosts.Host("a", job);
        await (await runner.StartScheduledAsync("sum", JobHosts.NoParameters, new DateTimeOffset(2026, 3, 2, 3, 15, 0, TimeSpan.Zero), cancel))!;
        hosts.Clock.Advance(TimeSpan.FromDays(3.5));

        using (var service = await StartAsync(hosts, runner, job, new ScheduleOptions { Cron = Daily }, cancel))
        {
            await Eventually.BecomesTrueAsync(async () => (await RunsAsync(hosts, cancel)).Count(r => r.IsOver) == 2, "the missed run is made up for");
            await service.StopAsync(cancel);
        }

        (await runner.LatestFiringAsync("sum", cancel)).ShouldBe(new DateTimeOffset(2026, 3, 5, 3, 15, 0, TimeSpan.Zero));
        using var again = await StartAsync(hosts, runner, job, new ScheduleOptions { Cron = Daily }, cancel);
        await again.ExecuteTask!;
        (await RunsAsync(hosts, cancel)).Count.ShouldBe(2);
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(60_000)]
    public async Task Start_WithNothingToMakeUpFor_RunsNothing(bool isSkipped, CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var job = TestJob.Quick("sum");
        var runner = hosts.Host("a", job);
        if (isSkipped) await (await runner.StartScheduledAsync("sum", JobHosts.NoParameters, new DateTimeOffset(2026, 2, 2, 3, 15, 0, TimeSpan.Zero), cancel))!;

        using var service = await StartAsync(hosts, runner, job, new ScheduleOptions { Cron = Daily, Misfire = isSkipped ? MisfirePolicy.Skip : MisfirePolicy.RunOnce }, cancel);
        await service.ExecuteTask!;

        (await RunsAsync(hosts, cancel)).Count.ShouldBe(isSkipped ? 1 : 0);
    }

    [Test, CancelAfter(60_000)]
    public async Task Stop_WhileAScheduledRunGoesOn_DoesNotWaitForIt(CancellationToken cancel)
    {
        await using var hosts = new JobHosts(TimeProvider.System);
        var job = TestJob.Waiting("sum", Task.Delay(Timeout.Infinite, CancellationToken.None));
        var runner = hosts.Host("a", job);
        using var service = await StartAsync(hosts, runner, job, new ScheduleOptions { Cron = EverySecond }, cancel);
        await Eventually.BecomesTrueAsync(async () => (await RunsAsync(hosts, cancel)).Count == 1, "a run starts");

        await service.StopAsync(cancel);
        await runner.StopAsync(cancel);

        (await RunsAsync(hosts, cancel)).ShouldHaveSingleItem().State.ShouldBe(JobState.Cancelled);
    }

    private static async Task<List<JobRecord>> RunsAsync(JobHosts hosts, CancellationToken cancel) =>
        await hosts.History().LatestAsync("sum", 1000, cancel).ToListAsync(cancel);

    private static async Task<BatchService> StartAsync(JobHosts hosts, JobRunner runner, IBatchJob job, ScheduleOptions settings, CancellationToken cancel)
    {
        var schedules = new JobSchedules(new JobCatalog([job]), Options.Create(new BatchOptions { Jobs = { ["sum"] = settings } }));
        var service = new BatchService(schedules, runner, hosts.Time, NullLogger<BatchService>.Instance);
        await service.StartAsync(cancel);
        return service;
    }
}
