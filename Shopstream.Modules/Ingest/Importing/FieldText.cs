using System.Globalization;
using System.Text;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Turns the text of a field into a value, or into a rejection that names the column, what was found and what was expected.</summary>
internal static class FieldText
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int ShownLength = 40;

    /// <summary>Text, or null when empty. Not shared with other rows.</summary>
    public static string? Text(ReadOnlySpan<byte> field) => field.IsEmpty ? null : Encoding.UTF8.GetString(field);

    /// <summary>Text, or null when empty. Equal texts of few different values are shared.</summary>
    public static string? Shared(ReadOnlySpan<byte> field) => field.IsEmpty ? null : TextPool.Get(field);

    /// <summary>A finite number in the invariant culture; null when empty.</summary>
    public static Rejection? Number(ReadOnlySpan<byte> field, string column, out double? value)
    {
        value = null;
        if (field.IsEmpty) return null;
        if (!double.TryParse(field, Decimal, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return Wrong(RejectionReasons.WrongType, column, field, "a number");
        value = number;
        return null;
    }

    /// <summary>A number that must be there and within a range.</summary>
    public static Rejection? Number(ReadOnlySpan<byte> field, string column, double least, double most, out double value)
    {
        value = 0;
        if (field.IsEmpty) return SessionReader.Missing(column, $"a number from {least} to {most}");
        var rejection = Number(field, column, out var found);
        if (rejection is not null) return rejection;
        value = found!.Value;
        return value >= least && value <= most ? null : Wrong(ImportReasons.OutOfRange, column, field, $"{least} to {most}");
    }

    /// <summary>A whole number that must be there and within a range.</summary>
    public static Rejection? Whole(ReadOnlySpan<byte> field, string column, int least, int most, out int value)
    {
        value = 0;
        if (field.IsEmpty) return SessionReader.Missing(column, $"a whole number from {least} to {most}");
        if (!long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Wrong(RejectionReasons.WrongType, column, field, "a whole number");
        if (number < least || number > most) return Wrong(ImportReasons.OutOfRange, column, field, $"{least} to {most}");
        value = (int)number;
        return null;
    }

    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public static Rejection? UnixTime(ReadOnlySpan<byte> field, string column, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < -62_135_596_800 or > 253_402_300_799)
            return Wrong(RejectionReasons.InvalidTimestamp, column, field, "seconds since 1970-01-01 UTC");
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return null;
    }

    /// <summary>
    /// A time, in UTC unless it says otherwise: <c>2019-10-01 00:00:00 UTC</c>, ISO 8601, epoch milliseconds, and other forms
    /// with a year of four digits, such as <c>12/31/2010 8:26</c> (month first).
    /// </summary>
    public static Rejection? Time(ReadOnlySpan<byte> field, string column, out DateTimeOffset time)
    {
        if (TryTime(field, out time)) return null;
        return Wrong(RejectionReasons.InvalidTimestamp, column, field, "a time such as 2026-01-31T18:05:00Z or 2026-01-31 18:05:00 UTC");
    }

    /// <summary>A row that names no user.</summary>
    public static Rejection NoUser(string column) => new(RejectionReasons.MissingUser, $"{column}: found nothing, expected the id of a user");

    /// <summary>Names the column, what was found and what was expected.</summary>
    public static Rejection Wrong(string reason, string column, ReadOnlySpan<byte> found, string expected) =>
        new(reason, $"{column}: found {(found.IsEmpty ? "nothing" : Shown(Encoding.UTF8.GetString(found[..Math.Min(found.Length, 200)])))}, expected {expected}");

    /// <summary>Text in quotes, fit for one line on a terminal: shortened, without control characters.</summary>
    public static string Shown(string text, int most = ShownLength)
    {
        var shown = new StringBuilder("\"", most + 3);
        for (var i = 0; i < text.Length && i < most; i++) shown.Append(char.IsControl(text[i]) ? '\uFFFD' : text[i]);
        return shown.Append(text.Length > most ? "…\"" : "\"").ToString();
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        if (TryFixedTime(text, out time)) return true;
        if (text.IsEmpty || text.Length > 64) return false;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var epoch))
        {
            // Fewer than 9 digits are a date or a year without separators rather than a time in January 1970.
            if (text.Length < 9 || epoch is < -62_135_596_800_000 or > 253_402_300_799_999) return false;
            time = DateTimeOffset.FromUnixTimeMilliseconds(epoch);
            return true;
        }

        // Without a year the parser would fill in the clock's.
        return HasYear(text) && IsoTimestampConverter.TryParse(Encoding.UTF8.GetString(text), out time);
    }

    // 2019-10-01 00:00:00, also with T, and followed by nothing, Z or " UTC": a third of the cost of the general parser.
    private static bool TryFixedTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':')
            return false;
        if (text.Length > 19 && !text[19..].SequenceEqual(" UTC"u8) && !text[19..].SequenceEqual("Z"u8)) return false;
        int year = Pair(text, 0) * 100 + Pair(text, 2), month = Pair(text, 5), day = Pair(text, 8);
        int hour = Pair(text, 11), minute = Pair(text, 14), second = Pair(text, 17);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || (uint)hour > 23 || (uint)minute > 59 || (uint)second > 59) return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    // Two digits as a number, or far below zero.
    private static int Pair(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1_000_000;
    }

    private static bool HasYear(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var b in text)
        {
            digits = b is >= (byte)'0' and <= (byte)'9' ? digits + 1 : 0;
            if (digits == 4) return true;
        }

        return false;
    }
}
