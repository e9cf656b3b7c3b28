using Shopstream.Modules.Stores.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

[TestFixture, CancelAfter(30_000)]
internal sealed class BlockingThreadsTests
{
    [Test]
    public async Task RunAsync_MoreWorkThanThreads_RunsThatManyAtATimeAndAll(CancellationToken token)
    {
        await using var threads = new BlockingThreads("test", 3);
        using var gate = new ManualResetEventSlim();
        var (now, most) = (0, 0);
        using var all = new CountdownEvent(3);
        var results = Enumerable.Range(0, 20).Select(i => threads.RunAsync(
            () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                if (!all.IsSet) all.Signal();
                gate.Wait(token);
                Interlocked.Decrement(ref now);
                return i;
            },
            token)).ToList();
        all.Wait(token);
        now.ShouldBe(3);
        gate.Set();

        (await Task.WhenAll(results)).ShouldBe(Enumerable.Range(0, 20));
        most.ShouldBe(3);
        (await threads.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread, token)).ShouldBeFalse();
    }

    [Test]
    public async Task RunAsync_Cancelled_TakesBackWhatWaitsAndWaitsForWhatRuns(CancellationToken token)
    {
        await using var threads = new BlockingThreads("test", 1);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var running = threads.RunAsync(
            () =>
            {
                begun.Set();
                gate.Wait(token);
                return 1;
            },
            cancel.Token);
        var hasRun = false;
        var waiting = threads.RunAsync(() => hasRun = true, cancel.Token);
        begun.Wait(token);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await waiting);
        running.IsCompleted.ShouldBeFalse();
        gate.Set();
        (await running).ShouldBe(1);
        (await threads.RunAsync(() => 2, token)).ShouldBe(2);
        hasRun.ShouldBeFalse();
    }

    [Test]
    public async Task RunAsync_WorkThrows_GivesTheExceptionAndGoesOn(CancellationToken token)
    {
        await using var threads = new BlockingThreads("test", 1);
        await Should.ThrowAsync<FormatException>(async () => await threads.RunAsync<int>(() => throw new FormatException(), token));
        (await threads.RunAsync(() => 2, token)).ShouldBe(2);
    }

    [Test]
    public async Task DisposeAsync_WithWorkWaiting_DoesItFirst(CancellationToken token)
    {
        var threads = new BlockingThreads("test", 2);
        var work = Enumerable.Range(0, 50).Select(i => threads.RunAsync(() => i, token)).ToList();
        await threads.DisposeAsync();
        await threads.DisposeAsync();
        (await Task.WhenAll(work)).Length.ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await threads.RunAsync(() => 1, token));
    }
}
