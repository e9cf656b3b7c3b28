using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>
/// Joins the interactions of one partition to the answers they are about. Counts stand in the checkpointed state and facts under ids of
/// their own, so that a replay counts nothing twice. What was imported is history, not feedback.
/// </summary>
internal sealed class FeedbackProcessor(
    TopicPartition source, IDocumentStore documents, ServedAnswers answers, ExperimentsOptions options, ExperimentsMetrics metrics, TimeProvider time)
    : IPartitionProcessor
{
    private const string WaitingSlot = "waiting";
    private const int AskedAtOnce = 500;
    private readonly StageOutputs _outputs = new(source, documents, options, time, FeedbackCollections.Feedback, "timeMs");
    private readonly StageState _state = new(options);
    private readonly WaitingList _waiting = new(options.MaxWaiting, options.AnswerWait);
    private readonly PurchaseAttribution _attribution = new(source, documents, options.AttributionWindow);
    private readonly List<Document> _facts = [];

    /// <summary>Joining does not depend on event time across partitions.</summary>
    public long Watermark => long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        _state.Restore(state);
        if (!state.TryGet(WaitingSlot, out var waiting)) return ValueTask.CompletedTask;
        foreach (var feedback in JsonSerializer.Deserialize(waiting.Span, ExperimentsJsonContext.Default.ListWaitingFeedback)!) _waiting.Add(feedback);
        return ValueTask.CompletedTask;
    }

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var named = new List<WaitingFeedback>();
        var purchases = new List<WaitingFeedback>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var record in records)
        {
            if (ImportLane.IsEnd(record) || ImportLane.Of(record.ProducerId) != ImportLane.Live) continue;
            if (Read(record) is not { } interaction) continue;
            var feedback = new WaitingFeedback(interaction, record.Offset, now);
            if (!string.IsNullOrEmpty(interaction.RecommendationId)) named.Add(feedback);
            else if (interaction.EventType == EventTypes.Purchase) purchases.Add(feedback);
        }

        await JoinAsync(named, isRetry: false, cancellationToken);
        foreach (var (purchase, touch) in await _attribution.FindAsync(purchases, cancellationToken)) Take(purchase, touch, isAttributed: true);
        await StoreAsync(cancellationToken);
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public async ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        if (_waiting.Count > 0) await JoinAsync(_waiting.Due(time.GetUtcNow(), AskedAtOnce), isRetry: true, cancellationToken);
        await _outputs.EmitAsync(_state.Users, _state.Days, all, cancellationToken);
        await _outputs.TidyAsync(_state.Users, cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        _state.Snapshot(state);
        state.Put(WaitingSlot, JsonSerializer.SerializeToUtf8Bytes(_waiting.All(), ExperimentsJsonContext.Default.ListWaitingFeedback));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Interaction? Read(in ConsumedRecord record)
    {
        if (record.Decoded is Interaction decoded) return decoded;
        var arrival = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs);
        return InteractionReader.Read(record.Value.Span, arrival, DateTimeOffset.MaxValue, out var interaction) is null ? interaction : null;
    }

    private async ValueTask JoinAsync(List<WaitingFeedback> feedback, bool isRetry, CancellationToken cancellationToken)
    {
        if (feedback.Count == 0) return;
        var ids = feedback.Select(f => f.Interaction.RecommendationId!).ToHashSet(StringComparer.Ordinal);
        var found = await answers.FindAsync(ids, cancellationToken);
        foreach (var one in feedback)
        {
            var touch = await FindTouchAsync(one.Interaction, found.GetValueOrDefault(one.Interaction.RecommendationId!), cancellationToken);
            var isSettled = touch is not null && (touch.Position > 0 || touch.Answer.UserId != one.Interaction.UserId);
            if (isSettled && isRetry) _waiting.Remove(one);
            if (isSettled || (isRetry && !_waiting.Postpone(one, time.GetUtcNow()))) Settle(one, touch);
            else if (!isRetry && _waiting.Add(one) is { } oldest) Settle(oldest, touch: null);
        }

        await StoreAsync(cancellationToken);
    }

    private async ValueTask<Touch?> FindTouchAsync(Interaction interaction, ServedRecommendations? answer, CancellationToken cancellationToken)
    {
        var touch = answer is null ? null : Touch.Of(answer, interaction.ProductId);
        if (touch is { Position: > 0 }) return touch;
        var page = await answers.FindPageAsync(interaction.RecommendationId!, interaction.ProductId, cancellationToken);
        return page is null ? touch : Touch.Of(page, interaction.ProductId);
    }

    private void Settle(WaitingFeedback feedback, Touch? touch)
    {
        if (touch is null) Exclude(feedback.Interaction.EventTimeMs, null, DailyNames.Unmatched);
        else Take(feedback, touch, isAttributed: false);
    }

    private void Take(WaitingFeedback feedback, Touch touch, bool isAttributed)
    {
        var (interaction, answer) = (feedback.Interaction, touch.Answer);
        if (answer.UserId != interaction.UserId) Exclude(touch.ServedMs, touch, DailyNames.OtherUser);
        else if (!isAttributed && interaction.EventTimeMs - touch.ServedMs > options.FeedbackWindow.TotalMilliseconds) Exclude(touch.ServedMs, touch, DailyNames.Late);
        else if (touch.Position == 0) Exclude(touch.ServedMs, touch, DailyNames.OtherProduct);
        else if (IdOf(feedback, touch) is var id && !_state.Seen.Add(id)) Exclude(touch.ServedMs, touch, DailyNames.Repeated);
        else Count(id, feedback, touch, isAttributed);
    }

    private void Count(string id, WaitingFeedback feedback, Touch touch, bool isAttributed)
    {
        var interaction = feedback.Interaction;
        var fact = touch.ToFact(interaction, isAttributed);
        (fact.Partition, fact.Offset) = ($"{source}", feedback.Offset);
        Add(touch, interaction.EventType, 1);
        if (isAttributed) Add(touch, DailyNames.Attributed, 1);
        var amount = Money.FromUnits(fact.Revenue ?? 0);
        if (amount != 0) Add(touch, DailyNames.Revenue, amount);
        metrics.Joined(interaction.EventType);
        _facts.Add(new Document(
            id, JsonSerializer.SerializeToUtf8Bytes(fact, EventsJsonContext.Default.FeedbackFact), [fact.UserId, fact.ProductId, fact.TimeMs]));
        if (fact.Experiment is null || fact.Variant is null) return;
        if (_state.Users.Change(fact.Experiment, fact.Variant, fact.UserId) is not { } user)
        {
            Exclude(touch.ServedMs, touch, DailyNames.OtherVariant);
            return;
        }

        if (fact.Type == EventTypes.Impression) user.Impressions++;
        if (fact.Type == EventTypes.Click) user.Clicks++;
        if (fact.Type == EventTypes.Click && fact.Team is not null) user.AddTeam(fact.Team);
        if (fact.Type != EventTypes.Purchase) return;
        user.Purchases++;
        user.Revenue += amount;
    }

    private void Add(Touch touch, string name, long value) =>
        _state.Days.Add(touch.ServedMs, touch.Answer.Experiment, touch.Answer.Variant, touch.Answer.Algorithm, name, value);

    private void Exclude(long timeMs, Touch? touch, string reason)
    {
        _state.Days.Add(timeMs, touch?.Answer.Experiment, touch?.Answer.Variant, touch?.Answer.Algorithm ?? "", reason);
        metrics.Excluded(reason);
    }

    private async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        if (_facts.Count == 0) return;
        await documents.UpsertAsync(FeedbackCollections.Feedback.Name, [.. _facts], cancellationToken);
        _facts.Clear();
    }

    /// <summary>A purchase is the same by its event id, whether it names an answer or not.</summary>
    private string IdOf(WaitingFeedback feedback, Touch touch)
    {
        var interaction = feedback.Interaction;
        if (interaction.EventType == EventTypes.Purchase && interaction.EventId is { Length: > 0 } eventId) return $"purchase|{eventId}";
        return string.IsNullOrEmpty(interaction.RecommendationId)
            ? $"purchase|{source}:{feedback.Offset:D12}"
            : $"{touch.Answer.RecommendationId}|{interaction.EventType}|{interaction.ProductId}";
    }
}
