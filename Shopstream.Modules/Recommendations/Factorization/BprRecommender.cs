using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// Ranks items by factors from <see cref="BayesianRanking"/>. Trained users have those of the training; somebody new is folded in
/// from the items they come with.
/// </summary>
internal sealed class BprRecommender : IRecommender
{
    private readonly FactorRows _users;
    private readonly FactorRows _items;
    private readonly BprOptions _options;

    private BprRecommender(FactorRows users, FactorRows items, BprOptions options) => (_users, _items, _options) = (users, items, options);

    /// <inheritdoc/>
    public string Name => "bpr";

    /// <inheritdoc/>
    public int Items => _items.Count;

    /// <summary>Trains.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static BprRecommender Train(InteractionMatrix entries, BprOptions options, CancellationToken cancellationToken = default)
    {
        var (users, items) = BayesianRanking.Train(entries, options, cancellationToken);
        // Nothing has moved these from where chance put them.
        for (var user = 0; user < users.Count; user++)
            if (entries.ItemsOf(user).IsEmpty) users[user].Clear();
        return new(users, items, options);
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var trained = (uint)user.User < (uint)_users.Count && _users[user.User].ContainsAnyExcept(0);
        var known = user.Below(Items);
        if (!trained && known.Items.Length == 0) return 0;
        var factors = trained ? _users[user.User] : BayesianRanking.FoldIn(_items, known.Items, _options);
        var scores = new float[Items];
        _items.Dot(factors, scores);
        return TopSelection.Of(scores, exclude, top);
    }
}
