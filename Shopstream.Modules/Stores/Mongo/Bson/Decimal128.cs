using System.Buffers.Binary;
using System.Globalization;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Decimal floating point of 128 bits, as BSON holds it: IEEE 754-2008 decimal128 in the encoding with a binary integer. Up to
/// 34 digits, exponents -6176 to 6111.
/// </summary>
internal static class Decimal128
{
    /// <summary>Bytes of a value.</summary>
    public const int Size = 16;

    private const int MaxDigits = 34;
    private const int Bias = 6176;
    private const int MaxExponent = 6111;
    private const int ExponentShift = 49;
    private const int ExponentMask = 0x3FFF;

    // Above the sign, these bits say that it is no number, or that the coefficient is in the form that is always out of range.
    private const int OtherForms = 0b11 << 12;
    private const int NoNumber = 0b1111 << 10;

    /// <summary>Writes a number.</summary>
    /// <returns>Whether it fits exactly.</returns>
    public static bool TryWrite(JsonDecimal number, Span<byte> to)
    {
        if (number.Digits.Length > MaxDigits || number.Exponent is < -Bias or > MaxExponent) return false;
        var coefficient = number.Digits.Length == 0 ? 0 : UInt128.Parse(number.Digits, NumberStyles.None, CultureInfo.InvariantCulture);
        coefficient |= (UInt128)(ulong)(number.Exponent + Bias) << (64 + ExponentShift);
        if (number.IsNegative) coefficient |= UInt128.One << 127;
        BinaryPrimitives.WriteUInt128LittleEndian(to, coefficient);
        return true;
    }

    /// <summary>Reads a number; null for what JSON has no number for.</summary>
    public static JsonDecimal? Read(ReadOnlySpan<byte> from)
    {
        var bits = BinaryPrimitives.ReadUInt128LittleEndian(from);
        var isNegative = bits >> 127 != 0;
        var combination = (int)(ulong)(bits >> (64 + ExponentShift)) & ExponentMask;
        if ((combination & NoNumber) == NoNumber) return null;
        if ((combination & OtherForms) == OtherForms) return new JsonDecimal(isNegative, "", 0);
        var digits = (bits & ((UInt128.One << (64 + ExponentShift)) - 1)).ToString(CultureInfo.InvariantCulture);
        var trimmed = digits.TrimEnd('0');
        return new JsonDecimal(isNegative, trimmed, trimmed.Length == 0 ? 0 : combination - Bias + digits.Length - trimmed.Length);
    }
}
