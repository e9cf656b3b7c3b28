using Microsoft.Extensions.DependencyInjection;
using Shopstream.Host;
using Shopstream.Host.Commands;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Faults;

/// <summary>The verifier against the embedded pipeline: it finds nothing where nothing is wrong, and something where something is.</summary>
[TestFixture]
internal sealed class VerifierTests
{
    private const int Seed = 4711;

    [Test, CancelAfter(120_000)]
    public async Task Differences_UndisturbedRun_AreNone_AndAFaultIsFound(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        var events = ProducedEvents.Generate(Seed, 4_000, TimeSpan.FromHours(8));
        await using var host = ShopstreamHost.CreateWeb([$"--Data:Path={directory.Path}", "--urls=http://127.0.0.1:0", "--Modules:Simulator=false", "--Logging:LogLevel:Default=Error"]);
        await host.StartAsync(cancel);
        var bus = host.Services.GetRequiredService<IEventBus>();
        for (var i = 0; i < events.Count; i += 500)
        {
            foreach (var topic in events.Skip(i).Take(500).Select((e, n) => (Event: e, Sequence: i + n)).GroupBy(e => e.Event.Topic))
                await bus.PublishAsync(topic.Key, [.. topic.Select(e => ProducedEvents.ToRecord(e.Event, e.Sequence))], cancel);
        }

        await FeedCommand.DrainAsync(host, cancel);
        var expected = new ExpectedResults(events);
        var (index, documents) = (host.Services.GetRequiredService<ISearchIndex>(), host.Services.GetRequiredService<IDocumentStore>());
        (await ResultsVerifier.DifferencesAsync(expected, index, documents, cancel)).ShouldBeEmpty();
        (await ResultsVerifier.TopicDifferencesAsync(expected, bus, cancel)).ShouldBeEmpty();
        (await ResultsVerifier.SketchDifferencesAsync(expected, host.Services.GetRequiredService<IMembershipSketches>(), cancel)).ShouldBeEmpty();

        // One event more or less must show everywhere.
        var other = new ExpectedResults(events.Where(e => e != events[2_000]));
        (await ResultsVerifier.DifferencesAsync(other, index, documents, cancel)).ShouldNotBeEmpty();
        await host.StopAsync(cancel);
    }
}
