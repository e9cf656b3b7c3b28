using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>The exact value of a JSON number: ± digits × 10^exponent.</summary>
/// <param name="IsNegative">Whether it has a minus sign; a zero may have one.</param>
/// <param name="Digits">Decimal digits without zeros at either end; empty for zero.</param>
/// <param name="Exponent">Power of ten; 0 for zero.</param>
internal readonly record struct JsonDecimal(bool IsNegative, string Digits, int Exponent)
{
    // An exponent of more digits is beyond every type; the bound keeps sums of exponents within an int.
    private const int MaxExponentDigits = 9;

    /// <summary>Reads a number in JSON's form.</summary>
    /// <returns>Null when its exponent is longer than nine digits.</returns>
    public static JsonDecimal? Parse(ReadOnlySpan<byte> literal)
    {
        var isNegative = literal[0] == '-';
        if (isNegative) literal = literal[1..];
        var exponent = 0;
        var e = literal.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            var text = literal[(e + 1)..];
            var sign = text[0] == '-' ? -1 : 1;
            text = text.TrimStart("+-0"u8);
            if (text.Length > MaxExponentDigits) return null;
            if (!text.IsEmpty && Utf8Parser.TryParse(text, out int value, out _)) exponent = sign * value;
            literal = literal[..e];
        }

        var point = literal.IndexOf((byte)'.');
        var digits = Encoding.ASCII.GetString(literal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        var trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        trimmed = trimmed.TrimStart('0');
        return new JsonDecimal(isNegative, trimmed, trimmed.Length == 0 ? 0 : exponent);
    }

    /// <summary>The decimal that is written for a floating-point number: the shortest that rounds to it.</summary>
    public static JsonDecimal? Parse(double value) => Parse(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>As a JSON number: in plain digits where that is not much longer, else with an exponent.</summary>
    public override string ToString()
    {
        const int MaxZeros = 20;
        var sign = IsNegative ? "-" : "";
        if (Digits.Length == 0) return sign + "0";
        if (Exponent >= 0) return Exponent <= MaxZeros ? $"{sign}{Digits}{new string('0', Exponent)}" : $"{sign}{Digits}E+{Exponent}";
        var whole = Digits.Length + Exponent;
        return whole switch
        {
            > 0 => $"{sign}{Digits[..whole]}.{Digits[whole..]}",
            >= -MaxZeros => $"{sign}0.{new string('0', -whole)}{Digits}",
            _ => $"{sign}{Digits}E{Exponent}",
        };
    }
}
