namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// How many blocks and probes a blocked Bloom filter needs. A plain filter needs m = -n ln p / (ln 2)^2 bits and
/// k = (m / n) ln 2 probes; one whose probes stay within a block needs somewhat more, since some blocks get more items
/// than others. Source: F. Putze, P. Sanders, J. Singler, Cache-, Hash- and Space-Efficient Bloom Filters, 2009, on blocked
/// filters: the error of a block, averaged over the Poisson distributed number of its items.
/// </summary>
/// <param name="Blocks">Number of blocks, at least 1.</param>
/// <param name="Probes">Bits set per item.</param>
internal readonly record struct BloomSizing(int Blocks, int Probes)
{
    /// <summary>Bits of a block: one cache line.</summary>
    public const int BlockBits = 512;

    /// <summary>The smallest filter that keeps <paramref name="error"/> at <paramref name="capacity"/> items.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 2^28 blocks (16 GiB) would be needed.</exception>
    public static BloomSizing For(long capacity, double error)
    {
        var ideal = (int)Math.Round(-Math.Log2(error));
        var (bestLoad, bestProbes) = (0.0, 1);
        for (var probes = Math.Max(1, ideal - 4); probes <= ideal + 1; probes++)
        {
            var load = LargestLoad(error, probes);
            if (load > bestLoad) (bestLoad, bestProbes) = (load, probes);
        }

        var blocks = Math.Ceiling(capacity / bestLoad);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, 1 << 28, nameof(capacity));
        return new((int)blocks, bestProbes);
    }

    /// <summary>Expected share of false positives with <paramref name="load"/> items a block on average.</summary>
    internal static double ErrorAt(double load, int probes)
    {
        var (sum, weight) = (0.0, Math.Exp(-load));
        var last = load + (12 * Math.Sqrt(load)) + 12;
        for (var items = 1; items <= last; items++)
        {
            weight *= load / items;
            sum += weight * BlockError(items * probes, probes);
        }

        return sum;
    }

    private static double LargestLoad(double error, int probes)
    {
        var (low, high) = (0.0, (double)BlockBits);
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            if (ErrorAt(middle, probes) <= error) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>E[(X / B)^k] to second order, X being the number of occupied bits after so many throws into B bits.</summary>
    private static double BlockError(int throws, int probes)
    {
        const double Bits = BlockBits;
        var empty = Math.Pow(1 - (1 / Bits), throws);
        var bothEmpty = Math.Pow(1 - (2 / Bits), throws);
        var fill = 1 - empty;
        var variance = ((1 - (1 / Bits)) * bothEmpty) + (empty / Bits) - (empty * empty);
        return Math.Pow(fill, probes) * (1 + (probes * (probes - 1) / 2.0 * variance / (fill * fill)));
    }
}
