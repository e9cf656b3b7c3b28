using System.Numerics;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>A set found for a query.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Jaccard">Exact similarity: common items over all items of both.</param>
/// <param name="Estimate">What the signatures say.</param>
public readonly record struct SimilarSet(string Id, double Jaccard, double Estimate);

/// <summary>
/// Sets that can be asked for those similar to a given one: candidates come from locality-sensitive hashing of MinHash signatures,
/// then their exact similarity decides. Sets can be added, replaced and removed at any time. Not thread-safe for writing; many may
/// read at once.
/// </summary>
public sealed class SimilarityIndex
{
    private const int None = -1;
    private readonly MinHasher _hasher;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, int>[] _heads;
    private readonly Stack<int> _free = new();
    private string?[] _ids = [];
    private ulong[][] _items = [];
    private uint[] _signatures = [];

    // Each bucket is a chain through the places: _next[place × bands + band].
    private int[] _next = [];
    private int _used;

    /// <summary>An empty index.</summary>
    /// <param name="hasher">Makes the signatures.</param>
    /// <param name="threshold">Similarity from which sets are wanted, above 0 to 1.</param>
    public SimilarityIndex(MinHasher hasher, double threshold = 0.5)
    {
        _hasher = hasher;
        Threshold = threshold;
        Banding = LshBanding.ForThreshold(hasher.Hashes, threshold);
        _heads = new Dictionary<uint, int>[Banding.Bands];
        for (var b = 0; b < _heads.Length; b++) _heads[b] = [];
    }

    /// <summary>Similarity from which sets are found.</summary>
    public double Threshold { get; }

    /// <summary>How signatures are cut.</summary>
    public LshBanding Banding { get; }

    /// <summary>Number of sets.</summary>
    public int Count => _places.Count;

    /// <summary>Adds a set, or replaces the one of that id. An empty set is similar to nothing.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="items">Hashes of its items, as <see cref="MinHasher.ItemOf"/> gives them; repeats do not matter.</param>
    public void Insert(string id, ReadOnlySpan<ulong> items)
    {
        Remove(id);
        var place = _free.TryPop(out var free) ? free : _used++;
        if (place == _ids.Length) Grow();
        var own = items.ToArray();
        Array.Sort(own);
        own = Distinct(own);
        (_ids[place], _items[place], _places[id]) = (id, own, place);
        var signature = SignatureOf(place);
        _hasher.Sign(own, signature);
        if (own.Length == 0) return;
        for (var b = 0; b < Banding.Bands; b++)
        {
            ref var head = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_heads[b], KeyOf(signature, b), out var exists);
            _next[(place * Banding.Bands) + b] = exists ? head : None;
            head = place;
        }
    }

    /// <summary>Removes a set.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string id)
    {
        if (!_places.Remove(id, out var place)) return false;
        if (_items[place].Length > 0)
        {
            var signature = SignatureOf(place);
            for (var b = 0; b < Banding.Bands; b++) Unlink(b, KeyOf(signature, b), place);
        }

        (_ids[place], _items[place]) = (null, []);
        _free.Push(place);
        return true;
    }

    /// <summary>Sets similar to the one of that id, itself left out, most similar first, then by id.</summary>
    /// <returns>Nothing when there is no such id.</returns>
    public IReadOnlyList<SimilarSet> Similar(string id, int top = int.MaxValue) =>
        _places.TryGetValue(id, out var place) ? Find(_items[place], SignatureOf(place), place, top) : [];

    /// <summary>Sets similar to this one, most similar first, then by id.</summary>
    public IReadOnlyList<SimilarSet> Similar(ReadOnlySpan<ulong> items, int top = int.MaxValue)
    {
        var own = items.ToArray();
        Array.Sort(own);
        own = Distinct(own);
        var signature = new uint[_hasher.Hashes];
        _hasher.Sign(own, signature);
        return own.Length == 0 ? [] : Find(own, signature, None, top);
    }

    /// <summary>Exact Jaccard similarity of two sorted sets without repeats.</summary>
    public static double Jaccard(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        var common = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            if (one[i] == other[j]) (common, i, j) = (common + 1, i + 1, j + 1);
            else if (one[i] < other[j]) i++;
            else j++;
        }

        var all = one.Length + other.Length - common;
        return all == 0 ? 0 : (double)common / all;
    }

    private List<SimilarSet> Find(ulong[] items, ReadOnlySpan<uint> signature, int self, int top)
    {
        var candidates = new HashSet<int>();
        for (var b = 0; b < Banding.Bands && items.Length > 0; b++)
        {
            for (var place = _heads[b].GetValueOrDefault(KeyOf(signature, b), None); place != None; place = _next[(place * Banding.Bands) + b])
                if (place != self) candidates.Add(place);
        }

        var found = new List<SimilarSet>();
        foreach (var place in candidates)
        {
            var jaccard = Jaccard(items, _items[place]);
            if (jaccard >= Threshold) found.Add(new(_ids[place]!, jaccard, MinHasher.Estimate(signature, SignatureOf(place))));
        }

        found.Sort(static (a, b) => a.Jaccard != b.Jaccard ? b.Jaccard.CompareTo(a.Jaccard) : string.CompareOrdinal(a.Id, b.Id));
        if (found.Count > top) found.RemoveRange(top, found.Count - top);
        return found;
    }

    private void Unlink(int band, uint key, int place)
    {
        var after = _next[(place * Banding.Bands) + band];
        var at = _heads[band][key];
        if (at == place)
        {
            if (after == None) _heads[band].Remove(key);
            else _heads[band][key] = after;
            return;
        }

        while (_next[(at * Banding.Bands) + band] != place) at = _next[(at * Banding.Bands) + band];
        _next[(at * Banding.Bands) + band] = after;
    }

    // A wrong candidate by a collision of keys costs one comparison, so 32 bits are enough.
    private uint KeyOf(ReadOnlySpan<uint> signature, int band)
    {
        var key = 0UL;
        foreach (var value in signature.Slice(band * Banding.Rows, Banding.Rows)) key = BitOperations.RotateLeft((key ^ value) * 0x9E37_79B9_7F4A_7C15, 29);
        return (uint)(key >> 32) ^ (uint)key;
    }

    private Span<uint> SignatureOf(int place) => _signatures.AsSpan(place * _hasher.Hashes, _hasher.Hashes);

    private void Grow()
    {
        var size = Math.Max(16, _ids.Length * 2);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _items, size);
        Array.Resize(ref _signatures, checked(size * _hasher.Hashes));
        Array.Resize(ref _next, checked(size * Banding.Bands));
    }

    private static ulong[] Distinct(ulong[] sorted)
    {
        var count = 0;
        foreach (var item in sorted)
            if (count == 0 || sorted[count - 1] != item) sorted[count++] = item;
        return count == sorted.Length ? sorted : sorted[..count];
    }
}
