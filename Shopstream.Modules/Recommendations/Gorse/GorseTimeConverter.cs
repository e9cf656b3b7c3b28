using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>
/// Times as gorse's clients write them: RFC 3339, or a date alone. Absent, empty and the year 1 (the zero time of Go) all mean that there
/// is none, which is <c>default</c>. Written as RFC 3339 in UTC without trailing zeros.
/// </summary>
internal sealed class GorseTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return default;
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        var text = reader.GetString()!;
        if (text.Length == 0) return default;
        if (!IsoTimestampConverter.TryParse(text, out var time)) throw new JsonException();
        return time.Year == 1 ? default : time;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
