using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// A 128-bit hash that is the same in every process and on every run, so that it may be stored: one hash of an item
/// feeds all sketches. Two items collide in both words with probability about 2^-128; the hash is not keyed, so it is no
/// defence against someone who searches for collisions.
/// Source: the multiply-mix of W. Yi's wyhash, final version 3, in its protected form (both factors are folded back into
/// the product, so that a factor of zero erases nothing). Two lanes with different constants absorb 16 bytes a step:
/// <c>low' = mix(a ^ K2, b ^ low)</c>, <c>high' = mix(a ^ high, b ^ K3)</c>; at the end each word mixes both lanes with the
/// length. Constants are the fractional parts of square roots of primes (FIPS 180-4, 5.3.5).
/// </summary>
/// <param name="Low">First word; Bloom filters take the block from it, HyperLogLog everything.</param>
/// <param name="High">Second word.</param>
public readonly record struct ItemHash(ulong Low, ulong High)
{
    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public const int Size = 16;

    private const ulong K0 = 0x6a09e667f3bcc908;
    private const ulong K1 = 0xbb67ae8584caa73b;
    private const ulong K2 = 0x3c6ef372fe94f82b;
    private const ulong K3 = 0xa54ff53a5f1d36f1;
    private const ulong K4 = 0x510e527fade682d1;
    private const ulong K5 = 0x9b05688c2b3e6c1f;

    /// <summary>Hash of a text's UTF-16 code units; differs from the hash of the same text in UTF-8.</summary>
    public static ItemHash Of(ReadOnlySpan<char> text) => OfBytes(MemoryMarshal.AsBytes(text));

    /// <summary>Hash of a number.</summary>
    public static ItemHash Of(ulong number) => Finish(Mix(number ^ K2, K0), Mix(number ^ K1, K3), sizeof(ulong));

    /// <summary>Hash of bytes.</summary>
    public static ItemHash OfBytes(ReadOnlySpan<byte> data)
    {
        var length = data.Length;
        ulong low = K0, high = K1, a, b;
        if (length > 16)
        {
            // The last 16 bytes are always the final step; where the length is no multiple of 16 it overlaps the one before.
            for (var rest = data; rest.Length > 16; rest = rest[16..])
            {
                (a, b) = (Word(rest), Word(rest[8..]));
                (low, high) = (Mix(a ^ K2, b ^ low), Mix(a ^ high, b ^ K3));
            }

            (a, b) = (Word(data[^16..]), Word(data[^8..]));
        }
        else if (length >= 8)
        {
            (a, b) = (Word(data), Word(data[^8..]));
        }
        else if (length >= 4)
        {
            (a, b) = (BinaryPrimitives.ReadUInt32LittleEndian(data), BinaryPrimitives.ReadUInt32LittleEndian(data[^4..]));
        }
        else
        {
            a = length == 0 ? 0 : data[0] | ((ulong)data[length >> 1] << 8) | ((ulong)data[^1] << 16);
            b = 0;
        }

        return Finish(Mix(a ^ K2, b ^ low), Mix(a ^ high, b ^ K3), (ulong)length);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public static ItemHash Read(ReadOnlySpan<byte> source) => new(Word(source), Word(source[8..]));

    /// <summary>Writes 16 bytes, little-endian, the low word first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes of room.</exception>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], High);
    }

    /// <summary>Spreads a word over another one, for more bits than one hash has.</summary>
    internal static ulong Remix(ulong word) => Mix(word ^ K4, K3);

    private static ItemHash Finish(ulong low, ulong high, ulong length) =>
        new(Mix(low ^ K4, high ^ length), Mix(low ^ length, high ^ K5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return x ^ y ^ high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt64LittleEndian(data);
}
