using System.Numerics;
using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>
/// MinHash signatures of sets (Broder, <i>On the resemblance and containment of documents</i>, 1997): position i holds the smallest
/// value of hash function i over the set's items, so that two signatures agree in a position with the probability of the sets'
/// Jaccard similarity. Immutable and thread-safe.
/// </summary>
public sealed class MinHasher
{
    // Odd multipliers of a 32-bit mixer in the manner of MurmurHash3's finalizer.
    private const uint FirstMultiplier = 0x85EB_CA6B;
    private const uint SecondMultiplier = 0xC2B2_AE35;
    private const int SetsOfAPiece = 512;
    private readonly uint[] _seeds;

    /// <summary>Hash functions that follow from the seed.</summary>
    /// <param name="hashes">Length of a signature, 1 to 4,096. Default 128: a standard error of at most 0.044 of an estimate.</param>
    /// <param name="seed">Two hashers give comparable signatures when length and seed are the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public MinHasher(int hashes = 128, ulong seed = 1)
    {
        if (hashes is < 1 or > 4_096) throw new ArgumentOutOfRangeException(nameof(hashes), hashes, "expected 1 to 4,096 hashes");
        Hashes = hashes;
        Seed = seed;

        // Whole vectors only: what lies beyond the length is computed and dropped.
        _seeds = new uint[(hashes + Vector<uint>.Count - 1) / Vector<uint>.Count * Vector<uint>.Count];
        for (var i = 0; i < _seeds.Length; i++) _seeds[i] = (uint)(Mix(seed + (((ulong)i + 1) * 0x9E37_79B9_7F4A_7C15)) >> 32);
    }

    /// <summary>Length of a signature.</summary>
    public int Hashes { get; }

    /// <summary>What the hash functions follow from.</summary>
    public ulong Seed { get; }

    /// <summary>The 64-bit hash of an item, as <see cref="Sign"/> expects it: FNV-1a over UTF-16, mixed.</summary>
    public static ulong ItemOf(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF2_9CE4_8422_2325UL;
        foreach (var character in text) hash = (hash ^ character) * 0x100_0000_01B3;
        return Mix(hash);
    }

    /// <summary>Writes the signature of a set. The empty set has <see cref="uint.MaxValue"/> everywhere.</summary>
    /// <param name="items">Well-mixed hashes of the items, such as of <see cref="ItemOf"/>; repeats do not matter.</param>
    /// <param name="signature"><see cref="Hashes"/> long.</param>
    /// <exception cref="ArgumentException">The signature has another length.</exception>
    public void Sign(ReadOnlySpan<ulong> items, Span<uint> signature)
    {
        if (signature.Length != Hashes) throw new ArgumentException($"found a signature of {signature.Length}, expected {Hashes}", nameof(signature));
        var seeds = MemoryMarshal.Cast<uint, Vector<uint>>(_seeds);
        Span<uint> whole = stackalloc uint[_seeds.Length == Hashes ? 0 : _seeds.Length];
        var target = MemoryMarshal.Cast<uint, Vector<uint>>(whole.IsEmpty ? signature : whole);

        // A few vectors of functions over all items, so that the minima stay in registers and an item is loaded once for all of them.
        var v = 0;
        for (; v + 4 <= seeds.Length; v += 4) SignFour(items, seeds.Slice(v, 4), target.Slice(v, 4));
        for (; v < seeds.Length; v++)
        {
            var least = Vector<uint>.AllBitsSet;
            foreach (var item in items) least = Vector.Min(least, Mixed(new((uint)(item >> 32) ^ (uint)item), seeds[v]));
            target[v] = least;
        }

        if (!whole.IsEmpty) whole[..Hashes].CopyTo(signature);
    }

    /// <summary>Signatures of many sets, one after the other: the same as of <see cref="Sign"/>, whatever the number of threads.</summary>
    /// <param name="sets">Sets as <see cref="Sign"/> takes them.</param>
    /// <param name="threads">Threads to use; 0, the default, for one a core.</param>
    /// <returns><c>uint[sets × Hashes]</c>.</returns>
    public uint[] SignAll(IReadOnlyList<ulong[]> sets, int threads = 0)
    {
        var signatures = GC.AllocateUninitializedArray<uint>(checked(sets.Count * Hashes));
        ParallelWork.Ranges(ParallelWork.Threads(threads), sets.Count, SetsOfAPiece, (from, to) =>
        {
            for (var i = from; i < to; i++) Sign(sets[i], signatures.AsSpan(i * Hashes, Hashes));
        });
        return signatures;
    }

    /// <summary>Share of positions that agree: an unbiased estimate of the Jaccard similarity.</summary>
    public static double Estimate(ReadOnlySpan<uint> one, ReadOnlySpan<uint> other)
    {
        if (one.Length != other.Length) throw new ArgumentException($"found signatures of {one.Length} and {other.Length}, expected equal lengths", nameof(other));
        var same = 0;
        for (var i = 0; i < one.Length; i++)
            if (one[i] == other[i]) same++;
        return one.Length == 0 ? 0 : (double)same / one.Length;
    }

    private static void SignFour(ReadOnlySpan<ulong> items, ReadOnlySpan<Vector<uint>> seeds, Span<Vector<uint>> target)
    {
        var (one, two, three, four) = (Vector<uint>.AllBitsSet, Vector<uint>.AllBitsSet, Vector<uint>.AllBitsSet, Vector<uint>.AllBitsSet);
        var (seedOne, seedTwo, seedThree, seedFour) = (seeds[0], seeds[1], seeds[2], seeds[3]);
        foreach (var item in items)
        {
            var value = new Vector<uint>((uint)(item >> 32) ^ (uint)item);
            one = Vector.Min(one, Mixed(value, seedOne));
            two = Vector.Min(two, Mixed(value, seedTwo));
            three = Vector.Min(three, Mixed(value, seedThree));
            four = Vector.Min(four, Mixed(value, seedFour));
        }

        (target[0], target[1], target[2], target[3]) = (one, two, three, four);
    }

    private static Vector<uint> Mixed(Vector<uint> item, Vector<uint> seed)
    {
        var mixed = (item ^ seed) * FirstMultiplier;
        return (mixed ^ (mixed >>> 15)) * SecondMultiplier;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }
}
