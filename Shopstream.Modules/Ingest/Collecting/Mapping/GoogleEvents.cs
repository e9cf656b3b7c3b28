using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting.Mapping;

/// <summary>
/// Google Analytics 4: the e-commerce events of the Measurement Protocol (<c>{client_id, user_id, events: [{name, params}]}</c>) and of
/// a data layer (<c>{event, ecommerce: {items}}</c>), as its developer documentation describes them.
/// </summary>
internal sealed class GoogleEvents : IEventMapping
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["view_item"] = EventTypes.View,
        ["view_item_list"] = EventTypes.Impression,
        ["select_item"] = EventTypes.Click,
        ["add_to_cart"] = EventTypes.Cart,
        ["remove_from_cart"] = EventTypes.RemoveFromCart,
        ["purchase"] = EventTypes.Purchase,
        ["add_to_wishlist"] = EventTypes.Like,
    };

    private static readonly ProductFields Fields = new(["item_id", "id"], "item_name", "item_brand", "item_category");
    private static readonly string Known = string.Join(", ", Types.Keys);

    public string Source => "collect/ga4";

    public IEnumerable<MappedEvent> Map(JsonElement root, DateTimeOffset now, DateTimeOffset latest)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return [MappedEvent.Refused(root.GetRawText, new(RejectionReasons.WrongType, $"found {root.ValueKind}, expected a JSON object"))];
        var events = EventFields.At(root, "events");
        return events.ValueKind switch
        {
            JsonValueKind.Array when events.GetArrayLength() > 0 => events.EnumerateArray().Select((e, i) => Protocol(root, e, i, now, latest)),
            JsonValueKind.Undefined when EventFields.At(root, "event").ValueKind != JsonValueKind.Undefined => [DataLayer(root, now, latest)],
            _ => [MappedEvent.Refused(root.GetRawText, new(RejectionReasons.MissingField, "events: found nothing, expected a list of events, or event and ecommerce as in a data layer"))],
        };
    }

    private static MappedEvent Protocol(JsonElement root, JsonElement sent, int index, DateTimeOffset now, DateTimeOffset latest)
    {
        var parameters = EventFields.At(sent, "params");
        var place = $"events[{index}].";
        return Map(root, sent, EventFields.Text(sent, "name"), parameters, parameters, $"{place}name", $"{place}params.", () => Alone(root, sent), now, latest);
    }

    private static MappedEvent DataLayer(JsonElement root, DateTimeOffset now, DateTimeOffset latest)
    {
        var ecommerce = EventFields.At(root, "ecommerce");
        var isNested = ecommerce.ValueKind == JsonValueKind.Object;
        return Map(root, root, EventFields.Text(root, "event"), isNested ? ecommerce : root, root, "event", isNested ? "ecommerce." : "", root.GetRawText, now, latest);
    }

    private static MappedEvent Map(
        JsonElement root, JsonElement sent, string? name, JsonElement parameters, JsonElement sessionAt, string namePlace, string place, Func<string> raw, DateTimeOffset now,
        DateTimeOffset latest)
    {
        if (name is null) return MappedEvent.Refused(raw, new(RejectionReasons.MissingField, $"{namePlace}: found nothing, expected one of {Known}"));
        if (!Types.TryGetValue(name, out var type))
            return MappedEvent.Refused(raw, new(RejectionReasons.UnknownEventType, $"{namePlace}: found \"{EventFields.Short(name)}\", expected one of {Known}"));
        Rejection? wrong = null;
        var time = Time(sent, ref wrong) ?? (wrong is null ? Time(root, ref wrong) : null);
        if (wrong is not null) return MappedEvent.Refused(raw, wrong);
        var user = EventFields.Text(root, "user_id") ?? EventFields.Text(parameters, "user_id") ?? EventFields.Text(root, "client_id");
        var session = EventFields.Text(sessionAt, "ga_session_id", "session_id") ?? EventFields.Text(root, "session_id");
        var frame = new EventFrame(type, user, "user_id or client_id", time ?? now, latest, Id(name, user, session, parameters, time))
        {
            Session = session,
            Device = EventFields.Text(EventFields.At(root, "device"), "category"),
            Country = EventFields.Text(EventFields.At(root, "user_location"), "country_id"),
            Currency = EventFields.Text(parameters, "currency"),
            RecommendationId = EventFields.Text(parameters, "recommendation_id"),
        };
        var (interactions, rejections) = MappedProducts.OfList(EventFields.At(parameters, "items"), $"{place}items", frame, Fields);
        return MappedEvent.Of(raw, frame.EventId is not null, interactions, rejections);
    }

    /// <summary>
    /// A purchase is known by its transaction, from whatever device it is reported; other events only by who, when and in which session,
    /// so that without a time each delivery counts.
    /// </summary>
    private static string? Id(string name, string? user, string? session, JsonElement parameters, DateTimeOffset? time)
    {
        if (name == "purchase" && EventFields.Text(parameters, "transaction_id") is { } transaction) return EventFields.Id("ga4", "purchase", transaction);
        if (EventFields.Text(parameters, "event_id") is { } id) return EventFields.Id("ga4", name, id);
        return time is { } at ? EventFields.Id("ga4", name, user, session, at.UtcTicks.ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static DateTimeOffset? Time(JsonElement element, ref Rejection? wrong)
    {
        if (EventFields.Text(element, "timestamp_micros") is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros is > 0 and < 253_402_300_800_000_000)
            return DateTimeOffset.UnixEpoch.AddTicks(micros * 10);
        wrong = new(RejectionReasons.InvalidTimestamp, $"timestamp_micros: found {EventFields.Short(text)}, expected microseconds since 1970-01-01");
        return null;
    }

    /// <summary>The body with one event only.</summary>
    private static string Alone(JsonElement root, JsonElement sent)
    {
        var fields = root.EnumerateObject().Where(f => f.Name != "events").Select(f => $"{JsonSerializer.Serialize(f.Name, MappingJsonContext.Default.String)}:{f.Value.GetRawText()}");
        return $"{{{string.Join(',', fields.Append($"\"events\":[{sent.GetRawText()}]"))}}}";
    }
}
