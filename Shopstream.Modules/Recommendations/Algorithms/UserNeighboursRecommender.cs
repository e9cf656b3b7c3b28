using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>user-knn</c>: what the users most like this one have (Resnick et al., "GroupLens", CSCW 1994, for implicit feedback): an item
/// scores the sum, over the k nearest users who have it, of likeness times their value. Nothing but the matrix is kept; a user who
/// was not trained is found neighbours as well.
/// </summary>
public sealed class UserNeighboursRecommender : IRecommender
{
    private readonly InteractionMatrix _matrix;
    private readonly RowLikeness _likeness;
    private readonly int _k;
    private readonly ScratchPool<RowLikeness.Scratch> _scratch;
    private readonly ScratchPool<float[]> _scores;

    private UserNeighboursRecommender(InteractionMatrix matrix, RowLikeness likeness, int k)
    {
        (_matrix, _likeness, _k) = (matrix, likeness, k);
        _scratch = new(() => new(matrix.Users));
        _scores = new(() => new float[matrix.Items]);
    }

    /// <inheritdoc/>
    public string Name => "user-knn";

    /// <inheritdoc/>
    public int Items => _matrix.Items;

    /// <summary>Weighs the matrix; neighbours are looked for when asked.</summary>
    /// <param name="matrix">Users × items; kept.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static UserNeighboursRecommender Train(InteractionMatrix matrix, NeighbourOptions options) => new(matrix, new(matrix, options), options.K);

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var (scratch, scores) = (_scratch.Take(), _scores.Take());
        var nearest = new ScoredItem[Math.Min(_k, Math.Max(1, _matrix.Users))];
        var found = _likeness.NearestTo(user.User, user.Items, user.Values, scratch, nearest);
        _scratch.Return(scratch);
        Array.Clear(scores);
        foreach (var neighbour in nearest.AsSpan(0, found))
        {
            var items = _matrix.ItemsOf(neighbour.Item);
            var values = _matrix.ValuesOf(neighbour.Item);
            for (var n = 0; n < items.Length; n++) scores[items[n]] += neighbour.Score * values[n];
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scores.Return(scores);
        return count;
    }
}
