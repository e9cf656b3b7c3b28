namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Unsigned numbers in seven bits a byte, lowest first; the top bit says that more follow (LEB128).</summary>
internal static class Varint
{
    /// <summary>Longest form of a 64-bit number.</summary>
    public const int MaxSize = 10;

    /// <summary>Writes a number and returns the bytes it took.</summary>
    /// <exception cref="IndexOutOfRangeException">The destination is too short.</exception>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = 0;
        for (; value > 127; value >>= 7) destination[length++] = (byte)(value | 128);
        destination[length] = (byte)value;
        return length + 1;
    }

    /// <summary>Reads a number and moves <paramref name="source"/> behind it.</summary>
    /// <exception cref="InvalidDataException">The bytes end within the number, or it is longer than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        var value = 0UL;
        for (var i = 0; i < source.Length && i < MaxSize; i++)
        {
            value |= (ulong)(source[i] & 127) << (7 * i);
            if (source[i] > 127) continue;
            source = source[(i + 1)..];
            return value;
        }

        throw new InvalidDataException($"Expected a number of at most {MaxSize} bytes, found {source.Length} bytes without its end.");
    }
}
