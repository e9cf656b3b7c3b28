using System.Globalization;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>Reads the text of a cell as a value of some kind. Culture-invariant.</summary>
internal static class CellText
{
    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss",
    ];

    /// <summary>A decimal number. Codes with leading zeros, as 007, are not numbers: their zeros mean something.</summary>
    public static bool TryNumber(string text, out double value)
    {
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.Length > 0 && trimmed[0] is '-' or '+' ? trimmed[1..] : trimmed;
        value = double.NaN;
        if (digits.Length == 0 || !(char.IsAsciiDigit(digits[0]) || digits[0] == '.')) return false;
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1])) return false;
        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>true/false, yes/no, t/f or y/n in any case.</summary>
    public static bool TryBoolean(string text, out double value)
    {
        value = text.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "T" or "Y" => 1,
            "FALSE" or "NO" or "F" or "N" => 0,
            _ => double.NaN,
        };
        return !double.IsNaN(value);
    }

    /// <summary>ISO 8601 (with a blank for the T too) or one of <paramref name="formats"/>; milliseconds since 1970-01-01 UTC.</summary>
    public static bool TryTime(string text, IReadOnlyList<string> formats, out double value)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        var found = DateTimeOffset.TryParseExact(text, IsoFormats, CultureInfo.InvariantCulture, Styles, out var time)
            || (formats.Count > 0 && DateTimeOffset.TryParseExact(text, [.. formats], CultureInfo.InvariantCulture, Styles, out time));
        value = found ? time.ToUnixTimeMilliseconds() : double.NaN;
        return found;
    }

    /// <summary>Reads a cell of a known numeric kind; booleans may be written as 0 and 1 too.</summary>
    public static bool TryRead(string text, ColumnKind kind, IReadOnlyList<string> timeFormats, out double value) => kind switch
    {
        ColumnKind.Number => TryNumber(text, out value) || TryBoolean(text, out value),
        ColumnKind.Boolean => TryBoolean(text, out value) || (TryNumber(text, out value) && value is 0 or 1),
        ColumnKind.Time => TryTime(text, timeFormats, out value),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "texts are not read as numbers"),
    };

    /// <summary>The kind that fits every one of the different texts of a column.</summary>
    public static ColumnKind Infer(IReadOnlyCollection<string> distinct, long present, TableOptions options)
    {
        if (distinct.Count == 0 || distinct.All(t => TryNumber(t, out _))) return ColumnKind.Number;
        if (distinct.All(t => TryBoolean(t, out _))) return ColumnKind.Boolean;
        if (distinct.All(t => TryTime(t, options.TimeFormats, out _))) return ColumnKind.Time;
        var isRepeated = distinct.Count <= options.SurelyCategory || distinct.Count * 2L <= present;
        return isRepeated && distinct.All(t => t.Length <= options.LongestCategory) ? ColumnKind.Category : ColumnKind.Text;
    }
}
