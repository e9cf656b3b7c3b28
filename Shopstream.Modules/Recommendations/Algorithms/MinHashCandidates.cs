using System.Globalization;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Users whose items are likely to be like some given ones, by locality-sensitive hashing of MinHash signatures (Broder 1997).</summary>
internal sealed class MinHashCandidates
{
    private readonly SimilarityIndex _index;
    private readonly ulong[] _hashes;

    public MinHashCandidates(InteractionMatrix matrix, MinHashOptions options, int threads)
    {
        options.Validate();
        _index = new(new MinHasher(options.Hashes), options.Threshold);
        _hashes = [.. Enumerable.Range(0, matrix.Items).Select(i => MinHasher.ItemOf(i.ToString(CultureInfo.InvariantCulture)))];
        var (ids, sets) = (new string[matrix.Users], new ulong[matrix.Users][]);
        for (var user = 0; user < matrix.Users; user++) (ids[user], sets[user]) = (user.ToString(CultureInfo.InvariantCulture), Hashed(matrix.ItemsOf(user)));
        _index.InsertAll(ids, sets, threads);
    }

    /// <summary>The candidates for a row; may contain the row itself.</summary>
    public IEnumerable<int> Of(ReadOnlySpan<int> items) => _index.Similar(Hashed(items)).Select(s => int.Parse(s.Id, CultureInfo.InvariantCulture));

    private ulong[] Hashed(ReadOnlySpan<int> items)
    {
        var set = new List<ulong>(items.Length);
        foreach (var item in items)
            if (item < _hashes.Length) set.Add(_hashes[item]);
        return [.. set];
    }
}
