using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.StreamAnalytics;

[TestFixture, CancelAfter(30_000)]
internal sealed class AnalyticsProcessorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TopicPartition Source = new(Topics.UserInteractions, 0);
    private readonly StreamAnalyticsOptions _strict = new() { AllowedLateness = TimeSpan.Zero, EventIdCapacity = 10_000 };
    private TestBus _bus = null!;
    private TestMeterFactory _meters = null!;
    private InMemorySearchIndex _index = null!;
    private long _offset;

    [SetUp]
    public async Task OpenAsync()
    {
        (_bus, _meters, _index, _offset) = (new TestBus(), new TestMeterFactory(), new InMemorySearchIndex(), 0);
        await PipelineRunner.EnsureIndicesAsync(_index, default);
        await _bus.Bus.EnsureTopicAsync(Topics.LateRecords, default);
        await _bus.Bus.EnsureTopicAsync(Topics.RealTimeRecommendations, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _index.DisposeAsync();
        await _bus.DisposeAsync();
        _meters.Dispose();
    }

    [Test]
    public async Task Process_LateRecord_GoesToTheLateTopicWithItsWindowsAndCounts(CancellationToken cancel)
    {
        using var counters = new CounterSums(StreamingMetrics.MeterName);
        var processor = Processor(_strict, _index);
        await processor.ProcessAsync([View(0), View(120)], cancel);
        var late = View(30);
        await processor.ProcessAsync([late], cancel);
        await FinishAsync(processor, cancel);

        var kept = (await _bus.Bus.ReadTopicAsync(Topics.LateRecords, cancel)).Single();
        var record = JsonSerializer.Deserialize(kept.Value.Span, EventsJsonContext.Default.LateRecord)!;
        (record.Topic, record.Partition, record.Offset, record.Windows).ShouldBe((Topics.UserInteractions, 0, 2, "1m,1h"));
        record.EventTime.ShouldBe(Noon.AddMinutes(30));
        record.Watermark.ShouldBe(Noon.AddMinutes(119));
        record.Raw.ShouldBe(Encoding.UTF8.GetString(late.Value.Span));
        counters["shopstream.streaming.late", Topics.UserInteractions].ShouldBe(1);
        (await TotalAsync("view", "1m", cancel)).ShouldBe(2);
        (await TotalAsync("view", "1h", cancel)).ShouldBe(2);
        (await TotalAsync("view", "1d", cancel)).ShouldBe(3);
    }

    [Test]
    public async Task Process_LateWithinTheLateness_UpdatesInPlace(CancellationToken cancel)
    {
        var processor = Processor(new StreamAnalyticsOptions { AllowedLateness = TimeSpan.FromHours(3) }, _index);
        await processor.ProcessAsync([View(0), View(120)], cancel);
        await FinishAsync(processor, cancel);
        await processor.ProcessAsync([View(30)], cancel);
        await FinishAsync(processor, cancel);
        (await TotalAsync("view", "1m", cancel)).ShouldBe(3);
        (await _bus.Bus.ReadTopicAsync(Topics.LateRecords, cancel)).ShouldBeEmpty();
    }

    [Test]
    public async Task Process_LiveAndImportLanes_DoNotMakeEachOtherLate(CancellationToken cancel)
    {
        var processor = Processor(_strict, _index);
        await processor.ProcessAsync(
            [View(0), View(-500_000, "import/a"), View(1), View(-900_000, "import/b"), View(-499_999, "import/a"), View(2), View(-899_999, "import/b")], cancel);
        await FinishAsync(processor, cancel);

        (await _bus.Bus.ReadTopicAsync(Topics.LateRecords, cancel)).ShouldBeEmpty();
        foreach (var window in AnalyticsIndices.WindowSizes.Keys) (await TotalAsync("view", window, cancel)).ShouldBe(7, window);
        processor.Watermark.ShouldBe(Noon.AddMinutes(1).ToUnixTimeMilliseconds(), "imports do not move the live watermark");
    }

    [Test]
    public async Task Process_EndOfLane_ClosesEverythingAndForgetsIt(CancellationToken cancel)
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var processor = Processor(_strict, _index);
        await processor.ProcessAsync([View(0), View(-500_000, "import/a"), Event(-499_990, "purchase", "import/a")], cancel);
        await SnapshotAsync(processor, slots, cancel);
        slots.Keys.ShouldContain(k => k.Contains("import:a"));

        await processor.ProcessAsync([new ConsumedRecord { Offset = _offset++, Value = default, ProducerId = "import/a", Sequence = 99 }], cancel);
        await processor.FlushAsync(cancel);
        (await TotalAsync("purchase", "1d", cancel)).ShouldBe(1, "handed out by the end alone");
        (await ContentAsync(_index, cancel)).Count(line => line.StartsWith("user_interactions/0@import/a|", StringComparison.Ordinal)).ShouldBe(1, "its session");

        await SnapshotAsync(processor, slots, cancel);
        slots.Keys.ShouldNotContain(k => k.Contains("import:a"));
        Encoding.UTF8.GetString(slots["lanes"].Span).ShouldNotContain("import/a");
        slots.Keys.ShouldContain(k => k.StartsWith("lane:/", StringComparison.Ordinal), "the live lane stays");
        var restored = Processor(_strict, _index);
        await restored.RestoreAsync(new StateReader(slots), cancel);
        restored.Watermark.ShouldBe(processor.Watermark);
    }

    [Test]
    public async Task Process_EventIdRepeated_CountsOnceAlsoAfterARestore(CancellationToken cancel)
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var processor = Processor(_strict, _index);
        await processor.ProcessAsync([View(0, id: "e1"), View(0, id: "e1"), View(0, id: "e2"), View(0)], cancel);
        await FinishAsync(processor, cancel);
        await SnapshotAsync(processor, slots, cancel);
        var restored = Processor(_strict, _index);
        await restored.RestoreAsync(new StateReader(slots), cancel);
        await restored.ProcessAsync([View(0, id: "e2"), View(0, id: "e3")], cancel);
        await FinishAsync(restored, cancel);
        (await TotalAsync("view", "1m", cancel)).ShouldBe(4);
    }

    [Test]
    public async Task Restore_InTheMiddle_LeavesTheSameIndexAndIds([Range(1, 5)] int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var records = Enumerable.Range(0, 600).Select(i => Event(
            (i / 2) + random.Next(-40, 1), EventTypes.All[random.Next(EventTypes.All.Count)], random.Next(4) == 0 ? "import/a" : null,
            random.Next(5) == 0 ? $"e{random.Next(40)}" : null, $"u{random.Next(8)}", $"p{random.Next(10)}")).ToList();
        var options = new StreamAnalyticsOptions { AllowedLateness = TimeSpan.FromMinutes(20), SessionGap = TimeSpan.FromMinutes(15), EventIdCapacity = 10_000 };

        await using var calmIndex = new InMemorySearchIndex();
        await PipelineRunner.EnsureIndicesAsync(calmIndex, cancel);
        await using (var calmBus = new TestBus())
        {
            await calmBus.Bus.EnsureTopicAsync(Topics.LateRecords, cancel);
            await calmBus.Bus.EnsureTopicAsync(Topics.RealTimeRecommendations, cancel);
            var calm = Processor(options, calmIndex, calmBus.Bus);
            await calm.ProcessAsync(records, cancel);
            await FinishAsync(calm, cancel);
        }

        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var next = 0;
        for (var life = 0; life < 6; life++)
        {
            var processor = Processor(options, _index);
            await processor.RestoreAsync(new StateReader(slots), cancel);
            var saved = next;
            for (var at = next; at < records.Count && at < saved + 250; at += 50)
            {
                await processor.ProcessAsync(records.GetRange(at, Math.Min(50, records.Count - at)), cancel);
                if (random.Next(2) == 0) await processor.EmitAsync(all: false, cancel);
                if (random.Next(2) == 0) continue;
                await processor.FlushAsync(cancel);
                await SnapshotAsync(processor, slots, cancel);
                next = Math.Min(at + 50, records.Count);
            }

            // Here the process dies: what was not checkpointed is seen again in the next life.
            await processor.FlushAsync(cancel);
        }

        var last = Processor(options, _index);
        await last.RestoreAsync(new StateReader(slots), cancel);
        await last.ProcessAsync(records[next..], cancel);
        await FinishAsync(last, cancel);

        var (found, expected) = (await ContentAsync(_index, cancel), await ContentAsync(calmIndex, cancel));
        found.Except(expected).ShouldBeEmpty($"found, seed {seed}");
        expected.Except(found).ShouldBeEmpty($"missing, seed {seed}");
        foreach (var topic in (string[])[Topics.RealTimeRecommendations, Topics.LateRecords])
        {
            (await _bus.Bus.ReadTopicAsync(topic, cancel)).GroupBy(r => (r.ProducerId, r.Sequence))
                .ShouldAllBe(g => g.Select(Text).Distinct().Count() == 1, $"{topic}, seed {seed}");
        }
    }

    [Test]
    public async Task AdvanceIdle_WindowsBehindIt_AreClosed(CancellationToken cancel)
    {
        var processor = Processor(_strict, _index);
        await processor.ProcessAsync([View(0)], cancel);
        processor.AdvanceIdle(Noon.AddHours(2).ToUnixTimeMilliseconds());
        await processor.FlushAsync(cancel);
        (await TotalAsync("view", "1h", cancel)).ShouldBe(1);
        (await TotalAsync("view", "1d", cancel)).ShouldBe(0, "the day is still open and nothing asked for early results");
    }

    private static string Text(ConsumedRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private static async Task FinishAsync(AnalyticsProcessor processor, CancellationToken cancel)
    {
        await processor.EmitAsync(all: true, cancel);
        await processor.FlushAsync(cancel);
    }

    private static async Task SnapshotAsync(AnalyticsProcessor processor, Dictionary<string, ReadOnlyMemory<byte>> slots, CancellationToken cancel)
    {
        var state = new StateWriter();
        await processor.SnapshotAsync(state, cancel);
        state.ApplyTo(slots);
    }

    private static async Task<List<string>> ContentAsync(InMemorySearchIndex index, CancellationToken cancel)
    {
        var content = new List<string>();
        foreach (var definition in AnalyticsIndices.Windows)
        {
            foreach (var window in AnalyticsIndices.WindowSizes.Keys)
            {
                var query = new WindowQuery(definition.Name, window, long.MinValue, long.MaxValue) { GroupBy = WindowGrouping.WindowAndKey };
                foreach (var row in await index.QueryWindowsAsync(query, cancel))
                    content.Add($"{definition.Name} {window} {row.StartMs} {row.Key} {string.Join(',', row.Attributes)} {string.Join(',', row.Measures)}");
            }
        }

        await foreach (var document in index.SearchAsync("session_summary", DocumentQuery.All, cancel)) content.Add($"{document.Id} {Encoding.UTF8.GetString(document.Body.Span)}");
        content.Sort(StringComparer.Ordinal);
        return content;
    }

    private async Task<long> TotalAsync(string measure, string window, CancellationToken cancel)
    {
        var rows = await _index.QueryWindowsAsync(new WindowQuery("live_totals", window, long.MinValue, long.MaxValue) { GroupBy = WindowGrouping.Total }, cancel);
        return rows.Count == 0 ? 0 : rows[0].Measures[AnalyticsIndices.LiveTotals.MeasureIndex(measure)];
    }

    private AnalyticsProcessor Processor(StreamAnalyticsOptions options, ISearchIndex index, IEventBus? bus = null) =>
        new(Source, options, TimeSpan.FromSeconds(1), index, bus ?? _bus.Bus, new StreamingMetrics(_meters), TimeProvider.System);

    private ConsumedRecord View(int minute, string? producer = null, string? id = null) => Event(minute, "view", producer, id);

    private ConsumedRecord Event(int minute, string type, string? producer = null, string? id = null, string user = "u", string product = "p")
    {
        var interaction = new Interaction { EventId = id, UserId = user, ProductId = product, EventType = type, EventTime = Noon.AddMinutes(minute), Price = 2.5 };
        return new ConsumedRecord
        {
            Offset = _offset,
            Key = user,
            Value = JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction),
            TimestampMs = interaction.EventTimeMs,
            ProducerId = producer,
            Sequence = _offset++,
        };
    }
}
