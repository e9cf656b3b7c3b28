using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.CacheChecks;

/// <summary>Checks the sessions of one partition: valid ones go on, the others are kept with their reason.</summary>
internal sealed class CacheChecksProcessor(
    TopicPartition source, IEventBus bus, IMembershipSketches sketches, CacheChecksMetrics metrics, TimeProvider time) : IPartitionProcessor
{
    private const string Stage = "cache-checks";
    private const int MaxRaw = 64 * 1024;
    private readonly string _partition = source.ToString();
    private readonly string _producerId = $"{Stage}/{source}";
    private readonly OutputPipe _valid = new();
    private readonly OutputPipe _rejected = new();

    /// <summary>Checks do not depend on event time.</summary>
    public long Watermark => long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken) => sketches.RestoreAsync(
        _partition, state.WithPrefix("").ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), cancellationToken);

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var sessions = new ShopSession?[records.Count];
        var rejections = new Rejection?[records.Count];
        var visits = new List<Visit>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            if (ImportLane.IsEnd(records[i])) continue;
            rejections[i] = Decode(records[i], out sessions[i]);
            if (sessions[i] is not { } session) continue;
            rejections[i] = SessionRules.Check(session);
            visits.Add(new Visit(records[i].Offset, session.SessionId, session.UserId, IsValid: rejections[i] is null));
        }

        var answers = await sketches.ApplyAsync(_partition, visits, cancellationToken);
        await HandOutAsync(records, sessions, rejections, answers, cancellationToken);
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public ValueTask EmitAsync(bool all, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _valid.FlushAsync();
        await _rejected.FlushAsync();
    }

    public async ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken) =>
        state.Apply(await sketches.SnapshotAsync(_partition, cancellationToken));

    public ValueTask DisposeAsync() => sketches.ReleaseAsync(_partition, CancellationToken.None);

    private static Rejection? Decode(in ConsumedRecord record, out ShopSession? session)
    {
        session = record.Decoded as ShopSession;
        return session is null ? SessionReader.Read(record.Value.Span, DateTimeOffset.MaxValue, out session) : null;
    }

    private async ValueTask HandOutAsync(
        IReadOnlyList<ConsumedRecord> records, ShopSession?[] sessions, Rejection?[] rejections, IReadOnlyList<VisitAnswer> answers,
        CancellationToken cancellationToken)
    {
        var valid = new List<OutgoingRecord>(records.Count);
        var rejected = new List<OutgoingRecord>();
        var counts = new CheckCounts();
        for (int i = 0, visit = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (sessions[i] is { } session)
            {
                var answer = answers[visit++];
                if (answer.IsDuplicate)
                {
                    rejections[i] = new(RejectionReasons.DuplicateSession, $"sessionId: found \"{session.SessionId}\" again, expected each session once");
                }
                else if (rejections[i] is null)
                {
                    counts.Count(answer.IsReturning);
                }
            }

            if (rejections[i] is { } rejection)
            {
                metrics.Rejected(rejection.Reason);
                rejected.Add(ToRejected(record, rejection));
            }
            else
            {
                valid.Add(Forward(record, sessions[i]));
            }
        }

        metrics.Accepted(counts);
        if (valid.Count > 0) await _valid.SendAsync(() => bus.PublishAsync(Topics.ValidCustomerSession, valid, cancellationToken));
        if (rejected.Count > 0) await _rejected.SendAsync(() => bus.PublishAsync(Topics.RejectedSessions, rejected, cancellationToken));
    }

    private OutgoingRecord Forward(in ConsumedRecord record, ShopSession? session) => new()
    {
        Key = record.Key ?? session?.UserId,
        Partition = session is null ? source.Partition : null,
        Value = record.Value,
        TimestampMs = record.TimestampMs,
        ProducerId = record.ProducerId ?? _producerId,
        Sequence = record.ProducerId is null ? record.Offset : record.Sequence,
        Decoded = session,
    };

    private OutgoingRecord ToRejected(in ConsumedRecord record, Rejection rejection)
    {
        var raw = record.Value.Span;
        var document = new RejectedRecord
        {
            Reason = rejection.Reason,
            Detail = rejection.Detail,
            Source = Stage,
            Position = $"{source}/{record.Offset}",
            Raw = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, MaxRaw)]),
            RejectedAt = time.GetUtcNow(),
        };
        return new OutgoingRecord
        {
            Key = record.Key,
            Value = JsonSerializer.SerializeToUtf8Bytes(document, EventsJsonContext.Default.RejectedRecord),
            TimestampMs = record.TimestampMs,
            ProducerId = _producerId,
            Sequence = record.Offset,
        };
    }
}
