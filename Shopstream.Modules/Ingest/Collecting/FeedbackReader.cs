using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>Turns feedback on a recommendation into the interaction that it is. Fields it does not know are kept.</summary>
internal static class FeedbackReader
{
    private const string RecommendationId = "recommendation_id";
    private const string EventType = "event_type";
    private const string Value = "value";
    private const string Price = "price";
    private const string Position = "position";

    /// <summary>The types that can be feedback.</summary>
    public static readonly IReadOnlyList<string> Types =
        [EventTypes.Impression, EventTypes.Click, EventTypes.Like, EventTypes.Dislike, EventTypes.Rating, EventTypes.Purchase, EventTypes.Cart];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["recommendationId"] = RecommendationId,
        ["userId"] = "user_id",
        ["productId"] = "product_id",
        ["type"] = EventType,
        ["eventType"] = EventType,
        ["eventId"] = "event_id",
        ["time"] = "event_time",
        ["eventTime"] = "event_time",
        ["sessionId"] = "session_id",
    };

    /// <summary>Reads one element; what an interaction must have besides is checked by its own reader.</summary>
    /// <param name="json">One JSON value.</param>
    /// <param name="interaction">The interaction as JSON, when there is no rejection.</param>
    public static Rejection? Read(ReadOnlyMemory<byte> json, out ReadOnlyMemory<byte> interaction)
    {
        interaction = default;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return new(RejectionReasons.WrongType, $"found {document.RootElement.ValueKind}, expected a JSON object");
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject()) fields[Names.GetValueOrDefault(property.Name, property.Name)] = property.Value;
        if (Check(fields) is { } rejection) return rejection;
        interaction = Write(fields);
        return null;
    }

    private static Rejection? Check(Dictionary<string, JsonElement> fields)
    {
        var id = fields.GetValueOrDefault(RecommendationId);
        if (id.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String or JsonValueKind.Number))
            return new(RejectionReasons.WrongType, $"{RecommendationId}: found {id.ValueKind}, expected a text");
        if (SessionReader.Id(id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.ToString() : "", RecommendationId) is { } noId) return noId;
        if (fields.TryGetValue(EventType, out var type) && type.ValueKind == JsonValueKind.String && !Types.Contains(type.GetString()!))
            return new(RejectionReasons.UnknownEventType, $"type: found \"{type.GetString()}\", expected one of {string.Join(", ", Types)}");
        if (fields.TryGetValue(Position, out var position) && position.ValueKind != JsonValueKind.Null
            && !(position.ValueKind == JsonValueKind.Number && position.TryGetInt32(out var place) && place >= 1))
            return new(RejectionReasons.WrongType, $"{Position}: found {position.GetRawText()}, expected a whole number from 1");
        return Is(fields, EventTypes.Rating) && fields.GetValueOrDefault(Value).ValueKind != JsonValueKind.Number
            ? new(RejectionReasons.MissingField, $"{Value}: found nothing, expected the stars of the rating")
            : null;
    }

    private static bool Is(Dictionary<string, JsonElement> fields, string type) =>
        fields.TryGetValue(EventType, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(type);

    private static ReadOnlyMemory<byte> Write(Dictionary<string, JsonElement> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            if (value.ValueKind == JsonValueKind.Null) continue;
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        // The amount of a purchase is its price, unless the sender also gives the price.
        if (Is(fields, EventTypes.Purchase) && !fields.ContainsKey(Price) && fields.GetValueOrDefault(Value).ValueKind == JsonValueKind.Number)
        {
            writer.WritePropertyName(Price);
            fields[Value].WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
