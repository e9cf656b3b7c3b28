namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>hybrid</c> by scores: the weighted sum of what other recommenders score, each list made alike by its spread (z-scores moved so
/// that the last of a list has 0, which is also what an item outside the list has; linear combination as in Fox and Shaw,
/// "Combination of Multiple Searches", 1994). A recommender that knows nothing of the user leaves the answer to the others.
/// </summary>
public sealed class ScoreFusionRecommender : IRecommender, ITrainingNote
{
    private readonly (IRecommender Recommender, double Weight)[] _parts;
    private readonly int _depth;
    private readonly ScratchPool<(double[] Scores, ScoredItem[] List)> _scratch;

    /// <summary>Fuses recommenders.</summary>
    /// <param name="parts">At least one, all of the same items, each with a weight above 0.</param>
    /// <param name="depth">Items of each recommender that take part, at least 1.</param>
    public ScoreFusionRecommender(IReadOnlyList<(IRecommender Recommender, double Weight)> parts, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        if (parts.Count == 0) throw new ArgumentException("found no recommender to fuse, expected at least one", nameof(parts));
        Items = parts[0].Recommender.Items;
        foreach (var (recommender, weight) in parts)
        {
            if (recommender.Items != Items) throw new ArgumentException($"found {recommender.Items} items in {recommender.Name}, expected {Items}", nameof(parts));
            if (!(weight > 0) || !double.IsFinite(weight)) throw new ArgumentException($"found the weight {weight} of {recommender.Name}, expected one above 0", nameof(parts));
        }

        (_parts, _depth) = ([.. parts], depth);
        _scratch = new(() => (new double[Items], new ScoredItem[Math.Min(Items, depth)]));
    }

    /// <inheritdoc/>
    public string Name => "hybrid";

    /// <inheritdoc/>
    public int Items { get; }

    /// <inheritdoc/>
    public string Note { get; init; } = "scores fused with given weights";

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scratch = _scratch.Take();
        var (scores, list) = scratch;
        var met = new List<int>();
        foreach (var (recommender, weight) in _parts)
        {
            var found = list.AsSpan(0, recommender.Recommend(user, exclude, list));
            Spread(found);
            foreach (var (item, score) in found)
            {
                if (scores[item] == 0) met.Add(item);
                scores[item] += (weight * score) + double.Epsilon;
            }
        }

        var selection = new TopSelection(top);
        foreach (var item in met)
        {
            selection.Offer(item, (float)scores[item]);
            scores[item] = 0;
        }

        _scratch.Return(scratch);
        return selection.Finish();
    }

    /// <summary>Replaces scores by their distance to the last one in standard deviations; equal scores by 1.</summary>
    internal static void Spread(Span<ScoredItem> list)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var (_, score) in list) sum += score;
        var mean = sum / list.Length;
        foreach (var (_, score) in list) squares += (score - mean) * (score - mean);
        var deviation = Math.Sqrt(squares / list.Length);
        var last = list.IsEmpty ? 0 : list[^1].Score;
        foreach (ref var entry in list) entry = entry with { Score = deviation > 0 ? (float)((entry.Score - last) / deviation) : 1 };
    }
}
