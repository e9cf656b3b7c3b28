using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Collecting.Mapping;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>Checks the elements of a collected body and puts them on the bus. Thread-safe.</summary>
internal sealed class Collector(EventPublisher publisher, IOptions<IngestOptions> options, TimeProvider time)
{
    /// <summary>Takes session documents.</summary>
    public async ValueTask<CollectResult> SessionsAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, "collect/sessions");
        var latest = time.GetUtcNow() + options.Value.ClockSkew;
        foreach (var element in JsonElements.Split(body))
        {
            ShopSession? session = null;
            var rejection = element.Rejection ?? SessionReader.Read(element.Json.Span, latest, out session);
            if (rejection is not null) batch.RefuseSession(element, rejection);
            else batch.Sessions.Add(EventPublisher.Record(session!, element.Json));
        }

        return await batch.PublishAsync(cancellationToken);
    }

    /// <summary>Takes interactions; with an idempotency key those without an event id get one from it.</summary>
    public async ValueTask<CollectResult> InteractionsAsync(ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, "collect/interactions");
        foreach (var element in JsonElements.Split(body))
        {
            if (element.Rejection is not null) batch.RefuseInteraction(element, element.Rejection);
            else Add(batch, element, element.Json, idempotencyKey is null ? null : $"{idempotencyKey}/{element.Index}");
        }

        return await batch.PublishAsync(cancellationToken);
    }

    /// <summary>Takes feedback on recommendations; with an idempotency key, what has no event id gets one from it.</summary>
    public async ValueTask<CollectResult> FeedbackAsync(ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, "feedback");
        foreach (var element in JsonElements.Split(body))
        {
            ReadOnlyMemory<byte> interaction = default;
            var rejection = element.Rejection ?? FeedbackReader.Read(element.Json, out interaction);
            if (rejection is not null) batch.RefuseInteraction(element, rejection);
            else Add(batch, element, interaction, idempotencyKey is null ? null : $"{idempotencyKey}/{element.Index}");
        }

        return await batch.PublishAsync(cancellationToken);
    }

    /// <summary>Takes CloudEvents in structured or batched mode.</summary>
    public async ValueTask<CollectResult> CloudEventsAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, "collect/cloudevents");
        foreach (var element in JsonElements.Split(body))
        {
            CloudEvent? cloudEvent = null;
            var rejection = element.Rejection ?? CloudEvent.Read(element.Json, out cloudEvent);
            if (rejection is not null) batch.RefuseInteraction(element, rejection);
            else Add(batch, element, cloudEvent!);
        }

        return await batch.PublishAsync(cancellationToken);
    }

    /// <summary>Takes one CloudEvent in binary mode.</summary>
    public async ValueTask<CollectResult> CloudEventAsync(CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, "collect/cloudevents");
        var element = new JsonElementSlice(0, cloudEvent.Data, null);
        if (cloudEvent.Check() is { } rejection) batch.RefuseInteraction(element, rejection);
        else Add(batch, element, cloudEvent);
        return await batch.PublishAsync(cancellationToken);
    }

    /// <summary>Takes events of a form that others defined. Positions in the answer count events over the whole body.</summary>
    /// <param name="mapping">The form.</param>
    /// <param name="body">One value, an array of them, or JSON lines.</param>
    /// <param name="idempotencyKey">Gives ids to events that have none; null for none.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    public async ValueTask<CollectResult> MappedAsync(IEventMapping mapping, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var batch = new CollectBatch(publisher, mapping.Source);
        var now = time.GetUtcNow();
        var index = 0;
        foreach (var element in JsonElements.Split(body))
        {
            if (element.Rejection is not null)
            {
                batch.RefuseInteraction(element with { Index = index++ }, element.Rejection);
                continue;
            }

            using var json = JsonDocument.Parse(element.Json);
            foreach (var mapped in Map(mapping, json.RootElement, now))
            {
                batch.Add(mapped, index, idempotencyKey is null ? null : $"{idempotencyKey}/{index}");
                index++;
            }
        }

        return await batch.PublishAsync(cancellationToken);
    }

    private List<MappedEvent> Map(IEventMapping mapping, JsonElement root, DateTimeOffset now)
    {
        try
        {
            return [.. mapping.Map(root, now, now + options.Value.ClockSkew)];
        }
        catch (InvalidOperationException e) when (e.InnerException is DecoderFallbackException || e.Message.Contains("UTF-16", StringComparison.Ordinal))
        {
            // The parser looks at a text only when it is asked for: half a surrogate pair, or bytes that are no UTF-8.
            return [MappedEvent.Refused(root.GetRawText, new(RejectionReasons.MalformedJson, $"found a text that is no Unicode: {e.Message}"))];
        }
    }

    private void Add(CollectBatch batch, JsonElementSlice element, CloudEvent cloudEvent)
    {
        switch (cloudEvent.Content)
        {
            case CloudEventContent.Session:
                var rejection = SessionReader.Read(cloudEvent.Data.Span, time.GetUtcNow() + options.Value.ClockSkew, out var session);
                if (rejection is not null) batch.RefuseSession(element, rejection);
                else batch.Sessions.Add(EventPublisher.Record(session!, cloudEvent.Data));
                break;
            case CloudEventContent.Interaction:
                Add(batch, element, cloudEvent.Data, $"{cloudEvent.Source}/{cloudEvent.Id}", cloudEvent.Time);
                break;
            default:
                batch.RefuseInteraction(element, new(
                    RejectionReasons.UnknownCloudEventType,
                    $"type: found \"{cloudEvent.Type}\", expected one that ends in {CloudEvent.SessionSuffix} or {CloudEvent.InteractionSuffix}"));
                break;
        }
    }

    private void Add(CollectBatch batch, JsonElementSlice element, ReadOnlyMemory<byte> json, string? eventId, DateTimeOffset? sentAt = null)
    {
        var now = time.GetUtcNow();
        var rejection = InteractionReader.Read(json.Span, sentAt ?? now, now + options.Value.ClockSkew, out var interaction);
        if (rejection is not null)
        {
            batch.RefuseInteraction(element, rejection);
            return;
        }

        if (interaction!.EventId is null && eventId is not null)
        {
            json = JsonFields.Prepend(json.Span, "event_id", eventId);
            interaction.EventId = eventId;
        }

        batch.Interactions.Add(EventPublisher.Record(interaction, json));
    }
}

