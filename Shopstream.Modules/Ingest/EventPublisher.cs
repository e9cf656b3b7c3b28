using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest;

/// <summary>Puts checked events and refused records on the bus. Thread-safe.</summary>
internal sealed class EventPublisher(IEventBus bus, IngestMetrics metrics, TimeProvider time)
{
    private const int MaxRaw = 64 * 1024;

    /// <summary>Creates the topics of the intake.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in (string[])[Topics.UserSessionInfo, Topics.UserInteractions, Topics.RejectedSessions, Topics.RejectedInteractions])
            await bus.EnsureTopicAsync(topic, cancellationToken);
    }

    /// <summary>A session to publish.</summary>
    public static OutgoingRecord Record(ShopSession session, ReadOnlyMemory<byte> json, string? producerId = null, long sequence = 0) => new()
    {
        Key = session.UserId,
        Value = json,
        TimestampMs = session.EventTimeMs,
        ProducerId = producerId,
        Sequence = sequence,
        Decoded = session,
    };

    /// <summary>An interaction to publish.</summary>
    public static OutgoingRecord Record(Interaction interaction, ReadOnlyMemory<byte> json, string? producerId = null, long sequence = 0) => new()
    {
        Key = interaction.UserId,
        Value = json,
        TimestampMs = interaction.EventTimeMs,
        ProducerId = producerId,
        Sequence = sequence,
        Decoded = interaction,
    };

    /// <summary>A refused record, to be kept.</summary>
    public OutgoingRecord Refused(
        Rejection rejection, string source, string position, string raw, string? producerId = null, long sequence = 0)
    {
        metrics.Rejected(source, rejection.Reason);
        var document = new RejectedRecord
        {
            Reason = rejection.Reason,
            Detail = rejection.Detail,
            Source = source,
            Position = position,
            Raw = raw.Length <= MaxRaw ? raw : raw[..MaxRaw],
            RejectedAt = time.GetUtcNow(),
        };
        return new OutgoingRecord
        {
            Key = position,
            Value = JsonSerializer.SerializeToUtf8Bytes(document, EventsJsonContext.Default.RejectedRecord),
            TimestampMs = document.RejectedAt.ToUnixTimeMilliseconds(),
            ProducerId = producerId,
            Sequence = sequence,
        };
    }

    /// <summary>Publishes events of one topic and their refused neighbours; completes once the bus has them all.</summary>
    public async ValueTask PublishAsync(
        string topic, IReadOnlyList<OutgoingRecord> accepted, string rejectedTopic, IReadOnlyList<OutgoingRecord> rejected, string source,
        CancellationToken cancellationToken)
    {
        await bus.PublishAsync(topic, accepted, cancellationToken);
        await bus.PublishAsync(rejectedTopic, rejected, cancellationToken);
        if (accepted.Count > 0) metrics.Accepted(source, accepted.Count);
    }

    /// <summary>Marks the end of a producer's lane in every partition of a topic.</summary>
    public async ValueTask EndLaneAsync(string topic, string producerId, long sequence, CancellationToken cancellationToken)
    {
        var partitions = await bus.PartitionCountAsync(topic, cancellationToken);
        await bus.PublishAsync(
            topic,
            [.. Enumerable.Range(0, partitions).Select(p => new OutgoingRecord
            {
                Partition = p,
                Value = ReadOnlyMemory<byte>.Empty,
                TimestampMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                ProducerId = producerId,
                Sequence = sequence,
            })],
            cancellationToken);
    }
}
