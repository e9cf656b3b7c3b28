using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Serving;

namespace Shopstream.Tests.Serving;

[CancelAfter(10_000)]
internal sealed class LiveFeedTests
{
    private ServiceProvider services = null!;
    private LiveFeed feed = null!;
    private long dropped;
    private MeterListener meters = null!;

    [SetUp]
    public void Create()
    {
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        dropped = 0;
        meters = new() { InstrumentPublished = (i, l) => { if (i.Meter.Scope == factory && i.Name.EndsWith("dropped")) l.EnableMeasurementEvents(i); } };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => dropped += value);
        meters.Start();
        feed = new(Options.Create(new ServingOptions { MaxStreamClients = 2 }), new(factory), NullLogger<LiveFeed>.Instance);
    }

    [TearDown]
    public void Dispose()
    {
        meters.Dispose();
        services.Dispose();
    }

    [Test]
    public void Send_ListenerDoesNotRead_IsCutOffAndCountedWhileOthersGoOn()
    {
        feed.TryJoin(0, out var slow).ShouldBeTrue();
        feed.TryJoin(0, out var quick).ShouldBeTrue();
        for (var id = 1; id <= LiveListener.Capacity; id++)
        {
            feed.Send(Frame(id));
            quick.Frames.TryRead(out var frame).ShouldBeTrue();
            frame!.Id.ShouldBe(id);
        }

        slow.WasCutOff.IsCancellationRequested.ShouldBeFalse();
        feed.Send(Frame(99));
        slow.WasCutOff.IsCancellationRequested.ShouldBeTrue();
        quick.WasCutOff.IsCancellationRequested.ShouldBeFalse();
        quick.Frames.TryRead(out var last).ShouldBeTrue();
        last!.Id.ShouldBe(99);
        feed.Count.ShouldBe(1);
        dropped.ShouldBe(1);
    }

    [Test]
    public void TryJoin_RunningFeed_GivesTheLatestEventOnlyWhenNewer()
    {
        feed.TryJoin(0, out _).ShouldBeTrue();
        feed.Send(Frame(7));
        feed.TryJoin(6, out var behind).ShouldBeTrue();
        behind.Frames.TryRead(out var frame).ShouldBeTrue();
        frame!.Id.ShouldBe(7);
        feed.Leave(behind);
        feed.TryJoin(7, out var current).ShouldBeTrue();
        current.Frames.TryRead(out _).ShouldBeFalse();
    }

    [Test]
    public void TryJoin_Full_IsRefusedUntilOneLeaves()
    {
        feed.TryJoin(0, out var first).ShouldBeTrue();
        feed.TryJoin(0, out _).ShouldBeTrue();
        feed.TryJoin(0, out var third).ShouldBeFalse();
        third.ShouldBeNull();
        feed.Leave(first);
        feed.TryJoin(0, out _).ShouldBeTrue();
    }

    [Test]
    public async Task WhenSomeoneListens_JoinAndLeave_OpensAndCloses(CancellationToken cancellationToken)
    {
        var waiting = feed.WhenSomeoneListensAsync(cancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        feed.TryJoin(0, out var listener).ShouldBeTrue();
        await waiting;
        feed.WhenSomeoneListensAsync(cancellationToken).IsCompleted.ShouldBeTrue();
        feed.Leave(listener);
        feed.Leave(listener);
        feed.WhenSomeoneListensAsync(cancellationToken).IsCompleted.ShouldBeFalse();
    }

    private static LiveFrame Frame(long id) => new(id, new byte[] { 1 });
}