/// <summary>What one request brought.</summary>
internal sealed class CollectBatch(EventPublisher publisher, string source)
{
    private readonly List<OutgoingRecord> _refusedSessions = [];
    private readonly List<OutgoingRecord> _refusedInteractions = [];
    private readonly List<CollectRejection> _rejections = [];

    public List<OutgoingRecord> Sessions { get; } = [];

    public List<OutgoingRecord> Interactions { get; } = [];

    public void RefuseSession(JsonElementSlice element, Rejection rejection) => _refusedSessions.Add(Refuse(element, rejection));

    public void RefuseInteraction(JsonElementSlice element, Rejection rejection) => _refusedInteractions.Add(Refuse(element, rejection));

    /// <summary>Takes what an event of another form became; interactions without an id get one from <paramref name="fallbackId"/>.</summary>
    public void Add(MappedEvent mapped, int index, string? fallbackId)
    {
        for (var i = 0; i < mapped.Interactions.Count; i++)
        {
            var interaction = mapped.Interactions[i];
            interaction.EventId ??= fallbackId is null ? null : $"{fallbackId}/{i}";
            Interactions.Add(EventPublisher.Record(interaction, JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction)));
        }

        if (mapped.Rejection is { } rejection) RefuseInteraction(new(index, Encoding.UTF8.GetBytes(mapped.Raw()), null), rejection);
    }

    public async ValueTask<CollectResult> PublishAsync(CancellationToken cancellationToken)
    {
        await publisher.PublishAsync(Topics.UserSessionInfo, Sessions, Topics.RejectedSessions, _refusedSessions, source, cancellationToken);
        await publisher.PublishAsync(Topics.UserInteractions, Interactions, Topics.RejectedInteractions, _refusedInteractions, source, cancellationToken);
        return new CollectResult(Sessions.Count + Interactions.Count, _rejections);
    }

    private OutgoingRecord Refuse(JsonElementSlice element, Rejection rejection)
    {
        _rejections.Add(new(element.Index, rejection.Reason, rejection.Detail));
        return publisher.Refused(rejection, source, $"{element.Index}", Encoding.UTF8.GetString(element.Json.Span));
    }
}
