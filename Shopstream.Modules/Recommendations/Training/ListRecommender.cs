using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>Scores by lists of similar items, as answers do: the sum over the user's items of what having them speaks for.</summary>
internal sealed class ListRecommender(string name, ItemLists lists) : IRecommender
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Items => lists.Count;

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = new float[lists.Count];
        for (var i = 0; i < user.Items.Length; i++)
        {
            var others = lists.ItemsOf(user.Items[i]);
            var weights = lists.ScoresOf(user.Items[i]);
            for (var n = 0; n < others.Length; n++) scores[others[n]] += user.Values[i] * weights[n];
        }

        return TopSelection.Of(scores, exclude, top, above: 0);
    }
}
