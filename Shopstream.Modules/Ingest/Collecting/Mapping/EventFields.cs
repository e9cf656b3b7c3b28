using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting.Mapping;

/// <summary>Reads fields of JSON whose types senders take lightly: numbers as texts, ids as numbers.</summary>
internal static class EventFields
{
    /// <summary>Products of one event that are looked at.</summary>
    public const int MostItems = SessionReader.MaxItems;

    /// <summary>A field of an object; a value of kind <c>Undefined</c> when there is none.</summary>
    public static JsonElement At(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The first of some fields that holds a text or a number, as text; null when none does.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var value = At(element, name);
            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            if (!string.IsNullOrWhiteSpace(text)) return text;
        }

        return null;
    }

    /// <summary>A number, or a text that is one; null when the field is absent, null or empty.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The field.</param>
    /// <param name="place">Where the object stands.</param>
    /// <param name="wrong">What is wrong with the field, when something is.</param>
    public static double? Number(JsonElement element, string name, string place, ref Rejection? wrong)
    {
        var value = At(element, name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (text.Length == 0) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return number;
        }

        wrong ??= new(RejectionReasons.WrongType, $"{place}{name}: found {Short(value.GetRawText())}, expected a number");
        return null;
    }

    /// <summary>An ISO 8601 time; null when the field is absent or null.</summary>
    public static DateTimeOffset? Time(JsonElement element, string name, string place, ref Rejection? wrong)
    {
        var value = At(element, name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String && IsoTimestampConverter.TryParse(value.GetString()!, out var time)) return time;
        wrong ??= new(RejectionReasons.InvalidTimestamp, $"{place}{name}: found {Short(value.GetRawText())}, expected an ISO 8601 time such as 2026-01-31T18:05:00Z");
        return null;
    }

    /// <summary>A short text of what was found.</summary>
    public static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    /// <summary>An id of these parts: as they are when they are short, else a hash of them.</summary>
    public static string Id(params ReadOnlySpan<string?> parts)
    {
        var id = string.Join('/', parts.ToArray());
        return id.Length <= SessionReader.MaxIdLength ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
