using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>
/// ISO 8601 times. A time without offset is UTC; the forms <c>2019-10-01 00:00:00 UTC</c> and epoch milliseconds
/// (a number) are read too. Written as <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.
/// </summary>
public sealed class IsoTimestampConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var epoch))
        {
            if (epoch is < -62_135_596_800_000 or > 253_402_300_799_999)
                throw new TimestampException($"the epoch milliseconds {epoch} lie outside the years 1 to 9999");
            return DateTimeOffset.FromUnixTimeMilliseconds(epoch);
        }

        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"found {reader.TokenType}, expected an ISO 8601 time");
        if (!reader.HasValueSequence && !reader.ValueIsEscaped && TryParseUtc(reader.ValueSpan, out var fast)) return fast;
        var text = reader.GetString()!;
        if (TryParse(text, out var time)) return time;
        throw new TimestampException($"found \"{Shorten(text)}\", expected an ISO 8601 time such as 2026-01-31T18:05:00Z");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    /// <summary>The one written form, in UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>Reads a time in any of the accepted text forms.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        if (text.EndsWith(" UTC", StringComparison.Ordinal)) text = text[..^4];
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    // 2026-01-31T18:05:00Z and 2026-01-31T18:05:00.123Z, the forms that senders use nearly always.
    private static bool TryParseUtc(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is not (20 or 24) || text[^1] != (byte)'Z' || text[10] != (byte)'T'
            || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        var millis = 0;
        if (text.Length == 24 && (text[19] != (byte)'.' || !Number(text.Slice(20, 3), out millis))) return false;
        if (!Number(text[..4], out var year) || !Number(text.Slice(5, 2), out var month) || !Number(text.Slice(8, 2), out var day)
            || !Number(text.Slice(11, 2), out var hour) || !Number(text.Slice(14, 2), out var minute)
            || !Number(text.Slice(17, 2), out var second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59) return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, millis, TimeSpan.Zero);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
