using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ingest;

[TestFixture, CancelAfter(30_000)]
internal sealed class ImportServiceTests
{
    private const int Rows = 105;
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider _clock = new(Noon.AddDays(1));
    private TempDirectory _directory = null!;
    private TestMeterFactory _meters = null!;
    private TestBus _bus = null!;
    private SqliteDocumentStore _documents = null!;

    [SetUp]
    public void Open()
    {
        (_directory, _meters, _bus) = (new TempDirectory(), new TestMeterFactory(), new TestBus(partitions: 1));
        _documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _documents.DisposeAsync();
        await _bus.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Run_CutOffWithItsProgressSaved_GoesOnThere(CancellationToken cancel)
    {
        await RunAndCancelAsync(afterRows: 40, saveEachBatch: true, cancel);
        (await _bus.Bus.ReadTopicAsync(Topics.UserInteractions, cancel)).Count.ShouldBeInRange(30, 50);
        var summary = await RunAsync(cancel);

        (summary.Read, summary.Accepted, summary.AlreadyImported).ShouldBe((Rows, 90, false));
        summary.Rejected.ShouldBe(new Dictionary<string, long> { [RejectionReasons.MalformedRow] = 15 });
        await ShouldBePublishedOnceAsync(repeats: false, cancel);
    }

    [Test]
    public async Task Run_CutOffBeforeItsProgressWasSaved_RepeatsUnderTheSameIds(CancellationToken cancel)
    {
        await RunAndCancelAsync(afterRows: 40, saveEachBatch: false, cancel);
        await RunAsync(cancel);
        await ShouldBePublishedOnceAsync(repeats: true, cancel);
    }

    [Test]
    public async Task Run_Complete_IsNotRunAgain(CancellationToken cancel)
    {
        await RunAsync(cancel);
        var published = (await _bus.Bus.ReadTopicAsync(Topics.UserInteractions, cancel)).Count;
        var again = await RunAsync(cancel);
        again.AlreadyImported.ShouldBeTrue();
        (again.Read, again.Accepted).ShouldBe((Rows, 90));
        (await _bus.Bus.ReadTopicAsync(Topics.UserInteractions, cancel)).Count.ShouldBe(published);
    }

    [Test]
    public async Task Run_NotInOrderOfTime_PublishesInOrderOfTime(CancellationToken cancel)
    {
        var request = Request() with { IsTimeOrdered = false, Read = (_, _) => Source().Reverse() };
        await Service().RunAsync(request, cancel);
        var times = (await _bus.Bus.ReadTopicAsync(Topics.UserInteractions, cancel)).SkipLast(1).Select(r => r.TimestampMs).ToList();
        times.Count.ShouldBe(90);
        times.ShouldBeInOrder();
    }

    private async Task ShouldBePublishedOnceAsync(bool repeats, CancellationToken cancel)
    {
        var records = await _bus.Bus.ReadTopicAsync(Topics.UserInteractions, cancel);
        var once = new SequenceLedger().Accept(records);
        if (repeats) once.Count.ShouldBeLessThan(records.Count);
        else once.Count.ShouldBe(records.Count);
        once.Count(r => ImportLane.IsEnd(r)).ShouldBe(1);
        ImportLane.IsEnd(once[^1]).ShouldBeTrue();
        once.SkipLast(1).Select(r => Encoding.UTF8.GetString(r.Value.Span))
            .ShouldBe(Source().Where(r => r.Rejection is null).Select(r => Encoding.UTF8.GetString(r.Raw.Span)));
        once.ShouldAllBe(r => ImportLane.Of(r.ProducerId) == "import/fingerprint");

        var refused = await _bus.Bus.ReadTopicAsync(Topics.RejectedInteractions, cancel);
        new SequenceLedger().Accept(refused).Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.RejectedRecord)!.Position)
            .ShouldBe(Source().Where(r => r.Rejection is not null).Select(r => $"line {r.Line}"));
    }

    private async Task RunAndCancelAsync(int afterRows, bool saveEachBatch, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var request = Request() with
        {
            Report = _ => _clock.Advance(TimeSpan.FromSeconds(saveEachBatch ? 2 : 0)),
            Read = (_, token) => Source().Select(row =>
            {
                if (row.Line > afterRows) stop.Cancel();
                token.ThrowIfCancellationRequested();
                return row;
            }),
        };
        await Should.ThrowAsync<OperationCanceledException>(() => Service().RunAsync(request, stop.Token));
    }

    private Task<ImportSummary> RunAsync(CancellationToken cancel) => Service().RunAsync(Request(), cancel);

    private ImportService Service() => new(
        new EventPublisher(_bus.Bus, new IngestMetrics(_meters), _clock), _documents, Options.Create(new IngestOptions { BatchSize = 10 }), _clock);

    private static ImportRequest Request() => new("fingerprint", "import/test", IsTimeOrdered: true, (_, _) => Source());

    /// <summary>Every seventh row is refused.</summary>
    private static IEnumerable<ImportedRow> Source() => Enumerable.Range(1, Rows).Select(line =>
    {
        if (line % 7 == 0) return ImportedRow.Rejected(line, new Rejection(RejectionReasons.MalformedRow, "broken"), $"raw {line}");
        var interaction = new Interaction { UserId = $"u{line}", ProductId = "p", EventType = "view", EventTime = Noon.AddSeconds(line) };
        return ImportedRow.Accepted(line, interaction, JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction));
    });
}
