using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting.Mapping;

/// <summary>Segment: <c>track</c> calls of its e-commerce specification, one by one or in a <c>batch</c>.</summary>
internal sealed class SegmentEvents : IEventMapping
{
    private static readonly Dictionary<string, (string Type, bool IsList)> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Product Viewed"] = (EventTypes.View, false),
        ["Product List Viewed"] = (EventTypes.Impression, true),
        ["Product Clicked"] = (EventTypes.Click, false),
        ["Product Added"] = (EventTypes.Cart, false),
        ["Product Removed"] = (EventTypes.RemoveFromCart, false),
        ["Order Completed"] = (EventTypes.Purchase, true),
        ["Product Reviewed"] = (EventTypes.Rating, false),
        ["Product Added to Wishlist"] = (EventTypes.Like, false),
    };

    private static readonly ProductFields Fields = new(["product_id", "sku"], "name", "brand", "category");
    private static readonly string Known = string.Join(", ", Types.Keys);

    public string Source => "collect/segment";

    public IEnumerable<MappedEvent> Map(JsonElement root, DateTimeOffset now, DateTimeOffset latest)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return [MappedEvent.Refused(root.GetRawText, new(RejectionReasons.WrongType, $"found {root.ValueKind}, expected a JSON object"))];
        var batch = EventFields.At(root, "batch");
        return batch.ValueKind == JsonValueKind.Array
            ? batch.EnumerateArray().Select((call, i) => Call(call, $"batch[{i}].", now, latest))
            : [Call(root, "", now, latest)];
    }

    private static MappedEvent Call(JsonElement call, string place, DateTimeOffset now, DateTimeOffset latest)
    {
        MappedEvent Refused(string reason, string detail) => MappedEvent.Refused(call.GetRawText, new(reason, place + detail));
        if (call.ValueKind != JsonValueKind.Object) return MappedEvent.Refused(call.GetRawText, new(RejectionReasons.WrongType, $"{place.TrimEnd('.')}: found {call.ValueKind}, expected a JSON object"));
        if (EventFields.Text(call, "type") is { } kind && kind != "track") return Refused(RejectionReasons.UnknownEventType, $"type: found \"{EventFields.Short(kind)}\", expected track");
        if (EventFields.Text(call, "event") is not { } name) return Refused(RejectionReasons.MissingField, $"event: found nothing, expected one of {Known}");
        if (!Types.TryGetValue(name.Trim(), out var known)) return Refused(RejectionReasons.UnknownEventType, $"event: found \"{EventFields.Short(name)}\", expected one of {Known}");
        var properties = EventFields.At(call, "properties");
        if (properties.ValueKind != JsonValueKind.Object) return Refused(RejectionReasons.MissingField, "properties: found nothing, expected a JSON object");
        Rejection? wrong = null;
        var time = EventFields.Time(call, "timestamp", place, ref wrong) ?? (wrong is null ? EventFields.Time(call, "originalTimestamp", place, ref wrong) : null);
        var isRating = known.Type == EventTypes.Rating;
        var value = isRating ? EventFields.Number(properties, "rating", $"{place}properties.", ref wrong) : null;
        if (wrong is not null) return MappedEvent.Refused(call.GetRawText, wrong);
        if (isRating && value is null) return Refused(RejectionReasons.MissingField, "properties.rating: found nothing, expected a number of stars");
        var context = EventFields.At(call, "context");
        var user = EventFields.Text(call, "userId", "anonymousId");
        var frame = new EventFrame(known.Type, user, $"{place}userId or anonymousId", time ?? now, latest, Id(call, name, user, properties, time))
        {
            Session = EventFields.Text(properties, "session_id") ?? EventFields.Text(context, "sessionId", "session_id"),
            Device = EventFields.Text(EventFields.At(context, "device"), "type"),
            Country = EventFields.Text(EventFields.At(context, "location"), "country"),
            Currency = EventFields.Text(properties, "currency"),
            RecommendationId = EventFields.Text(properties, "recommendation_id"),
            Review = isRating ? EventFields.Text(properties, "review_body", "review") : null,
            Value = value,
        };
        if (known.IsList)
        {
            var (interactions, rejections) = MappedProducts.OfList(EventFields.At(properties, "products"), $"{place}properties.products", frame, Fields);
            return MappedEvent.Of(call.GetRawText, frame.EventId is not null, interactions, rejections);
        }

        return MappedProducts.Read(properties, $"{place}properties.", frame, Fields, frame.EventId, out var interaction) is { } rejection
            ? MappedEvent.Refused(call.GetRawText, rejection)
            : new(call.GetRawText, [interaction!], []);
    }

    /// <summary>By the message's own id; without one by the order, or by who did what with which product when.</summary>
    private static string? Id(JsonElement call, string name, string? user, JsonElement properties, DateTimeOffset? time)
    {
        if (EventFields.Text(call, "messageId") is { } message) return EventFields.Id("segment", message);
        if (EventFields.Text(properties, "order_id") is { } order) return EventFields.Id("segment", name, order, EventFields.Text(properties, Fields.Id));
        return time is { } at ? EventFields.Id("segment", name, user, EventFields.Text(properties, Fields.Id), at.UtcTicks.ToString(CultureInfo.InvariantCulture)) : null;
    }
}
