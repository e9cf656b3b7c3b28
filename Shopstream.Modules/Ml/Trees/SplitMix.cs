namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): a small random stream that can be started anywhere, so that each tree, level and node
/// draws from its own stream whatever the order of work.
/// </summary>
internal struct SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>The stream of a seed and up to two numbers that name a place in the work.</summary>
    public static SplitMix For(int seed, long first, long second = 0) =>
        new(Mix(Mix(Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ (ulong)first) ^ (ulong)second));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; its bias is below bound / 2^64.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number at least 0 and below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
