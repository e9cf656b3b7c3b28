using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// Analyses the records of one partition in event-time windows. Live traffic and each import have a lane with an event time of
/// their own; what a lane gives out stands under its own partition name and is added up when read.
/// </summary>
internal sealed class AnalyticsProcessor(
    TopicPartition source, StreamAnalyticsOptions options, TimeSpan emitInterval, ISearchIndex index, IEventBus bus, StreamingMetrics metrics,
    TimeProvider time, SentimentModels? sentiments = null) : IPartitionProcessor
{
    private const string LanesSlot = "lanes";
    private const string EventIdScope = "events";
    private const string EventIdSlot = "ids";
    private const int PendingLimit = 4_000;
    private readonly string _producerId = $"{StreamAnalyticsModule.Group}/{source}";
    private readonly Dictionary<string, AnalyticsLane> _lanes = new(StringComparer.Ordinal);
    private readonly AnalyticsOutputs _outputs = new(index, bus);
    private readonly SlotChanges _eventIdSlots = new();
    private readonly List<AnalyticsPane> _panes = [];
    private readonly List<string> _lateWindows = [];
    private readonly List<ScoredReview> _reviews = [];
    private readonly ReviewScoring _scoring = new(sentiments);
    private DuplicateFilter _eventIds = new(options.EventIdCapacity);
    private long _late;
    private bool _lanesChanged;

    public long Watermark => _lanes.TryGetValue(ImportLane.Live, out var live) ? live.Watermark : long.MinValue;

    public async ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        await _scoring.RestoreAsync(state, cancellationToken);
        var eventIds = state.Scope(EventIdScope).WithPrefix("").ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        if (eventIds.Count > 0) _eventIds = DuplicateFilter.Restore(options.EventIdCapacity, EventIdSlot, eventIds);
        _eventIdSlots.Restore(eventIds);
        if (!state.TryGet(LanesSlot, out var names)) return;
        foreach (var name in JsonSerializer.Deserialize(names.Span, LanesJsonContext.Default.ListString)!)
            Lane(name).Restore(state.Scope(ScopeOf(name)));
    }

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        AnalyticsLane? lane = null;
        string? producer = null;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            _outputs.Version = record.Offset + 1;
            if (lane is null || !ReferenceEquals(producer, record.ProducerId)) (lane, producer) = (Lane(ImportLane.Of(record.ProducerId)), record.ProducerId);
            if (ImportLane.IsEnd(record)) lane.End(_outputs);
            else if (source.Topic == Topics.UserInteractions) AddInteraction(lane, record);
            else AddSession(lane, record);
        }

        foreach (var open in _lanes.Values) open.Close(_outputs);
        if (_late > 0) metrics.Late(StreamAnalyticsModule.Group, source.Topic, _late);
        _late = 0;
        if (_outputs.Summaries.Count + _outputs.Partials.Count > PendingLimit) await SendAsync(cancellationToken);
    }

    public void AdvanceIdle(long watermark)
    {
        if (!_lanes.TryGetValue(ImportLane.Live, out var live)) return;
        live.AdvanceTo(watermark);
        live.Close(_outputs);
    }

    public async ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var interval = (long)(emitInterval.TotalSeconds * time.TimestampFrequency);
        foreach (var lane in _lanes.Values) lane.Emit(now, interval, all, _outputs);
        await SendAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        await _outputs.FlushAsync();
    }

    public async ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        await _scoring.SnapshotAsync(state, cancellationToken);
        var eventIds = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        _eventIds.Snapshot(EventIdSlot, eventIds);
        _eventIdSlots.Write(state.Scope(EventIdScope), eventIds);
        foreach (var (name, lane) in _lanes.ToList())
        {
            var scope = state.Scope(ScopeOf(name));
            lane.Snapshot(scope);
            if (!lane.HasEnded) continue;
            AnalyticsLane.Forget(scope);
            _lanes.Remove(name);
            _lanesChanged = true;
        }

        if (_lanesChanged) state.Put(LanesSlot, JsonSerializer.SerializeToUtf8Bytes([.. _lanes.Keys], LanesJsonContext.Default.ListString));
        _lanesChanged = false;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        List<string> absorbed = [];
        foreach (var lane in _lanes.Values)
        {
            absorbed.AddRange(lane.Sessions.Absorbed);
            lane.Sessions.Absorbed.Clear();
        }

        await _outputs.SendAsync(absorbed, cancellationToken);
    }

    private void AddSession(AnalyticsLane lane, in ConsumedRecord record)
    {
        var session = record.Decoded as ShopSession;
        if (session is null && SessionReader.Read(record.Value.Span, DateTimeOffset.MaxValue, out session) is not null) return;
        lane.Observe(session!.EventTimeMs);
        lane.Collect(session.EventTimeMs, _panes, _lateWindows);
        var facts = SessionFacts.Of(session, _scoring.Version.Model, _reviews);
        foreach (var pane in _panes) SessionAnalysis.Add(pane, facts);
        if (_lateWindows.Count > 0) ReportLate(lane, record, session.SessionTimestamp);
        var id = IdOf(lane, record);
        _outputs.Summaries.Add(SessionDocuments.Summary(id, _outputs.Version, facts));
        for (var i = 0; i < _reviews.Count; i++) _outputs.Reviews.Add(SessionDocuments.Review($"{id}/{i}", _outputs.Version, session, _reviews[i]));
    }

    private void AddInteraction(AnalyticsLane lane, in ConsumedRecord record)
    {
        var interaction = record.Decoded as Interaction;
        var arrival = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs);
        if (interaction is null && InteractionReader.Read(record.Value.Span, arrival, DateTimeOffset.MaxValue, out interaction) is not null) return;
        if (interaction!.EventId is { } eventId && !_eventIds.Add(eventId)) return;
        lane.Observe(interaction.EventTimeMs);
        lane.Collect(interaction.EventTimeMs, _panes, _lateWindows);
        var effect = lane.Sessions.Add(interaction, lane.Watermark);
        foreach (var pane in _panes) InteractionAnalysis.Add(pane, interaction, effect);
        if (_lateWindows.Count > 0) ReportLate(lane, record, interaction.EventTime);
    }

    private void ReportLate(AnalyticsLane lane, in ConsumedRecord record, DateTimeOffset eventTime)
    {
        _late++;
        var late = new LateRecord
        {
            Topic = source.Topic,
            Partition = source.Partition,
            Offset = record.Offset,
            EventTime = eventTime,
            Watermark = DateTimeOffset.FromUnixTimeMilliseconds(lane.Watermark),
            Windows = string.Join(',', _lateWindows),
            Raw = Encoding.UTF8.GetString(record.Value.Span),
        };
        _outputs.Late(late, record.Key, _producerId);
    }

    private static string IdOf(AnalyticsLane lane, in ConsumedRecord record) =>
        record.ProducerId is null ? $"{lane.Partition}:{record.Offset:D12}" : $"{record.ProducerId}:{record.Sequence:D12}";

    private AnalyticsLane Lane(string name)
    {
        if (_lanes.TryGetValue(name, out var lane)) return lane;
        _lanesChanged = true;
        return _lanes[name] = new AnalyticsLane(options, name == ImportLane.Live ? source.ToString() : $"{source}@{name}");
    }

    private static string ScopeOf(string lane) => "lane:" + lane.Replace('/', ':');
}
