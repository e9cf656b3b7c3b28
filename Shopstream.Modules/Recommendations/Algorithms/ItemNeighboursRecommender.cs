using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>item-knn</c>: items like those the user has. Each item keeps its k most alike items and scores the sum of likeness times the
/// user's value over those of them that the user has (Sarwar, Karypis, Konstan and Riedl, "Item-Based Collaborative Filtering
/// Recommendation Algorithms", WWW 2001, §3.2.1, without dividing by the likenesses). The other way round, where the user's items
/// choose their neighbours, popular items are chosen by too many.
/// </summary>
public sealed class ItemNeighboursRecommender : IRecommender
{
    private const int Batch = 64;
    private readonly ScoredItem[][] _neighbours;
    private readonly int[] _starts;
    private readonly ScoredItem[] _keepers;
    private readonly ScratchPool<float[]> _scores;

    private ItemNeighboursRecommender(ScoredItem[][] neighbours)
    {
        _neighbours = neighbours;
        (_starts, _keepers) = Turned();
        _scores = new(() => new float[neighbours.Length]);
    }

    /// <inheritdoc/>
    public string Name => "item-knn";

    /// <inheritdoc/>
    public int Items => _neighbours.Length;

    /// <summary>Finds the neighbours of each item; the same for any number of threads.</summary>
    /// <param name="matrix">Users × items.</param>
    /// <param name="options">Settings.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static ItemNeighboursRecommender Train(InteractionMatrix matrix, NeighbourOptions options, int threads, CancellationToken cancellationToken)
    {
        var likeness = new RowLikeness(matrix.Transpose, options);
        var k = Math.Min(options.K, Math.Max(1, matrix.Items));
        var neighbours = new ScoredItem[matrix.Items][];
        var pool = new ScratchPool<RowLikeness.Scratch>(() => new(matrix.Items));
        ParallelWork.Ranges(ParallelWork.Threads(threads), matrix.Items, Batch, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scratch = pool.Take();
            for (var item = from; item < to; item++) neighbours[item] = Nearest(likeness, item, k, options.KeepTies, scratch);
            pool.Return(scratch);
        });
        return new(neighbours);
    }

    /// <summary>The items most like one, best first.</summary>
    public ReadOnlySpan<ScoredItem> NeighboursOf(int item) => _neighbours[item];

    /// <summary>The items that keep one among their neighbours, with how alike they are: what having it speaks for.</summary>
    internal ReadOnlySpan<ScoredItem> KeepersOf(int item) => _keepers.AsSpan(_starts[item].._starts[item + 1]);

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = _scores.Take();
        Array.Clear(scores);
        for (var n = 0; n < user.Items.Length; n++)
        {
            if (user.Items[n] >= Items) continue;
            var value = user.Values[n];
            foreach (var keeper in _keepers.AsSpan(_starts[user.Items[n]].._starts[user.Items[n] + 1])) scores[keeper.Item] += value * keeper.Score;
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scores.Return(scores);
        return count;
    }

    private static ScoredItem[] Nearest(RowLikeness likeness, int item, int k, bool keepTies, RowLikeness.Scratch scratch)
    {
        for (var room = keepTies ? k + 1 : k; ; room *= 2)
        {
            var list = new ScoredItem[Math.Min(room, Math.Max(k, likeness.Rows))];
            var count = likeness.Nearest(item, scratch, list);
            if (!keepTies || count <= k) return list[..count];
            var end = k;
            while (end < count && list[end].Score == list[k - 1].Score) end++;
            if (end < count || count < list.Length || list.Length >= likeness.Rows) return list[..end];
        }
    }

    /// <summary>For each item the items that keep it, so that only the user's own items have to be walked.</summary>
    private (int[] Starts, ScoredItem[] Keepers) Turned()
    {
        var starts = new int[Items + 1];
        for (var item = 0; item < Items; item++)
            foreach (var neighbour in NeighboursOf(item)) starts[neighbour.Item + 1]++;
        for (var item = 0; item < Items; item++) starts[item + 1] += starts[item];
        var (next, keepers) = (starts[..Items], new ScoredItem[starts[Items]]);
        for (var item = 0; item < Items; item++)
            foreach (var neighbour in NeighboursOf(item)) keepers[next[neighbour.Item]++] = new(item, neighbour.Score);
        return (starts, keepers);
    }
}
