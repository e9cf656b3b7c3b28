using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>user-knn</c>: what the users most like this one have (Resnick et al., "GroupLens", CSCW 1994, for implicit feedback): an item
/// scores the sum, over the k nearest users who have it, of likeness times their value. Nothing but the matrix is kept; a user who
/// was not trained is found neighbours as well. Neighbours are sought among all users, or among the candidates of MinHash and
/// locality-sensitive hashing (Broder 1997), of which <see cref="Note"/> tells how many of the true ones they contain.
/// </summary>
public sealed class UserNeighboursRecommender : IRecommender, ITrainingNote
{
    private const int RecallUsers = 200;
    private readonly InteractionMatrix _matrix;
    private readonly RowLikeness _likeness;
    private readonly MinHashCandidates? _candidates;
    private readonly int _k;
    private readonly ScratchPool<RowLikeness.Scratch> _scratch;
    private readonly ScratchPool<float[]> _scores;

    private UserNeighboursRecommender(InteractionMatrix matrix, RowLikeness likeness, int k, MinHashCandidates? candidates)
    {
        (_matrix, _likeness, _k, _candidates) = (matrix, likeness, k, candidates);
        _scratch = new(() => new(matrix.Users));
        _scores = new(() => new float[matrix.Items]);
    }

    /// <inheritdoc/>
    public string Name => "user-knn";

    /// <inheritdoc/>
    public int Items => _matrix.Items;

    /// <inheritdoc/>
    public string Note { get; private init; } = "all users are compared";

    /// <summary>Weighs the matrix; neighbours are looked for when asked.</summary>
    /// <param name="matrix">Users × items; kept.</param>
    /// <param name="options">Settings.</param>
    /// <param name="minHash">How candidates are found; null to compare all users.</param>
    /// <param name="threads">To sign the users with; 0 for one a core.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static UserNeighboursRecommender Train(InteractionMatrix matrix, NeighbourOptions options, MinHashOptions? minHash = null, int threads = 0)
    {
        var likeness = new RowLikeness(matrix, options);
        if (minHash is null) return new(matrix, likeness, options.K, null);
        var trained = new UserNeighboursRecommender(matrix, likeness, options.K, new(matrix, minHash, threads));
        var (recall, compared, users) = trained.Recall();
        return new(matrix, likeness, options.K, trained._candidates)
        {
            Note = $"MinHash finds {100 * recall:0.0} % of the {options.K} nearest users of {users} users, comparing {compared:0} of {matrix.Users}",
        };
    }

    /// <summary>The users most like a row, best first; the row itself is left out.</summary>
    public IReadOnlyList<ScoredItem> NeighboursOf(in UserRow user)
    {
        var nearest = new ScoredItem[Math.Min(_k, Math.Max(1, _matrix.Users))];
        return nearest[..Nearest(user, nearest)];
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = _scores.Take();
        Array.Clear(scores);
        foreach (var neighbour in NeighboursOf(user))
        {
            var items = _matrix.ItemsOf(neighbour.Item);
            var values = _matrix.ValuesOf(neighbour.Item);
            for (var n = 0; n < items.Length; n++) scores[items[n]] += neighbour.Score * values[n];
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scores.Return(scores);
        return count;
    }

    private int Nearest(in UserRow user, Span<ScoredItem> nearest)
    {
        if (_candidates is not null) return _likeness.NearestAmong(_candidates.Of(user.Items), user.User, user.Items, user.Values, nearest);
        var scratch = _scratch.Take();
        var found = _likeness.NearestTo(user.User, user.Items, user.Values, scratch, nearest);
        _scratch.Return(scratch);
        return found;
    }

    /// <summary>Share of the true neighbours of some users that are found, and how many users are compared for that on average.</summary>
    private (double Recall, double Compared, int Users) Recall()
    {
        var exact = new UserNeighboursRecommender(_matrix, _likeness, _k, null);
        var (wanted, found, compared, users) = (0, 0, 0L, 0);
        var step = Math.Max(1, _matrix.Users / RecallUsers);
        for (var user = 0; user < _matrix.Users && users < RecallUsers; user += step)
        {
            var row = UserRow.Of(_matrix, user);
            if (row.Items.IsEmpty) continue;
            users++;
            var truth = exact.NeighboursOf(row);
            wanted += truth.Count;
            found += truth.Select(t => t.Item).Intersect(NeighboursOf(row).Select(n => n.Item)).Count();
            compared += _candidates!.Of(row.Items).Count();
        }

        return (wanted == 0 ? 1 : (double)found / wanted, users == 0 ? 0 : (double)compared / users, users);
    }
}
