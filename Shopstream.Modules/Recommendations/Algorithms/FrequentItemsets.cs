using System.Numerics;
using System.Runtime.InteropServices;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Items that are often in one basket.</summary>
/// <param name="Items">Ascending.</param>
/// <param name="Baskets">Baskets with all of them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrequentItemset(int[] Items, int Baskets);

/// <summary>
/// All sets of items that enough baskets contain, depth first with the sets of baskets as bits (Zaki, "Scalable Algorithms for
/// Association Mining", TKDE 2000: Eclat). Exact.
/// </summary>
public static class FrequentItemsets
{
    private const int BitsOfAWord = 64;

    /// <summary>Finds the sets.</summary>
    /// <param name="baskets">Baskets × items; values do not matter.</param>
    /// <param name="least">Baskets that must contain a set, at least 1.</param>
    /// <param name="largest">Items of the largest sets, at least 1.</param>
    /// <param name="most">Sets that may be found.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="ArgumentException">There are more than <paramref name="most"/> sets.</exception>
    public static IReadOnlyList<FrequentItemset> Find(InteractionMatrix baskets, int least, int largest, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);
        var (byItem, words, found) = (baskets.Transpose, (baskets.Users + BitsOfAWord - 1) / BitsOfAWord, new List<FrequentItemset>());
        var singles = new List<(int Item, ulong[] Bits, int Count)>();
        for (var item = 0; item < baskets.Items; item++)
        {
            var having = byItem.ItemsOf(item);
            if (having.Length < least) continue;
            var bits = new ulong[words];
            foreach (var basket in having) bits[basket / BitsOfAWord] |= 1UL << (basket % BitsOfAWord);
            singles.Add((item, bits, having.Length));
        }

        Extend([], singles);
        return found;

        void Extend(int[] prefix, List<(int Item, ulong[] Bits, int Count)> candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var c = 0; c < candidates.Count; c++)
            {
                var (item, bits, count) = candidates[c];
                int[] set = [.. prefix, item];
                if (found.Count == most) throw new ArgumentException($"found more than {most} sets of items in at least {least} baskets, expected fewer: raise the support", nameof(least));
                found.Add(new(set, count));
                if (set.Length == largest) continue;
                var next = new List<(int Item, ulong[] Bits, int Count)>();
                foreach (var other in CollectionsMarshal.AsSpan(candidates)[(c + 1)..])
                {
                    var (both, shared) = (new ulong[words], 0);
                    for (var w = 0; w < words; w++)
                    {
                        both[w] = bits[w] & other.Bits[w];
                        shared += BitOperations.PopCount(both[w]);
                    }

                    if (shared >= least) next.Add((other.Item, both, shared));
                }

                Extend(set, next);
            }
        }
    }
}
