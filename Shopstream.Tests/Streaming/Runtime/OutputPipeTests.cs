using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Tests.Streaming.Runtime;

[TestFixture]
internal sealed class OutputPipeTests
{
    [Test, CancelAfter(10_000)]
    public async Task Send_WhileOneIsInFlight_WaitsForItAndKeepsTheOrder(CancellationToken cancel)
    {
        var pipe = new OutputPipe();
        var first = new TaskCompletionSource();
        var log = new List<string>();
        await pipe.SendAsync(async () =>
        {
            await first.Task.WaitAsync(cancel);
            log.Add("first");
        });
        var second = pipe.SendAsync(() =>
        {
            log.Add("second");
            return ValueTask.CompletedTask;
        }).AsTask();

        second.IsCompleted.ShouldBeFalse();
        log.ShouldBeEmpty();
        first.SetResult();
        await second;
        await pipe.FlushAsync();
        log.ShouldBe(["first", "second"]);
    }

    [Test, CancelAfter(10_000)]
    public async Task Send_DepthOfTwo_LetsTwoBeInFlightAndTheThirdWait(CancellationToken cancel)
    {
        var pipe = new OutputPipe(depth: 2);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var started = 0;
        await pipe.SendAsync(() => Start(first));
        await pipe.SendAsync(() => Start(second));
        var third = pipe.SendAsync(() => Start(new TaskCompletionSource())).AsTask();

        started.ShouldBe(2);
        third.IsCompleted.ShouldBeFalse();
        first.SetResult();
        await third;
        started.ShouldBe(3);

        ValueTask Start(TaskCompletionSource write)
        {
            started++;
            return new ValueTask(write.Task.WaitAsync(cancel));
        }
    }

    [Test, CancelAfter(10_000)]
    public async Task Flush_WriteInFlight_WaitsForIt(CancellationToken cancel)
    {
        var pipe = new OutputPipe();
        var write = new TaskCompletionSource();
        await pipe.SendAsync(() => new ValueTask(write.Task.WaitAsync(cancel)));
        var flushed = pipe.FlushAsync().AsTask();
        flushed.IsCompleted.ShouldBeFalse();
        write.SetResult();
        await flushed;
    }

    [Test, CancelAfter(10_000)]
    public async Task Send_AfterAFailedWrite_Throws(CancellationToken cancel)
    {
        var pipe = new OutputPipe();
        var started = false;
        await pipe.SendAsync(async () =>
        {
            await Task.Yield();
            throw new IOException("the disk is full");
        });

        (await Should.ThrowAsync<IOException>(async () => await pipe.FlushAsync())).Message.ShouldBe("the disk is full");
        await Should.ThrowAsync<IOException>(async () => await pipe.SendAsync(() =>
        {
            started = true;
            return ValueTask.CompletedTask;
        }));
        started.ShouldBeFalse();
        cancel.IsCancellationRequested.ShouldBeFalse();
    }
}
