using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shopstream.Modules.Events;

/// <summary>Turns JSON errors into <see cref="Rejection"/>s that say where, what was found and what was expected.</summary>
internal static class JsonRecord
{
    /// <summary>Parses one JSON object; null when it worked.</summary>
    public static Rejection? Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, out T? value)
        where T : class
    {
        value = null;
        try
        {
            value = JsonSerializer.Deserialize(utf8, type);
            return value is null ? new Rejection(RejectionReasons.WrongType, "found null, expected a JSON object") : null;
        }
        catch (TimestampException e)
        {
            return new(RejectionReasons.InvalidTimestamp, $"{Where(e)}{e.Message}");
        }
        catch (JsonException e)
        {
            return IsWellFormed(utf8)
                ? new(RejectionReasons.WrongType, Shorten($"{Where(e)}{FirstSentence(e.Message)}"))
                : new(RejectionReasons.MalformedJson, Shorten($"byte {e.BytePositionInLine ?? 0}: {FirstSentence(e.InnerException?.Message ?? e.Message)}"));
        }
    }

    /// <summary>Whether <paramref name="utf8"/> is JSON at all, whatever its fields hold.</summary>
    private static bool IsWellFormed(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Where(JsonException e) => string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $"{e.Path.TrimStart('$').TrimStart('.')}: ";

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
