using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Collecting.Mapping;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>
/// Reads refused records again, each by the reader of its source, and puts what is accepted now on the bus. A replay can be repeated:
/// sessions are known by their id, and interactions without an id get one from the refused record. Thread-safe.
/// </summary>
internal sealed class RejectedReplay(IDocumentStore documents, EventPublisher publisher, IOptions<IngestOptions> options, TimeProvider time)
{
    private const string Source = "replay";
    private static readonly GoogleEvents Google = new();
    private static readonly SegmentEvents Segment = new();

    /// <summary>Refused records that match, newest first.</summary>
    public async Task<List<StoredRejection>> FindAsync(RejectedFilter filter, bool newestFirst, int limit, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(RejectedRecords.Collection, cancellationToken);
        var where = new List<FieldCondition>();
        foreach (var (field, value) in ((string, string?)[])[("reason", filter.Reason), ("source", filter.Source), ("state", filter.State)])
            if (value is not null) where.Add(new(field, Comparison.Equal, value));
        if (filter.From is { } from) where.Add(new("timeMs", Comparison.AtLeast, from.ToUnixTimeMilliseconds()));
        if (filter.To is { } to) where.Add(new("timeMs", Comparison.Below, to.ToUnixTimeMilliseconds()));
        var found = new List<StoredRejection>();
        var query = new DocumentQuery { Where = where, SortBy = "timeMs", Descending = newestFirst, Limit = limit };
        await foreach (var document in documents.FindAsync(RejectedRecords.Collection.Name, query, cancellationToken)) found.Add(RejectedRecords.Read(document));
        return found;
    }

    /// <summary>The records of these ids; ids that are not there are left out.</summary>
    public async Task<List<StoredRejection>> FindAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(RejectedRecords.Collection, cancellationToken);
        var found = new List<StoredRejection>();
        foreach (var id in ids)
            if (await documents.GetAsync(RejectedRecords.Collection.Name, id, cancellationToken) is { } document) found.Add(RejectedRecords.Read(document));
        return found;
    }

    /// <summary>Reads records again. Their state is written once the bus has what was accepted.</summary>
    public async Task<ReplayAnswer> ReplayAsync(IReadOnlyList<StoredRejection> records, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (sessions, interactions) = (new List<OutgoingRecord>(), new List<OutgoingRecord>());
        var (again, changed) = (new List<ReplayRefusal>(), new List<Document>());
        foreach (var record in records)
        {
            var rejection = Read(record, now + options.Value.ClockSkew, sessions, interactions);
            if (rejection is not null) again.Add(new(record.Id, rejection.Reason, rejection.Detail));
            changed.Add(RejectedRecords.Write(record with
            {
                State = rejection is null ? RejectedRecords.Replayed : record.State,
                ReplayedMs = now.ToUnixTimeMilliseconds(),
                ReplayDetail = rejection?.Detail,
            }));
        }

        await publisher.PublishAsync(Topics.UserSessionInfo, sessions, Topics.RejectedSessions, [], Source, cancellationToken);
        await publisher.PublishAsync(Topics.UserInteractions, interactions, Topics.RejectedInteractions, [], Source, cancellationToken);
        if (changed.Count > 0) await documents.UpsertAsync(RejectedRecords.Collection.Name, changed, cancellationToken);
        return new(records.Count, records.Count - again.Count, sessions.Count, interactions.Count, again);
    }

    private static Rejection? Read(StoredRejection record, DateTimeOffset latest, List<OutgoingRecord> sessions, List<OutgoingRecord> interactions)
    {
        var arrived = DateTimeOffset.FromUnixTimeMilliseconds(record.TimeMs);
        var raw = Encoding.UTF8.GetBytes(record.Raw);
        if (!raw.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return new(RejectionReasons.MalformedJson, "found no JSON object; a line of a file is brought in by importing the corrected lines as a file of their own");
        var fallbackId = $"replay/{record.Id}";
        switch (record.Source)
        {
            case "collect/ga4":
                return Mapped(Google, raw, arrived, latest, fallbackId, interactions);
            case "collect/segment":
                return Mapped(Segment, raw, arrived, latest, fallbackId, interactions);
            case "collect/cloudevents":
                return Event(record, raw, arrived, latest, fallbackId, sessions, interactions);
            default:
                return record.Topic == Topics.RejectedSessions
                    ? Session(raw, latest, sessions)
                    : Interaction(raw, arrived, latest, fallbackId, interactions);
        }
    }

    private static Rejection? Event(
        StoredRejection record, byte[] raw, DateTimeOffset arrived, DateTimeOffset latest, string fallbackId, List<OutgoingRecord> sessions, List<OutgoingRecord> interactions)
    {
        CloudEvent? found = null;
        var broken = false;
        try
        {
            if (CloudEvent.Read(raw, out found) is { } rejection && found?.SpecVersion is not null) return rejection;
        }
        catch (JsonException)
        {
            broken = true;
        }

        // In binary mode the body was the data alone; the topic tells what it should be.
        var isEnvelope = !broken && found?.SpecVersion is not null;
        var data = isEnvelope ? found!.Data.ToArray() : raw;
        if (isEnvelope && found!.Content == CloudEventContent.Unknown) return new(RejectionReasons.UnknownCloudEventType, $"type: found \"{found.Type}\", expected one that ends in session or interaction");
        if (isEnvelope ? found!.Content == CloudEventContent.Session : record.Topic == Topics.RejectedSessions) return Session(data, latest, sessions);
        return Interaction(data, found?.Time ?? arrived, latest, isEnvelope ? $"{found!.Source}/{found.Id}" : fallbackId, interactions);
    }

    private static Rejection? Session(byte[] raw, DateTimeOffset latest, List<OutgoingRecord> sessions)
    {
        var rejection = SessionReader.Read(raw, latest, out var session);
        if (rejection is null) sessions.Add(EventPublisher.Record(session!, raw));
        return rejection;
    }

    private static Rejection? Interaction(byte[] raw, DateTimeOffset arrived, DateTimeOffset latest, string eventId, List<OutgoingRecord> interactions)
    {
        var rejection = InteractionReader.Read(raw, arrived, latest, out var interaction);
        if (rejection is not null) return rejection;
        if (interaction!.EventId is null)
        {
            interaction.EventId = eventId;
            raw = JsonFields.Prepend(raw, "event_id", eventId);
        }

        interactions.Add(EventPublisher.Record(interaction, raw));
        return null;
    }

    private static Rejection? Mapped(IEventMapping mapping, byte[] raw, DateTimeOffset arrived, DateTimeOffset latest, string fallbackId, List<OutgoingRecord> interactions)
    {
        try
        {
            using var json = JsonDocument.Parse(raw);
            List<MappedEvent> events = [.. mapping.Map(json.RootElement, arrived, latest)];
            if (events.FirstOrDefault(e => e.Rejection is not null)?.Rejection is { } rejection) return rejection;
            var index = 0;
            foreach (var interaction in events.SelectMany(e => e.Interactions))
            {
                interaction.EventId ??= $"{fallbackId}/{index}";
                interactions.Add(EventPublisher.Record(interaction, JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction)));
                index++;
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(RejectionReasons.MalformedJson, $"found text that is no JSON: {e.Message}");
        }
    }
}
