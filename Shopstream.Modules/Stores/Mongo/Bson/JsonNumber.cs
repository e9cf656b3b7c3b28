using System.Buffers.Text;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// A JSON number as the BSON type that holds its exact value: an integer of 32 or 64 bits, else a double where the shortest
/// decimal of that double is the number, else a decimal of 34 digits.
/// </summary>
internal static class JsonNumber
{
    // Every decimal of so many digits survives the way to a double and back, within these powers of ten (IEEE 754).
    private const int SafeDigits = 15;
    private const int SafeExponent = 290;

    /// <summary>Writes the value of an element.</summary>
    /// <returns>Whether there is such a type.</returns>
    public static bool TryWrite(BsonWriter to, int element, ReadOnlySpan<byte> literal)
    {
        // An integer has no negative zero.
        if (Utf8Parser.TryParse(literal, out long integer, out var used) && used == literal.Length && (integer != 0 || literal[0] != '-'))
        {
            to.Integer(element, integer);
            return true;
        }

        if (!Utf8Parser.TryParse(literal, out double value, out used) || used != literal.Length) return false;
        if (IsSafe(literal))
        {
            to.SetType(element, BsonType.Double);
            to.Int64Value(BitConverter.DoubleToInt64Bits(value));
            return true;
        }

        if (JsonDecimal.Parse(literal) is not { } exact) return false;
        if (double.IsFinite(value) && JsonDecimal.Parse(value) == exact)
        {
            to.SetType(element, BsonType.Double);
            to.Int64Value(BitConverter.DoubleToInt64Bits(value));
            return true;
        }

        if (!Decimal128.TryWrite(exact, to.Room(Decimal128.Size))) return false;
        to.SetType(element, BsonType.Decimal128);
        to.Advance(Decimal128.Size);
        return true;
    }

    private static bool IsSafe(ReadOnlySpan<byte> literal)
    {
        if (literal.Length > SafeExponent) return false;
        var digits = 0;
        foreach (var c in literal)
        {
            if (c is (byte)'e' or (byte)'E') return false;
            if (c is >= (byte)'1' and <= (byte)'9' || (c == (byte)'0' && digits > 0)) digits++;
        }

        return digits <= SafeDigits;
    }
}
