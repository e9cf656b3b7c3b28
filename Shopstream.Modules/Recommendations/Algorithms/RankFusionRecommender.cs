namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>hybrid</c>: reciprocal rank fusion of other recommenders (Cormack, Clarke and Büttcher, SIGIR 2009), each with its weight.
/// Only ranks count, so that scores of different kinds need not be made alike; a recommender that knows nothing of the user
/// leaves the answer to the others.
/// </summary>
public sealed class RankFusionRecommender : IRecommender, ITrainingNote
{
    private readonly (IRecommender Recommender, double Weight)[] _parts;
    private readonly RankFusionOptions _options;
    private readonly ScratchPool<Scratch> _scratch;

    /// <summary>Fuses recommenders.</summary>
    /// <param name="parts">At least one, all of the same items, each with a weight above 0.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public RankFusionRecommender(IReadOnlyList<(IRecommender Recommender, double Weight)> parts, RankFusionOptions options)
    {
        options.Validate();
        if (parts.Count == 0) throw new ArgumentException("found no recommender to fuse, expected at least one", nameof(parts));
        Items = parts[0].Recommender.Items;
        foreach (var (recommender, weight) in parts)
        {
            if (recommender.Items != Items) throw new ArgumentException($"found {recommender.Items} items in {recommender.Name}, expected {Items}", nameof(parts));
            if (!(weight > 0) || !double.IsFinite(weight)) throw new ArgumentException($"found the weight {weight} of {recommender.Name}, expected one above 0", nameof(parts));
        }

        (_parts, _options) = ([.. parts], options);
        _scratch = new(() => new(Items));
    }

    /// <inheritdoc/>
    public string Name => "hybrid";

    /// <inheritdoc/>
    public int Items { get; }

    /// <inheritdoc/>
    public string Note { get; init; } = "ranks fused with given weights";

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scratch = _scratch.Take();
        var list = scratch.List(Math.Min(Items, Math.Max(_options.Depth, top.Length)));
        var met = 0;
        foreach (var (recommender, weight) in _parts)
        {
            var count = recommender.Recommend(user, exclude, list);
            for (var rank = 1; rank <= count; rank++)
            {
                var item = list[rank - 1].Item;
                if (scratch.Scores[item] == 0) scratch.Met[met++] = item;
                scratch.Scores[item] += weight / (_options.Smoothing + rank);
            }
        }

        var selection = new TopSelection(top);
        for (var m = 0; m < met; m++)
        {
            var item = scratch.Met[m];
            selection.Offer(item, (float)scratch.Scores[item]);
            scratch.Scores[item] = 0;
        }

        _scratch.Return(scratch);
        return selection.Finish();
    }

    private sealed class Scratch(int items)
    {
        private ScoredItem[] _list = [];

        public double[] Scores { get; } = new double[items];

        public int[] Met { get; } = new int[items];

        public Span<ScoredItem> List(int length)
        {
            if (_list.Length < length) _list = new ScoredItem[length];
            return _list.AsSpan(0, length);
        }
    }
}
