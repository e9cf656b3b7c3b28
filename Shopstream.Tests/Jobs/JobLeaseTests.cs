using Shopstream.Modules.Jobs;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Jobs;

/// <summary>Two hosts that share one document store.</summary>
[TestFixture]
internal sealed class JobLeaseTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly TimeSpan PastTheLease = TimeSpan.FromSeconds(31);

    [Test, CancelAfter(30_000)]
    public async Task StartAsync_WhileAnotherHostRunsTheJob_IsRefusedAndNamesTheHost(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var gate = new TaskCompletionSource();
        var a = hosts.Host("a", TestJob.Waiting("long", gate.Task));
        var b = hosts.Host("b", TestJob.Waiting("long", gate.Task));
        var run = await a.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        var refused = await Should.ThrowAsync<JobIsRunningException>(async () => await b.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel));
        gate.SetResult();
        await JobHosts.EndsAsync(b, run.Id);

        refused.Message.ShouldContain("runs already on a since");

        // The lease is given back a moment after the outcome is written.
        JobRecord? second = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    second = await b.RunAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);
                    return true;
                }
                catch (JobIsRunningException)
                {
                    return false;
                }
            },
            "the other host may run it");
        second!.Host.ShouldBe("b");
    }

    [Test, CancelAfter(60_000)]
    public async Task StartAsync_OnManyHostsAtOnce_StartsTheJobOnOne(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var gate = new TaskCompletionSource();
        var atOnce = 0;
        var most = 0;
        var runners = Enumerable.Range(0, 6).Select(i => hosts.Host($"host{i}", new TestJob("long", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await gate.Task;
            Interlocked.Decrement(ref atOnce);
            return TestJob.Result();
        }))).ToList();

        var outcomes = await Task.WhenAll(runners.Select(async r =>
        {
            try
            {
                return (await r.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel)).Id;
            }
            catch (JobIsRunningException)
            {
                return null;
            }
        }));
        var started = outcomes.Where(o => o is not null).ShouldHaveSingleItem()!;
        gate.SetResult();
        (await JobHosts.EndsAsync(runners[0], started)).State.ShouldBe(JobState.Succeeded);

        most.ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task Lease_OfAHostThatGivesSignsOfLife_OutlastsItsLength(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var gate = new TaskCompletionSource();
        var a = hosts.Host("a", TestJob.Waiting("long", gate.Task));
        var b = hosts.Host("b", TestJob.Quick("long"));
        var leases = new JobLeases(hosts.Documents, Microsoft.Extensions.Options.Options.Create(new JobsOptions()), hosts.Clock);
        var run = await a.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);
        for (var i = 0; i < 5; i++)
        {
            var before = (await leases.ReadAsync("long", cancel))!.ExpiresMs;
            hosts.Clock.Advance(TimeSpan.FromSeconds(15));
            await Eventually.BecomesTrueAsync(async () => (await leases.ReadAsync("long", cancel))!.ExpiresMs == before + 15_000, "the lease is renewed");
        }

        await b.SweepAsync(cancel);
        await Should.ThrowAsync<JobIsRunningException>(async () => await b.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel));
        gate.SetResult();

        (await JobHosts.EndsAsync(b, run.Id)).State.ShouldBe(JobState.Succeeded);
    }

    [Test, CancelAfter(30_000)]
    public async Task Sweep_AfterAHostDied_FindsItsRunLost(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        using var counted = new CounterSums(JobsMetrics.MeterName);
        var dead = hosts.Host("dead", Never, 200, TestJob.Waiting("long", Task.Delay(Timeout.Infinite, CancellationToken.None)));
        var b = hosts.Host("b", TestJob.Quick("long"));
        var run = await dead.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        await b.SweepAsync(cancel);
        (await b.GetAsync(run.Id, cancel))!.State.ShouldBe(JobState.Running);
        hosts.Clock.Advance(PastTheLease);
        await b.SweepAsync(cancel);
        await b.SweepAsync(cancel);

        var lost = (await b.GetAsync(run.Id, cancel))!;
        (lost.State, lost.Error).ShouldBe((JobState.Lost, "Host dead was not heard of any more."));
        lost.EndedMs.ShouldBe(run.StartedMs + 31_000);
        counted["shopstream.jobs.runs", "lost"].ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task StartAsync_AfterTheOtherHostDied_RunsAndMarksTheDeadRun(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var dead = hosts.Host("dead", Never, 200, TestJob.Waiting("long", Task.Delay(Timeout.Infinite, CancellationToken.None)));
        var b = hosts.Host("b", TestJob.Quick("long"));
        var run = await dead.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        hosts.Clock.Advance(PastTheLease);
        var taken = await b.RunAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        taken.State.ShouldBe(JobState.Succeeded);
        (await b.GetAsync(run.Id, cancel))!.State.ShouldBe(JobState.Lost);
    }

    [Test, CancelAfter(30_000)]
    public async Task Run_WhoseJobWasTakenOver_StopsAndChangesNothing(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var a = hosts.Host("a", new TestJob("long", async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return TestJob.Result();
        }));
        var gate = new TaskCompletionSource();
        var b = hosts.Host("b", TestJob.Waiting("long", gate.Task));
        var run = await a.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);

        // Somebody else's lease and verdict, as after a long pause of this host.
        var leases = new JobLeases(hosts.Documents, Microsoft.Extensions.Options.Options.Create(new JobsOptions()), hosts.Clock);
        await leases.ReleaseAsync((await leases.ReadAsync("long", cancel))!, cancel);
        var second = await b.StartAsync("long", JobHosts.NoParameters, JobTrigger.Schedule, cancel);
        await b.SweepAsync(cancel);

        await Eventually.BecomesTrueAsync(async () => (await a.GetAsync(run.Id, cancel))!.IsOver, "the first run stops");
        (await a.GetAsync(run.Id, cancel))!.State.ShouldBe(JobState.Lost);
        (await leases.ReadAsync("long", cancel))!.RunId.ShouldBe(second.Id);
        gate.SetResult();
        (await JobHosts.EndsAsync(b, second.Id)).State.ShouldBe(JobState.Succeeded);
    }

    [Test, CancelAfter(30_000)]
    public async Task CancelAsync_OnAnotherHost_StopsTheRun(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var a = hosts.Host("a", TestJob.Waiting("long", Task.Delay(Timeout.Infinite, CancellationToken.None)));
        var b = hosts.Host("b", TestJob.Quick("long"));
        var run = await a.StartAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel);

        var asked = await b.CancelAsync(run.Id, cancel);

        asked!.CancelRequested.ShouldBeTrue();
        var ended = await JobHosts.EndsAsync(b, run.Id);
        (ended.State, ended.Error).ShouldBe((JobState.Cancelled, "Stopped on request."));
        (await b.CancelAsync(run.Id, cancel))!.State.ShouldBe(JobState.Cancelled);
        (await b.CancelAsync("none", cancel)).ShouldBeNull();
    }

    [Test, CancelAfter(30_000)]
    public async Task GetAsync_OnAnotherHost_ShowsTheProgress(CancellationToken cancel)
    {
        await using var hosts = new JobHosts();
        var gate = new TaskCompletionSource();
        var a = hosts.Host("a", new TestJob("long", async (run, _) =>
        {
            run.Report(0.4, "sorting");
            await gate.Task;
            return TestJob.Result();
        }));
        var b = hosts.Host("b", TestJob.Quick("long"));

        var run = await a.StartAsync("long", JobHosts.NoParameters, JobTrigger.Api, cancel);

        await Eventually.BecomesTrueAsync(async () => (await b.GetAsync(run.Id, cancel))! is { Progress: 0.4, Message: "sorting" }, "the progress is seen");
        gate.SetResult();
    }
}
