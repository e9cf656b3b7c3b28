using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>
/// The buckets of one band: places whose signatures agree in all its rows. Each bucket is a doubly linked chain, newest first, so
/// that adding and removing cost the same however full it is. Not thread-safe for writing.
/// </summary>
internal sealed class BandBuckets(int from, int rows)
{
    private const int None = -1;
    private readonly Dictionary<uint, int> _heads = [];
    private int[] _after = [];
    private int[] _before = [];

    /// <summary>Makes room for places below <paramref name="size"/>.</summary>
    public void Grow(int size)
    {
        Array.Resize(ref _after, size);
        Array.Resize(ref _before, size);
    }

    /// <summary>First place of the signature's bucket; -1 when it is empty.</summary>
    public int First(ReadOnlySpan<uint> signature) => _heads.TryGetValue(KeyOf(signature), out var head) ? head : None;

    /// <summary>Place after this one in its bucket; -1 at the end.</summary>
    public int After(int place) => _after[place];

    /// <summary>Puts a place, which is in no bucket, into the signature's.</summary>
    public void Add(int place, ReadOnlySpan<uint> signature)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, KeyOf(signature), out var exists);
        (_before[place], _after[place]) = (None, exists ? head : None);
        if (exists) _before[head] = place;
        head = place;
    }

    /// <summary>Takes a place out of the signature's bucket, in which it is.</summary>
    public void Remove(int place, ReadOnlySpan<uint> signature)
    {
        var (before, after) = (_before[place], _after[place]);
        if (after != None) _before[after] = before;
        if (before != None) _after[before] = after;
        else if (after != None) _heads[KeyOf(signature)] = after;
        else _heads.Remove(KeyOf(signature));
    }

    // A wrong candidate by a collision of keys costs one comparison, so 32 bits are enough.
    private uint KeyOf(ReadOnlySpan<uint> signature)
    {
        var key = 0UL;
        foreach (var value in signature.Slice(from, rows)) key = BitOperations.RotateLeft((key ^ value) * 0x9E37_79B9_7F4A_7C15, 29);
        return (uint)(key >> 32) ^ (uint)key;
    }
}
