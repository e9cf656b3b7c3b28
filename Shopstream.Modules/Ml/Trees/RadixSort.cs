namespace Shopstream.Modules.Ml.Trees;

/// <summary>Sorts floats as unsigned keys whose order is that of the values, eleven bits a pass.</summary>
internal static class RadixSort
{
    private const int Digit = 11;
    private const int Buckets = 1 << Digit;

    /// <summary>The key of a value; keys order as values do. Both zeros have one key.</summary>
    public static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    /// <summary>The value of a key.</summary>
    public static float Value(uint key) => BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key & 0x7FFF_FFFF : ~key);

    /// <summary>Sorts the keys; <paramref name="scratch"/> is at least as long. Returns whichever of both spans holds the result.</summary>
    public static Span<uint> Sort(Span<uint> keys, Span<uint> scratch)
    {
        Span<int> counts = stackalloc int[3 * Buckets];
        counts.Clear();
        foreach (var key in keys)
        {
            counts[(int)(key & (Buckets - 1))]++;
            counts[Buckets + (int)((key >> Digit) & (Buckets - 1))]++;
            counts[2 * Buckets + (int)(key >> (2 * Digit))]++;
        }

        var from = keys;
        var to = scratch[..keys.Length];
        for (var pass = 0; pass < 3; pass++)
        {
            var starts = counts.Slice(pass * Buckets, Buckets);
            var shift = pass * Digit;
            if (keys.IsEmpty || starts[(int)((from[0] >> shift) & (Buckets - 1))] == keys.Length) continue;
            var sum = 0;
            for (var b = 0; b < Buckets; b++) (starts[b], sum) = (sum, sum + starts[b]);
            foreach (var key in from) to[starts[(int)((key >> shift) & (Buckets - 1))]++] = key;
            var swap = from;
            from = to;
            to = swap;
        }

        return from;
    }
}
