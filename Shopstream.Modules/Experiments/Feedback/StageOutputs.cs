using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>
/// Hands out the sums of one input partition under ids that only depend on the partition, and lets go of what is over.
/// </summary>
internal sealed class StageOutputs(
    TopicPartition source, IDocumentStore documents, ExperimentsOptions options, TimeProvider time, CollectionDefinition kept, string keptField)
{
    private const int UsersPerInterval = 20_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TidyInterval = TimeSpan.FromHours(1);
    private long? _sentAt;
    private long? _tidiedAt;

    /// <summary>Hands out what changed; many users are summed less often unless <paramref name="all"/> asks for it.</summary>
    public async ValueTask EmitAsync(UserLedger users, DailySums days, bool all, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (!all && _sentAt is { } sent && time.GetElapsedTime(sent, now) < Interval * (1 + (users.Count / UsersPerInterval))) return;
        _sentAt = now;
        var sums = users.TakeUnsent().Select(experiment => new Document(
            $"{experiment}|{source}",
            JsonSerializer.SerializeToUtf8Bytes(ExperimentSums.Of(experiment, users.Of(experiment)), ExperimentsJsonContext.Default.ExperimentSums),
            [experiment])).ToList();
        if (sums.Count > 0) await documents.UpsertAsync(FeedbackCollections.Sums.Name, sums, cancellationToken);
        var daily = days.TakeUnsent().Select(day => new Document(
            $"{day.Day}|{source}", JsonSerializer.SerializeToUtf8Bytes(day, ExperimentsJsonContext.Default.DailyDocument), [day.Day])).ToList();
        if (daily.Count > 0) await documents.UpsertAsync(FeedbackCollections.Days.Name, daily, cancellationToken);
    }

    /// <summary>Now and then forgets users of experiments that are over or gone, and documents older than the retention.</summary>
    public async ValueTask TidyAsync(UserLedger users, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_tidiedAt is { } tidied && time.GetElapsedTime(tidied, now) < TidyInterval) return;
        _tidiedAt = now;
        foreach (var experiment in users.Experiments.ToList())
            if (await IsOverAsync(experiment, cancellationToken)) users.Forget(experiment);
        if (source.Partition != 0) return;
        var cutoff = (time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds();
        await documents.DeleteAsync(kept.Name, new DocumentQuery { Where = [new(keptField, Comparison.Below, cutoff)] }, cancellationToken);
    }

    private async ValueTask<bool> IsOverAsync(string experiment, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ExperimentCollections.Experiments.Name, experiment, cancellationToken) is not { } document) return true;
        var definition = JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.ExperimentDefinition)!;

        // The bus may still bring what happened before the stop: a day on top of both windows.
        return definition.StoppedAt is { } stopped
            && stopped + options.FeedbackWindow + options.AttributionWindow + TimeSpan.FromDays(1) < time.GetUtcNow();
    }
}
