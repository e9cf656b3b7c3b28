using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// Ranks items by the inner product of factors from <see cref="ImplicitAls"/>. The factors of a user are folded in from the items
/// they come with, so that the last click counts at once; a trained user who comes with none has those of the training.
/// </summary>
internal sealed class AlsRecommender(ImplicitFactors model) : IRecommender
{
    /// <inheritdoc/>
    public string Name => "als";

    /// <inheritdoc/>
    public int Items => model.Items.Count;

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var known = user.Below(Items);
        Span<float> factors = known.Items.Length > 0 ? model.FoldIn(known.Items, known.Values)
            : (uint)user.User < (uint)model.Users.Count ? model.Users[user.User] : default;
        if (!factors.ContainsAnyExcept(0)) return 0;
        var scores = new float[Items];
        model.Items.Dot(factors, scores);
        return TopSelection.Of(scores, exclude, top);
    }
}
