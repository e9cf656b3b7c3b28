using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Archive;

/// <summary>Stores the records of one partition as documents.</summary>
internal sealed class ArchiveProcessor : IPartitionProcessor
{
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };
    private readonly TopicPartition _source;
    private readonly IDocumentStore _documents;
    private readonly ArchiveMetrics _metrics;
    private readonly IdentityMasker? _masker;
    private readonly OutputPipe _pipe = new(depth: 3);

    public ArchiveProcessor(TopicPartition source, IDocumentStore documents, ArchiveMetrics metrics, byte[]? identityKey)
    {
        _source = source;
        _documents = documents;
        _metrics = metrics;
        _masker = identityKey is null ? null : new IdentityMasker(new IdentityHasher(identityKey));
    }

    /// <summary>Archiving does not depend on event time.</summary>
    public long Watermark => long.MinValue;

    public ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var isSessions = _source.Topic == Topics.ValidCustomerSession;
        var documents = new List<Document>(records.Count);
        var buffer = new PooledBuffer();
        using var json = new Utf8JsonWriter(buffer, Unchecked);
        foreach (var record in records)
        {
            if (ImportLane.IsEnd(record)) continue;
            var document = isSessions ? Session(record, buffer, json) : Interaction(record, buffer, json);
            if (document is null) _metrics.Unreadable(_source.Topic);
            else documents.Add(document);
        }

        if (documents.Count == 0) return;
        var collection = isSessions ? ArchiveCollections.Sessions.Name : ArchiveCollections.Interactions.Name;
        await _pipe.SendAsync(async () =>
        {
            await _documents.UpsertAsync(collection, documents, cancellationToken);
            buffer.Return();
        });
        _metrics.Stored(collection, documents.Count);
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public ValueTask EmitAsync(bool all, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask FlushAsync(CancellationToken cancellationToken) => _pipe.FlushAsync();

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Document? Session(in ConsumedRecord record, PooledBuffer buffer, Utf8JsonWriter json)
    {
        var session = record.Decoded as ShopSession;
        if (session is null && SessionReader.Read(record.Value.Span, DateTimeOffset.MaxValue, out session) is not null) return null;
        buffer.Begin();
        OpenObject(record.Value.Span, buffer);
        buffer.Write(",\"startMs\":"u8);
        WriteNumber(buffer, session!.EventTimeMs);
        buffer.Write(",\"flat\":"u8);
        json.Reset();
        FlatView.Write(json, session);
        json.Flush();
        buffer.Write("}"u8);
        return new Document(Id(record, eventId: null), buffer.Taken(), [session.UserId, session.EventTimeMs]);
    }

    private Document? Interaction(in ConsumedRecord record, PooledBuffer buffer, Utf8JsonWriter json)
    {
        var interaction = record.Decoded as Interaction;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs);
        if (interaction is null && InteractionReader.Read(record.Value.Span, time, DateTimeOffset.MaxValue, out interaction) is not null) return null;
        buffer.Begin();
        OpenObject(record.Value.Span, buffer);
        buffer.Write(",\"timeMs\":"u8);
        WriteNumber(buffer, interaction!.EventTimeMs);
        buffer.Write(",\"userId\":"u8);
        json.Reset();
        json.WriteStringValue(interaction.UserId);
        json.Flush();
        buffer.Write("}"u8);
        return new Document(Id(record, interaction.EventId), buffer.Taken(), [interaction.UserId, interaction.EventTimeMs]);
    }

    /// <summary>The object without its closing brace, identities masked.</summary>
    private void OpenObject(ReadOnlySpan<byte> json, PooledBuffer buffer)
    {
        var body = json[..json.LastIndexOf((byte)'}')];
        if (_masker is null) buffer.Write(body);
        else _masker.Copy(json, body.Length, buffer);
    }

    private string Id(in ConsumedRecord record, string? eventId)
    {
        if (eventId is not null) return eventId;
        return record.ProducerId is null ? $"{_source}:{record.Offset:D12}" : $"{record.ProducerId}:{record.Sequence:D12}";
    }

    private static void WriteNumber(PooledBuffer buffer, long value)
    {
        value.TryFormat(buffer.GetSpan(20), out var written);
        buffer.Advance(written);
    }
}
