using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>
/// Takes feedback: each goes as an interaction on the bus, then as a row into the store. The id of the event follows from the feedback
/// alone, so that a request that is sent again after a break counts once. Thread-safe.
/// </summary>
internal sealed class GorseFeedbackWriter(GorseStore store, GorseCatalogue items, IEventBus bus, IOptions<RecommendationsOptions> options, TimeProvider time)
{
    private volatile bool _isPrepared;

    /// <summary>What is wrong with a feedback; null when nothing is.</summary>
    public static string? Check(GorseFeedback feedback)
    {
        if (GorseIds.Check(feedback.FeedbackType, "FeedbackType") is { } noType) return noType;
        if (GorseIds.Check(feedback.UserId, "UserId") is { } noUser) return noUser;
        if (GorseIds.Check(feedback.ItemId, "ItemId") is { } noItem) return noItem;
        return double.IsFinite(feedback.Value) ? null : "Value: found a number out of range, expected a finite one";
    }

    /// <summary>
    /// Takes feedback, with users and items that are not known yet. Without <paramref name="overwrite"/> what is there already stays as
    /// it is; with it, it is replaced, and counts again if its time or value is another.
    /// </summary>
    /// <returns>Rows written.</returns>
    public async Task<int> InsertAsync(IReadOnlyList<GorseFeedback> told, bool overwrite, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var byId = new Dictionary<string, GorseFeedback>(StringComparer.Ordinal);
        foreach (var feedback in told)
        {
            var id = GorseStore.IdOf(feedback.FeedbackType, feedback.UserId, feedback.ItemId);
            if (overwrite) byId[id] = feedback;
            else byId.TryAdd(id, feedback);
        }

        var known = await store.FindAsync(GorseStore.Feedback, byId.Keys, cancellationToken);
        var rows = new List<(string Id, StoredGorse Row)>();
        var events = new List<OutgoingRecord>();
        foreach (var (id, feedback) in byId)
        {
            var before = known.GetValueOrDefault(id);
            if (before is not null && !overwrite) continue;
            var row = RowOf(feedback, before, now, out var isNews);
            rows.Add((id, row));
            if (isNews && row.DueMs is null) events.Add(EventOf(feedback, row));
        }

        if (rows.Count == 0) return 0;
        await InsertUnknownAsync([.. rows.Select(r => byId[r.Id])], now, cancellationToken);

        // The bus first: when it fails, nothing says that the feedback is known, and the sender's next attempt publishes it.
        await PublishAsync(events, cancellationToken);
        await store.PutAsync(GorseStore.Feedback, rows, cancellationToken);
        return rows.Count;
    }

    /// <summary>Puts feedback on the bus whose time has come.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PublishDueAsync(CancellationToken cancellationToken)
    {
        var due = await store.DueAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        if (due.Count == 0) return 0;
        await PublishAsync([.. due.Select(d => EventOf(GorseStore.Read(d.Row, GorseJsonContext.Default.GorseFeedback), d.Row))], cancellationToken);
        foreach (var (id, row) in due) await store.PublishedAsync(id, row, cancellationToken);
        return due.Count;
    }

    private static StoredGorse RowOf(GorseFeedback feedback, StoredGorse? before, DateTimeOffset now, out bool isNews)
    {
        var old = before is null ? null : GorseStore.Read(before, GorseJsonContext.Default.GorseFeedback);
        if (feedback.Timestamp == default) feedback.Timestamp = old?.Timestamp ?? now;
        feedback.Updated = now;
        feedback.Comment ??= "";
        isNews = old is null || old.Timestamp != feedback.Timestamp || old.Value != feedback.Value;
        var timeMs = feedback.Timestamp.ToUnixTimeMilliseconds();
        return new StoredGorse
        {
            Json = JsonSerializer.Serialize(feedback, GorseJsonContext.Default.GorseFeedback),
            UserId = feedback.UserId,
            ItemId = feedback.ItemId,
            EventId = old is null ? EventIdOf(feedback) : isNews ? EventIdOf(feedback, timeMs, feedback.Value) : before!.EventId,

            // Time that is still to come would make all else look late.
            DueMs = !isNews ? before!.DueMs : feedback.Timestamp > now ? timeMs : null,
        };
    }

    private static string EventIdOf(GorseFeedback feedback, long timeMs = 0, double value = 0)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (var part in (string[])[feedback.FeedbackType, feedback.UserId, feedback.ItemId])
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, part.Length);
            hash.AppendData(number);
            hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
        }

        BinaryPrimitives.WriteInt64LittleEndian(number, timeMs);
        hash.AppendData(number);
        BinaryPrimitives.WriteDoubleLittleEndian(number, value);
        hash.AppendData(number);
        return "gorse-" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private OutgoingRecord EventOf(GorseFeedback feedback, StoredGorse row)
    {
        var type = options.Value.Gorse.EventTypeOf(feedback.FeedbackType);
        var interaction = new Interaction
        {
            EventId = row.EventId,
            UserId = feedback.UserId,
            ProductId = feedback.ItemId,
            EventType = type,
            EventTime = feedback.Timestamp,
            Value = type == EventTypes.Rating && feedback.Value != 0 ? feedback.Value : null,
        };
        return new OutgoingRecord
        {
            Key = interaction.UserId,
            Value = JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction),
            TimestampMs = interaction.EventTimeMs,
            Decoded = interaction,
        };
    }

    private async ValueTask PublishAsync(List<OutgoingRecord> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) return;
        if (!_isPrepared) await bus.EnsureTopicAsync(Topics.UserInteractions, cancellationToken);
        _isPrepared = true;
        await bus.PublishAsync(Topics.UserInteractions, events, cancellationToken);
    }

    private async Task InsertUnknownAsync(IReadOnlyList<GorseFeedback> feedback, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var users = await store.FindAsync(GorseStore.Users, feedback.Select(f => f.UserId), cancellationToken);
        var newUsers = feedback.Select(f => f.UserId).Distinct(StringComparer.Ordinal).Where(u => !users.ContainsKey(u))
            .Select(u => (u, new StoredGorse { Json = JsonSerializer.Serialize(new GorseUser { UserId = u }, GorseJsonContext.Default.GorseUser) }));
        await store.PutAsync(GorseStore.Users, newUsers, cancellationToken);
        await items.InsertUnknownAsync(feedback.Select(f => f.ItemId), now, cancellationToken);
    }
}
