using System.Numerics;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// The generator xoshiro256** of Blackman and Vigna ("Scrambled Linear Pseudorandom Number Generators", ACM Transactions
/// on Mathematical Software 47(4), 2021), seeded through SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators", OOPSLA 2014). The sequence is part of the simulator's contract, which <see cref="Random"/> would
/// leave to the runtime. Not thread-safe; no use for secrets.
/// </summary>
internal sealed class Xoshiro256
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Stream number <paramref name="stream"/> of <paramref name="seed"/>; different pairs give unrelated sequences.</summary>
    public Xoshiro256(long seed, long stream)
    {
        var state = unchecked((ulong)seed);
        state = SplitMix(ref state) ^ unchecked((ulong)stream * 0xD1342543DE82EF95);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Continues from a known state, of which one word at least is not 0.</summary>
    internal Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="count"/>); the bias of the multiply-and-shift is below count / 2^64.</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with probability <paramref name="share"/>.</summary>
    public bool Chance(double share) => NextDouble() < share;

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>
    /// About standard normal: the sum of four 16-bit uniforms (Irwin–Hall), scaled to variance 1. It never exceeds ±3.47, and
    /// uses no logarithm whose last digit could depend on the platform.
    /// </summary>
    public double NextNormal()
    {
        var bits = NextBits();
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return ((sum / 65_536.0) - 2 + (2 / 65_536.0)) * 1.7320508075688772;
    }

    /// <summary>Index drawn with probability proportional to <paramref name="weights"/>, of which one at least is positive.</summary>
    public int PickIndex(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var rest = NextDouble() * total;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0) continue;
            last = i;
            rest -= weights[i];
            if (rest < 0) return i;
        }

        return last;
    }

    /// <summary>An item of <paramref name="items"/>, all equally likely.</summary>
    public T Pick<T>(T[] items) => items[Below(items.Length)];

    /// <summary>A UUID of version 4 (RFC 9562, section 5.4) made of this generator's bits.</summary>
    public Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextBits());
        BitConverter.TryWriteBytes(bytes[8..], NextBits());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
