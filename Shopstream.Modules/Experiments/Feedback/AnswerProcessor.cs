using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>Records the answers of one partition, so that feedback finds them, and counts the users of each variant.</summary>
internal sealed class AnswerProcessor(
    TopicPartition source, IDocumentStore documents, ServedAnswers answers, ExperimentsOptions options, ExperimentsMetrics metrics, TimeProvider time)
    : IPartitionProcessor
{
    private readonly StageOutputs _outputs = new(source, documents, options, time, FeedbackCollections.Answers, "servedMs");
    private readonly StageState _state = new(options);

    /// <summary>Recording does not depend on event time.</summary>
    public long Watermark => long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        _state.Restore(state);
        return ValueTask.CompletedTask;
    }

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var taken = new List<(string Id, ReadOnlyMemory<byte> Json, int Items)>(records.Count);
        var stored = new List<Document>(records.Count);
        foreach (var record in records)
        {
            if (ImportLane.IsEnd(record)) continue;
            if (Read(record) is not { } answer)
            {
                metrics.Unreadable(source.Topic);
                continue;
            }

            // A further page has the id of its answer, and is recorded beside it.
            var first = answer.Items.Count == 0 ? 1 : answer.Items[0].Position;
            var id = first > 1 ? ServedAnswers.PageId(answer.RecommendationId, first) : answer.RecommendationId;
            if (!_state.Seen.Add(id))
            {
                Exclude(answer, DailyNames.Repeated);
                continue;
            }

            Count(answer, isFirstPage: first <= 1);
            if (first <= 1) taken.Add((answer.RecommendationId, record.Value, answer.Items.Count));
            stored.Add(ToDocument(id, answer, record));
        }

        if (stored.Count == 0) return;
        await documents.UpsertAsync(FeedbackCollections.Answers.Name, stored, cancellationToken);
        answers.Remember(taken);
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public async ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        await _outputs.EmitAsync(_state.Users, _state.Days, all, cancellationToken);
        await _outputs.TidyAsync(_state.Users, cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        _state.Snapshot(state);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ServedRecommendations? Read(in ConsumedRecord record)
    {
        var answer = record.Decoded as ServedRecommendations;
        try
        {
            answer ??= JsonSerializer.Deserialize(record.Value.Span, EventsJsonContext.Default.ServedRecommendations);
        }
        catch (JsonException)
        {
            return null;
        }

        return answer is { RecommendationId.Length: > 0, UserId.Length: > 0 } && answer.ServedAt > DateTimeOffset.UnixEpoch ? answer : null;
    }

    private void Count(ServedRecommendations answer, bool isFirstPage)
    {
        var servedMs = answer.ServedAt.ToUnixTimeMilliseconds();
        _state.Days.Add(servedMs, answer.Experiment, answer.Variant, answer.Algorithm, DailyNames.Items, answer.Items.Count);
        if (!isFirstPage) return;
        _state.Days.Add(servedMs, answer.Experiment, answer.Variant, answer.Algorithm, DailyNames.Answers);
        metrics.Answered();
        if (answer.Experiment is null || answer.Variant is null) return;
        if (_state.Users.Change(answer.Experiment, answer.Variant, answer.UserId) is { } user) user.Answers++;
        else Exclude(answer, DailyNames.OtherVariant);
    }

    private void Exclude(ServedRecommendations answer, string reason)
    {
        _state.Days.Add(answer.ServedAt.ToUnixTimeMilliseconds(), answer.Experiment, answer.Variant, answer.Algorithm, reason);
        metrics.Excluded(reason);
    }

    private static Document ToDocument(string id, ServedRecommendations answer, in ConsumedRecord record)
    {
        var json = record.Value.Span;
        var servedMs = answer.ServedAt.ToUnixTimeMilliseconds();
        if (answer.ServedMs == servedMs) return new Document(id, record.Value, [answer.UserId, servedMs]);
        byte[] body = [.. json[..json.LastIndexOf((byte)'}')], .. Encoding.UTF8.GetBytes($",\"servedMs\":{servedMs}}}")];
        return new Document(id, body, [answer.UserId, servedMs]);
    }
}
