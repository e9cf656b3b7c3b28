using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>
/// Takes the records of one partition into the profiles of its visitors, at once; writes the profiles, and for each purchase what is
/// recommended now. Each stored profile says up to which record it goes, so that a replay changes nothing.
/// </summary>
internal sealed class ProfileProcessor : IPartitionProcessor
{
    private const string EventsSlot = "events";
    private const long SequenceSpacing = 1_024;
    private const int LoadsAtOnce = 32;
    private readonly TopicPartition _source;
    private readonly int _topic;
    private readonly ProfileServices _services;
    private readonly string _producerId;
    private readonly OutputPipe _pipe = new();
    private readonly HashSet<Visitor> _changed = [];
    private readonly List<(PurchaseInFlight Purchase, long Sequence)> _purchases = [];
    private long _events;
    private bool _eventsChanged;

    public ProfileProcessor(TopicPartition source, ProfileServices services)
    {
        (_source, _services, _topic) = (source, services, VisitorProfiles.IndexOf(source.Topic));
        _producerId = $"{RecommendationsModule.Group}/{source}";
    }

    /// <summary>Profiles do not wait for event time.</summary>
    public long Watermark => long.MinValue;

    public async ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        if (state.TryGet(EventsSlot, out var events)) _events = BitConverter.ToInt64(events.Span);
        _services.Profiles.Take(_topic, _source.Partition, await _services.Bus.PartitionCountAsync(_source.Topic, cancellationToken));
    }

    public async ValueTask ProcessAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        await _services.Forgotten.RefreshAsync(cancellationToken);
        await LoadAsync(records, cancellationToken);
        foreach (var record in records)
        {
            if (ImportLane.IsEnd(record)) continue;
            if (_source.Topic == Topics.UserInteractions) await InteractionAsync(record, cancellationToken);
            else await SessionAsync(record, cancellationToken);
        }
    }

    public void AdvanceIdle(long watermark)
    {
        // Nothing here waits for event time.
    }

    public async ValueTask EmitAsync(bool all, CancellationToken cancellationToken)
    {
        List<OutgoingRecord> purchases = [.. _purchases.Select(RecordOf)];
        List<Document> profiles = [.. _changed.Select(v => v.TakeChanged(_topic)).OfType<Document>()];
        var learnt = _services.Catalogue.TakeLearnt();
        var counts = _eventsChanged ? SpeedLayer.DocumentOf(_source, _events) : null;
        _purchases.Clear();
        _changed.Clear();
        _eventsChanged = false;
        if (purchases.Count + profiles.Count + learnt.Count > 0 || counts is not null)
        {
            await _pipe.SendAsync(async () =>
            {
                // Purchases first: once a profile says that a record was taken, a replay does not suggest anything again.
                if (purchases.Count > 0) await _services.Bus.PublishAsync(Topics.RealTimeRecommendations, purchases, cancellationToken);
                if (learnt.Count > 0) await _services.Documents.UpsertAsync(ProductCatalogue.Collection.Name, learnt, cancellationToken);
                if (profiles.Count > 0) await _services.Documents.UpsertAsync(VisitorProfiles.Collection.Name, profiles, cancellationToken);
                if (counts is not null) await _services.Documents.UpsertAsync(SpeedLayer.Collection.Name, [counts], cancellationToken);
            });
        }

        _services.Profiles.Trim();
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await EmitAsync(all: true, cancellationToken);
        await _pipe.FlushAsync();
    }

    public ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        state.Put(EventsSlot, BitConverter.GetBytes(_events));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _services.Profiles.Release(_topic, _source.Partition);
        return ValueTask.CompletedTask;
    }

    /// <summary>Visitors of whom this host knows nothing yet are read side by side.</summary>
    private async ValueTask LoadAsync(IReadOnlyList<ConsumedRecord> records, CancellationToken cancellationToken)
    {
        var missing = records.Select(r => r.Key).OfType<string>().Distinct(StringComparer.Ordinal).Where(u => _services.Profiles.Find(u, _topic) is null).ToList();
        foreach (var chunk in missing.Chunk(LoadsAtOnce))
            await Task.WhenAll(chunk.Select(user => _services.Profiles.LoadAsync(user, cancellationToken).AsTask()));
    }

    private async ValueTask InteractionAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        var interaction = record.Decoded as Interaction;
        var arrival = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs);
        if (interaction is null && InteractionReader.Read(record.Value.Span, arrival, DateTimeOffset.MaxValue, out interaction) is not null)
        {
            _services.Metrics.Unreadable(_source.Topic);
            return;
        }

        _services.Catalogue.Learn(interaction!.ProductId, interaction.ProductName, interaction.Category, interaction.Brand, interaction.Price, interaction.EventTime);
        var eventId = interaction.EventId is null ? 0 : ItemHash.Of(interaction.EventId).Low;
        if (!await TakeAsync(record, interaction.UserId, interaction.EventTimeMs, eventId, [VisitorEvent.Of(interaction)], cancellationToken)) return;
        if (interaction.EventType != EventTypes.Purchase) return;
        var purchase = new PurchaseInFlight
        {
            UserId = interaction.UserId,
            ProductId = interaction.ProductId,
            EventTime = interaction.EventTime,
            SessionId = interaction.SessionId,
            Price = interaction.Price,
        };
        await SuggestAsync([purchase], record.Offset, cancellationToken);
    }

    private async ValueTask SessionAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        var session = record.Decoded as ShopSession;
        if (session is null && SessionReader.Read(record.Value.Span, DateTimeOffset.MaxValue, out session) is not null)
        {
            _services.Metrics.Unreadable(_source.Topic);
            return;
        }

        for (var i = 0; i < session!.ProductIds.Count; i++)
        {
            _services.Catalogue.Learn(
                session.ProductIds[i], session.ProductNames.ElementAtOrDefault(i), session.ProductCategories.ElementAtOrDefault(i), null,
                i < session.ProductPrices.Count ? session.ProductPrices[i] : null, session.SessionTimestamp);
        }

        if (!await TakeAsync(record, session.UserId, session.EventTimeMs, eventId: 0, VisitorEvent.Of(session), cancellationToken) || !session.PurchaseMade) return;
        await SuggestAsync(
            [.. session.ProductIds.Select((product, i) => new PurchaseInFlight
            {
                UserId = session.UserId,
                ProductId = product,
                EventTime = session.SessionTimestamp,
                SessionId = session.SessionId,
                Price = session.ProductPrices.ElementAtOrDefault(i),
            })],
            record.Offset, cancellationToken);
    }

    /// <summary>Adds the events of a record to its visitor's profile.</summary>
    /// <returns>Whether it was new: no replay, and no event sent again.</returns>
    private async ValueTask<bool> TakeAsync(ConsumedRecord record, string userId, long timeMs, ulong eventId, IEnumerable<VisitorEvent> visits, CancellationToken cancellationToken)
    {
        _events++;
        _eventsChanged = true;
        if (_services.Forgotten.Covers(userId, timeMs)) return false;
        var visitor = _services.Profiles.Find(userId, _topic) ?? await _services.Profiles.LoadAsync(userId, cancellationToken);
        var isNew = false;
        var isChanged = visitor.Change(_topic, userId, _services.Time.GetTimestamp(), part =>
        {
            if (part.HasTaken(_source.Partition, record.Offset)) return false;
            part.Take(_source.Partition, record.Offset);
            isNew = eventId == 0 || part.IsNew(eventId);
            if (!isNew) return true;
            foreach (var visit in visits)
            {
                part.Add(visit, _services.Preferences);
                _services.Popularity.Add(_services.Catalogue.NumberOf(visit.ProductId), _services.Preferences.WeightOf(visit.Type, visit.Value));
            }

            return true;
        });
        if (isChanged) _changed.Add(visitor);
        return isNew;
    }

    private OutgoingRecord RecordOf((PurchaseInFlight Purchase, long Sequence) purchase) => new()
    {
        Key = purchase.Purchase.UserId,
        Value = JsonSerializer.SerializeToUtf8Bytes(purchase.Purchase, EventsJsonContext.Default.PurchaseInFlight),
        TimestampMs = purchase.Purchase.EventTime.ToUnixTimeMilliseconds(),
        ProducerId = _producerId,
        Sequence = purchase.Sequence,
    };

    private async ValueTask SuggestAsync(IReadOnlyList<PurchaseInFlight> purchases, long offset, CancellationToken cancellationToken)
    {
        var profile = await _services.Profiles.GetAsync(purchases[0].UserId, cancellationToken);
        for (var i = 0; i < purchases.Count; i++)
        {
            purchases[i].Recommendations = _services.Suggestions.For(purchases[i].ProductId, profile);
            _purchases.Add((purchases[i], (offset * SequenceSpacing) + i));
        }
    }
}
