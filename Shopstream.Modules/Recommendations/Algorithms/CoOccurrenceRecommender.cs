using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>co-occurrence</c>: what is viewed or bought together with the user's items, in one basket or session (item-to-item lists as in
/// Linden, Smith and York, "Amazon.com Recommendations", 2003). Each item keeps its k strongest partners; an item scores the sum of
/// its strengths as their partner. Immutable and safe to use from any thread.
/// </summary>
public sealed class CoOccurrenceRecommender : IRecommender
{
    private const int Batch = 64;
    private readonly ScoredItem[][] _partners;
    private readonly ScratchPool<float[]> _scores;

    private CoOccurrenceRecommender(ScoredItem[][] partners)
    {
        _partners = partners;
        _scores = new(() => new float[partners.Length]);
    }

    /// <inheritdoc/>
    public string Name => "co-occurrence";

    /// <inheritdoc/>
    public int Items => _partners.Length;

    /// <summary>Counts pairs; the same for any number of threads.</summary>
    /// <param name="baskets">Baskets × items.</param>
    /// <param name="options">Settings.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static CoOccurrenceRecommender Train(InteractionMatrix baskets, CoOccurrenceOptions options, int threads, CancellationToken cancellationToken)
    {
        options.Validate();
        var byItem = baskets.Transpose;
        var partners = new ScoredItem[baskets.Items][];
        var pool = new ScratchPool<(int[] Shared, int[] Met)>(() => (new int[baskets.Items], new int[baskets.Items]));
        ParallelWork.Ranges(ParallelWork.Threads(threads), baskets.Items, Batch, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scratch = pool.Take();
            var list = new ScoredItem[Math.Min(options.K, Math.Max(1, baskets.Items))];
            for (var item = from; item < to; item++) partners[item] = list[..Strongest(baskets, byItem, item, options, scratch.Shared, scratch.Met, list)];
            pool.Return(scratch);
        });
        return new(partners);
    }

    /// <summary>Strength of a pair.</summary>
    /// <param name="measure">How.</param>
    /// <param name="both">Baskets with both.</param>
    /// <param name="first">Baskets with the first.</param>
    /// <param name="second">Baskets with the second.</param>
    /// <param name="all">All baskets.</param>
    /// <returns>0 where the two do not belong together.</returns>
    public static double Strength(Association measure, double both, double first, double second, double all)
    {
        var byChance = first * second / all;
        return measure switch
        {
            Association.Count => both,
            Association.Confidence => both / first,
            _ when both <= byChance => 0,
            Association.Lift => both / byChance,
            _ => 2 * (Term(both, byChance) + Term(first - both, first - byChance) + Term(second - both, second - byChance) + Term(all - first - second + both, all - first - second + byChance)),
        };

        static double Term(double found, double expected) => found <= 0 ? 0 : found * Math.Log(found / expected);
    }

    /// <summary>What is most strongly taken together with an item, best first.</summary>
    public ReadOnlySpan<ScoredItem> PartnersOf(int item) => _partners[item];

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = _scores.Take();
        Array.Clear(scores);
        for (var n = 0; n < user.Items.Length; n++)
        {
            if (user.Items[n] >= Items) continue;
            foreach (var partner in _partners[user.Items[n]]) scores[partner.Item] += user.Values[n] * partner.Score;
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scores.Return(scores);
        return count;
    }

    private static int Strongest(InteractionMatrix baskets, InteractionMatrix byItem, int item, CoOccurrenceOptions options, int[] shared, int[] met, ScoredItem[] list)
    {
        var own = byItem.ItemsOf(item);
        var count = 0;
        foreach (var basket in own)
            foreach (var other in baskets.ItemsOf(basket))
                if (shared[other]++ == 0) met[count++] = other;
        var selection = new TopSelection(list);
        foreach (var other in met.AsSpan(0, count))
        {
            var both = shared[other];
            shared[other] = 0;
            if (other == item || both < options.Least) continue;
            var strength = (float)Strength(options.Measure, both, own.Length, byItem.ItemsOf(other).Length, baskets.Users);
            if (strength > 0) selection.Offer(other, strength);
        }

        return selection.Finish();
    }
}
