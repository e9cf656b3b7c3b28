using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting.Mapping;

/// <summary>What holds for every product of an event.</summary>
/// <param name="Type">Event type of this system.</param>
/// <param name="User">Who; null when the event does not say.</param>
/// <param name="UserPlace">Where it should say, for the rejection.</param>
/// <param name="Time">When.</param>
/// <param name="Latest">Times after this one are refused.</param>
/// <param name="EventId">Id of the event, which the position of a product completes; null for none.</param>
internal sealed record EventFrame(string Type, string? User, string UserPlace, DateTimeOffset Time, DateTimeOffset Latest, string? EventId)
{
    public string? Session { get; init; }

    public string? Device { get; init; }

    public string? Country { get; init; }

    public string? Currency { get; init; }

    public string? RecommendationId { get; init; }

    public string? Review { get; init; }

    public double? Value { get; init; }
}

/// <summary>Names under which a format keeps the fields of a product.</summary>
/// <param name="Id">Its id, the preferred name first.</param>
/// <param name="Name">Display name.</param>
/// <param name="Brand">Brand.</param>
/// <param name="Category">Category.</param>
internal sealed record ProductFields(string[] Id, string Name, string Brand, string Category);

/// <summary>Makes an interaction of each product of an event.</summary>
internal static class MappedProducts
{
    /// <summary>The products of a list, and what is wrong with others.</summary>
    public static (List<Interaction> Interactions, List<Rejection> Rejections) OfList(JsonElement items, string place, EventFrame frame, ProductFields fields)
    {
        var (interactions, rejections) = (new List<Interaction>(), new List<Rejection>());
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            rejections.Add(items.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Array
                ? new(RejectionReasons.MissingField, $"{place}: found nothing, expected a list of products")
                : new(RejectionReasons.WrongType, $"{place}: found {items.ValueKind}, expected a list of products"));
        }
        else if (items.GetArrayLength() > EventFields.MostItems)
        {
            rejections.Add(new(RejectionReasons.TooLong, $"{place}: found {items.GetArrayLength()} products, expected at most {EventFields.MostItems}"));
        }
        else
        {
            var index = 0;
            foreach (var item in items.EnumerateArray())
            {
                var at = $"{place}[{index}]";
                var eventId = frame.EventId is null ? null : EventFields.Id(frame.EventId, $"{index}");
                if (Read(item, at + ".", frame, fields, eventId, out var interaction) is { } rejection) rejections.Add(rejection);
                else interactions.Add(interaction!);
                index++;
            }
        }

        return (interactions, rejections);
    }

    /// <summary>One product; null when it can be used.</summary>
    public static Rejection? Read(JsonElement item, string place, EventFrame frame, ProductFields fields, string? eventId, out Interaction? interaction)
    {
        interaction = null;
        if (item.ValueKind != JsonValueKind.Object) return new(RejectionReasons.WrongType, $"{place.TrimEnd('.')}: found {item.ValueKind}, expected a JSON object");
        if (frame.User is null) return new(RejectionReasons.MissingField, $"{frame.UserPlace}: found nothing, expected a non-empty id");
        if (EventFields.Text(item, fields.Id) is not { } product) return new(RejectionReasons.MissingField, $"{place}{fields.Id[0]}: found nothing, expected a non-empty id");
        Rejection? wrong = null;
        var made = new Interaction
        {
            EventId = eventId,
            UserId = frame.User,
            ProductId = product,
            EventType = frame.Type,
            EventTime = frame.Time,
            SessionId = frame.Session,
            Brand = EventFields.Text(item, fields.Brand),
            Category = EventFields.Text(item, fields.Category),
            ProductName = EventFields.Text(item, fields.Name),
            Price = EventFields.Number(item, "price", place, ref wrong),
            Quantity = EventFields.Number(item, "quantity", place, ref wrong),
            Value = frame.Value,
            Device = frame.Device,
            Country = frame.Country,
            RecommendationId = EventFields.Text(item, "recommendation_id") ?? frame.RecommendationId,
        };
        if (wrong is not null) return wrong;
        if (InteractionReader.Validate(made, frame.Latest) is { } invalid) return invalid with { Detail = $"{place}{invalid.Detail}" };
        if (frame.Currency is not null) Keep(made, "currency", frame.Currency);
        if (frame.Review is not null) Keep(made, "review", frame.Review);
        interaction = made;
        return null;
    }

    private static void Keep(Interaction interaction, string name, string value) =>
        (interaction.Extra ??= new(StringComparer.Ordinal))[name] = JsonSerializer.SerializeToElement(value, MappingJsonContext.Default.String);
}

/// <summary>Source-generated JSON of what is kept beside the known fields.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class MappingJsonContext : System.Text.Json.Serialization.JsonSerializerContext;
