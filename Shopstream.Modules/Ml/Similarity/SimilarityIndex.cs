using Shopstream.Modules.Ml.Trees;

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
    private readonly BandBuckets[] _bands;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = new();
    private string?[] _ids = [];
    private ulong[][] _items = [];
    private uint[] _signatures = [];
    private int _used;

    /// <summary>An empty index.</summary>
    /// <param name="hasher">Makes the signatures.</param>
    /// <param name="threshold">Similarity from which sets are wanted, above 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is out of range.</exception>
    public SimilarityIndex(MinHasher hasher, double threshold = 0.5)
    {
        _hasher = hasher;
        Threshold = threshold;
        Banding = LshBanding.ForThreshold(hasher.Hashes, threshold);
        _bands = [.. Enumerable.Range(0, Banding.Bands).Select(b => new BandBuckets(b * Banding.Rows, Banding.Rows))];
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
        var place = Take(id, SortedSet.Of(items));
        _hasher.Sign(_items[place], SignatureOf(place));
        if (_items[place].Length == 0) return;
        foreach (var band in _bands) band.Add(place, SignatureOf(place));
    }

    /// <summary>As <see cref="Insert"/> for each set in order, on several threads; the outcome does not depend on their number.</summary>
    /// <param name="ids">One id a set; of equal ones the last counts.</param>
    /// <param name="sets">Hashes of the items of each set.</param>
    /// <param name="threads">Threads to use; 0, the default, for one a core.</param>
    /// <exception cref="ArgumentException">Numbers of ids and sets differ.</exception>
    public void InsertAll(IReadOnlyList<string> ids, IReadOnlyList<ulong[]> sets, int threads = 0)
    {
        if (ids.Count != sets.Count) throw new ArgumentException($"found {sets.Count} sets for {ids.Count} ids", nameof(sets));
        var sorted = new ulong[sets.Count][];
        threads = ParallelWork.Threads(threads);
        ParallelWork.Ranges(threads, sets.Count, 1_024, (from, to) =>
        {
            for (var i = from; i < to; i++) sorted[i] = SortedSet.Of(sets[i]);
        });
        var signatures = _hasher.SignAll(sorted, threads);
        var last = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (var i = 0; i < ids.Count; i++) last[ids[i]] = i;
        var places = new List<int>(last.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            if (last[ids[i]] != i) continue;
            var place = Take(ids[i], sorted[i]);
            signatures.AsSpan(i * _hasher.Hashes, _hasher.Hashes).CopyTo(SignatureOf(place));
            if (sorted[i].Length > 0) places.Add(place);
        }

        ParallelWork.Run(threads, _bands.Length, b =>
        {
            foreach (var place in places) _bands[b].Add(place, SignatureOf(place));
        });
    }

    /// <summary>Removes a set.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string id)
    {
        if (!_places.Remove(id, out var place)) return false;
        if (_items[place].Length > 0)
            foreach (var band in _bands) band.Remove(place, SignatureOf(place));
        (_ids[place], _items[place]) = (null, []);
        _free.Push(place);
        return true;
    }

    /// <summary>Sets similar to the one of that id, itself left out, most similar first, then by id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="top">At most so many.</param>
    /// <param name="candidates">
    /// At most so many sets are compared: when more share a bucket, those inserted last in the first bands. Bounds the cost where
    /// thousands of users did the same few things.
    /// </param>
    /// <returns>Nothing when there is no such id.</returns>
    public IReadOnlyList<SimilarSet> Similar(string id, int top = int.MaxValue, int candidates = int.MaxValue) =>
        _places.TryGetValue(id, out var place) ? Find(_items[place], SignatureOf(place), place, top, candidates) : [];

    /// <summary>Sets similar to this one, most similar first, then by id.</summary>
    public IReadOnlyList<SimilarSet> Similar(ReadOnlySpan<ulong> items, int top = int.MaxValue, int candidates = int.MaxValue)
    {
        var own = SortedSet.Of(items);
        var signature = new uint[_hasher.Hashes];
        _hasher.Sign(own, signature);
        return Find(own, signature, None, top, candidates);
    }

    private List<SimilarSet> Find(ulong[] items, ReadOnlySpan<uint> signature, int self, int top, int most)
    {
        var found = new List<SimilarSet>();
        if (items.Length == 0) return found;
        var candidates = new HashSet<int>();
        foreach (var band in _bands)
        {
            for (var place = band.First(signature); place != None && candidates.Count < most; place = band.After(place))
            {
                if (place == self || !candidates.Add(place)) continue;
                var jaccard = SortedSet.Jaccard(items, _items[place]);
                if (jaccard >= Threshold) found.Add(new(_ids[place]!, jaccard, MinHasher.Estimate(signature, SignatureOf(place))));
            }
        }

        found.Sort(static (a, b) => a.Jaccard != b.Jaccard ? b.Jaccard.CompareTo(a.Jaccard) : string.CompareOrdinal(a.Id, b.Id));
        if (found.Count > top) found.RemoveRange(top, found.Count - top);
        return found;
    }

    /// <summary>A place for the set, in no bucket yet.</summary>
    private int Take(string id, ulong[] items)
    {
        Remove(id);
        var place = _free.TryPop(out var free) ? free : _used++;
        if (place == _ids.Length) Grow();
        (_ids[place], _items[place], _places[id]) = (id, items, place);
        return place;
    }

    private Span<uint> SignatureOf(int place) => _signatures.AsSpan(place * _hasher.Hashes, _hasher.Hashes);

    private void Grow()
    {
        var size = Math.Max(16, _ids.Length * 2);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _items, size);
        Array.Resize(ref _signatures, checked(size * _hasher.Hashes));
        foreach (var band in _bands) band.Grow(size);
    }
}
