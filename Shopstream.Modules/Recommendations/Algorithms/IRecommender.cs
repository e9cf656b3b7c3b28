namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>A trained model that ranks items for a user. Immutable and safe to use from any thread.</summary>
public interface IRecommender
{
    /// <summary>Name of the algorithm in lower-case words: <c>popular</c>, <c>item-knn</c>, <c>ease</c> …</summary>
    string Name { get; }

    /// <summary>Number of items it was trained on; all that it recommends are below it.</summary>
    int Items { get; }

    /// <summary>Ranks items for a user.</summary>
    /// <param name="user">What is known of the user. Their items are not left out unless excluded.</param>
    /// <param name="exclude">Items never to recommend, ascending.</param>
    /// <param name="top">Takes the best items, best first; equal scores by ascending item number.</param>
    /// <returns>How many were written: fewer than asked for when the model knows no more that fit the user, none when nothing is known.</returns>
    int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top);
}
