using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.CacheChecks;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Streaming;
using Shopstream.Tests.Ingest.Simulation;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.CacheChecks;

[TestFixture, CancelAfter(30_000)]
internal sealed class CacheChecksProcessorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TopicPartition Source = new(Topics.UserSessionInfo, 1);
    private TestBus _bus = null!;
    private TestMeterFactory _meters = null!;
    private InProcessSketches _sketches = null!;
    private CounterSums _counters = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        (_bus, _meters, _sketches) = (new TestBus(), new TestMeterFactory(), new InProcessSketches(new InProcessSketchesOptions()));
        _counters = new CounterSums(CacheChecksMetrics.MeterName);
        await _bus.Bus.EnsureTopicAsync(Topics.ValidCustomerSession, default);
        await _bus.Bus.EnsureTopicAsync(Topics.RejectedSessions, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        _counters.Dispose();
        await _sketches.DisposeAsync();
        await _bus.DisposeAsync();
        _meters.Dispose();
    }

    [Test]
    public async Task Process_EveryKindOfSession_GoesWhereItBelongs(CancellationToken cancel)
    {
        await using var processor = await ProcessorAsync(new StateReader(new Dictionary<string, ReadOnlyMemory<byte>>()), cancel);
        var unknownDevice = SampleSession.Json("s2", "ben", Noon).With(("deviceInformation", new System.Text.Json.Nodes.JsonObject { ["deviceType"] = "Unknown" })).ToJsonString();
        var unknownReferrer = SampleSession.Json("s3", "ada", Noon).With(("referrer", "unknown")).ToJsonString();
        var repeat = SampleSession.Json("s1", "ada", Noon).ToJsonString();
        await processor.ProcessAsync(
            [
                Record(0, repeat), Record(1, unknownDevice), Record(2, unknownReferrer), Record(3, repeat), Record(4, SampleSession.Json("s4", "ada", Noon).ToJsonString()),
                Record(5, "{broken"), Record(6, SampleSession.Json("s5", "cid", Noon).ToJsonString()), Record(7, SampleSession.Json("s2", "ben", Noon).ToJsonString()),
            ],
            cancel);
        await processor.FlushAsync(cancel);

        var valid = await _bus.Bus.ReadTopicAsync(Topics.ValidCustomerSession, cancel);
        valid.Select(r => (r.ProducerId, r.Sequence)).ShouldBe([(Producer, 0), (Producer, 4), (Producer, 6)], ignoreOrder: true);
        Encoding.UTF8.GetString(valid.Single(r => r.Sequence == 0).Value.Span).ShouldBe(repeat);
        valid.ShouldAllBe(r => r.Key == "key" && r.TimestampMs == Noon.ToUnixTimeMilliseconds());

        var rejected = (await _bus.Bus.ReadTopicAsync(Topics.RejectedSessions, cancel))
            .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.RejectedRecord)!).OrderBy(r => r.Position).ToList();
        rejected.Select(r => (r.Position, r.Reason)).ShouldBe(
        [
            ($"{Source}/1", RejectionReasons.UnknownDevice), ($"{Source}/2", RejectionReasons.UnknownReferrer), ($"{Source}/3", RejectionReasons.DuplicateSession),
            ($"{Source}/5", RejectionReasons.MalformedJson), ($"{Source}/7", RejectionReasons.DuplicateSession),
        ]);
        rejected[0].Raw.ShouldBe(unknownDevice);
        rejected.ShouldAllBe(r => r.Source == "cache-checks" && r.Detail.Length > 0);

        (await _sketches.SessionCountAsync("ada", cancel)).ShouldBe(2);
        (await _sketches.SessionCountAsync("ben", cancel)).ShouldBe(0);
        (await _sketches.DistinctUsersAsync(cancel)).ShouldBe(2);
        _counters["shopstream.cache_checks.valid", "new"].ShouldBe(2);
        _counters["shopstream.cache_checks.valid", "returning"].ShouldBe(1);
        _counters["shopstream.cache_checks.rejected", RejectionReasons.DuplicateSession].ShouldBe(2);
    }

    [Test]
    public async Task Process_ImportedRecords_KeepTheirProducerAndTheEndMark(CancellationToken cancel)
    {
        await using var processor = await ProcessorAsync(new StateReader(new Dictionary<string, ReadOnlyMemory<byte>>()), cancel);
        await processor.ProcessAsync(
            [
                Record(7, SampleSession.Json("s1", "ada", Noon).ToJsonString()) with { ProducerId = "import/x", Sequence = 70 },
                Record(8, "") with { Key = null, ProducerId = "import/x", Sequence = 80 },
            ],
            cancel);
        await processor.FlushAsync(cancel);
        var valid = await _bus.Bus.ReadTopicAsync(Topics.ValidCustomerSession, cancel);
        valid.Select(r => (r.ProducerId, r.Sequence, r.Value.Length == 0)).ShouldBe([("import/x", 70, false), ("import/x", 80, true)], ignoreOrder: true);

        // The mark stays in the partition it stood in.
        (await _bus.Bus.ExtentsAsync(Topics.ValidCustomerSession, cancel)).Single(e => e.Partition == Source.Partition).Next.ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task Restore_InTheMiddle_GivesTheSameOutputsUnderTheSameIds(CancellationToken cancel)
    {
        var records = new ShopSimulator(new SimulatorOptions { Seed = 5, Users = 60, DuplicateShare = 0.1 }).Generate(400)
            .Select((s, i) => Record(i, Encoding.UTF8.GetString(SimulatedHistory.Bytes([s])).TrimEnd())).ToList();
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        await using (var first = await ProcessorAsync(new StateReader(slots), cancel))
        {
            await first.ProcessAsync(records[..150], cancel);
            await first.FlushAsync(cancel);
            var state = new StateWriter();
            await first.SnapshotAsync(state, cancel);
            state.ApplyTo(slots);
            await first.ProcessAsync(records[150..300], cancel);
            await first.FlushAsync(cancel);
        }

        await using (var second = await ProcessorAsync(new StateReader(slots), cancel))
        {
            await second.ProcessAsync(records[150..], cancel);
            await second.FlushAsync(cancel);
        }

        foreach (var topic in (string[])[Topics.ValidCustomerSession, Topics.RejectedSessions])
        {
            var outputs = (await _bus.Bus.ReadTopicAsync(topic, cancel)).GroupBy(r => (r.ProducerId, r.Sequence)).ToList();
            outputs.Where(o => o.Key.Sequence is >= 150 and < 300).ShouldAllBe(o => o.Count() == 2, $"{topic}: the replayed ones are there twice, under one id");
            outputs.Where(o => o.Key.Sequence is < 150 or >= 300).ShouldAllBe(o => o.Count() == 1, topic);
            outputs.ShouldAllBe(o => o.Select(Essence).Distinct().Count() == 1, $"{topic}: equal ids have equal content");
        }

        var sequences = new List<long>();
        foreach (var topic in (string[])[Topics.ValidCustomerSession, Topics.RejectedSessions])
            sequences.AddRange((await _bus.Bus.ReadTopicAsync(topic, cancel)).Select(r => r.Sequence).Distinct());
        sequences.Order().ShouldBe(Enumerable.Range(0, 400).Select(i => (long)i), "each session came out once, valid or rejected");
    }

    private static string Producer => $"cache-checks/{Source}";

    /// <summary>The content without the time of refusal.</summary>
    private static string Essence(ConsumedRecord record)
    {
        var text = Encoding.UTF8.GetString(record.Value.Span);
        var rejectedAt = text.IndexOf("\"rejectedAt\"", StringComparison.Ordinal);
        return rejectedAt < 0 ? text : text[..rejectedAt];
    }

    private static ConsumedRecord Record(long offset, string json) =>
        new() { Offset = offset, Key = "key", Value = Encoding.UTF8.GetBytes(json), TimestampMs = Noon.ToUnixTimeMilliseconds() };

    private async Task<CacheChecksProcessor> ProcessorAsync(StateReader state, CancellationToken cancel)
    {
        var processor = new CacheChecksProcessor(Source, _bus.Bus, _sketches, new CacheChecksMetrics(_meters), TimeProvider.System);
        await processor.RestoreAsync(state, cancel);
        return processor;
    }
}
