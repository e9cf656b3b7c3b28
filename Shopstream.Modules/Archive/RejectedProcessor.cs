using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Archive;

/// <summary>
/// Stores the refused records of one partition, and removes those that are older than they are kept. A record that was replayed
/// meanwhile keeps its state when it is read again.
/// </summary>
internal sealed class RejectedProcessor(TopicPartition source, IDocumentStore documents, ArchiveMetrics metrics, TimeSpan keep, TimeProvider time) : IPartitionProcessor
{
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);
    private DateTimeOffset _removedAt;

    /// <summary>Keeping what was refused does not depend on event time.</summary>
    public long Watermark => long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var oldest = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds();
        var found = new List<StoredRejection>();
        foreach (var record in records)
        {
            if (ImportLane.IsEnd(record)) continue;
            if (Read(record) is not { } refused) metrics.Unreadable(source.Topic);
            else if (refused.TimeMs >= oldest) found.Add(refused);
        }

        if (found.Count > 0)
        {
            var replayed = await ReplayedAsync(found.Min(r => r.TimeMs), found.Max(r => r.TimeMs), cancellationToken);
            List<Document> stored = [.. found.Where(r => !replayed.Contains(r.Id)).Select(RejectedRecords.Write)];
            await documents.UpsertAsync(RejectedRecords.Collection.Name, stored, cancellationToken);
            metrics.Stored(RejectedRecords.Collection.Name, stored.Count);
        }

        if (time.GetUtcNow() - _removedAt < BetweenRemovals) return;
        _removedAt = time.GetUtcNow();
        await documents.DeleteAsync(RejectedRecords.Collection.Name, new DocumentQuery { Where = [new("timeMs", Comparison.Below, oldest)] }, cancellationToken);
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public ValueTask EmitAsync(bool all, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<HashSet<string>> ReplayedAsync(long firstMs, long lastMs, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var query = new DocumentQuery
        {
            Where = [new("state", Comparison.Equal, RejectedRecords.Replayed), new("timeMs", Comparison.AtLeast, firstMs), new("timeMs", Comparison.Below, lastMs + 1)],
        };
        await foreach (var document in documents.FindAsync(RejectedRecords.Collection.Name, query, cancellationToken)) ids.Add(document.Id);
        return ids;
    }

    private StoredRejection? Read(in ConsumedRecord record)
    {
        RejectedRecord? refused;
        try
        {
            refused = JsonSerializer.Deserialize(record.Value.Span, EventsJsonContext.Default.RejectedRecord);
        }
        catch (JsonException)
        {
            return null;
        }

        return refused is null ? null : new StoredRejection
        {
            Id = record.ProducerId is null ? $"{source.Topic}-{source.Partition}-{record.Offset}" : $"{source.Topic}-{source.Partition}-{record.ProducerId}-{record.Sequence}",
            TimeMs = refused.RejectedAt.ToUnixTimeMilliseconds(),
            Reason = refused.Reason,
            Detail = refused.Detail,
            Source = refused.Source,
            Position = refused.Position,
            Topic = source.Topic,
            Raw = refused.Raw,
        };
    }
}
