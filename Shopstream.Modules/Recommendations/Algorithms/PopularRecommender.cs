using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary><c>popular</c>: the same for everybody, items by how many users they have.</summary>
public sealed class PopularRecommender : IRecommender
{
    private readonly float[] _counts;

    private PopularRecommender(float[] counts) => _counts = counts;

    /// <inheritdoc/>
    public string Name => "popular";

    /// <inheritdoc/>
    public int Items => _counts.Length;

    /// <summary>Counts the users of each item.</summary>
    public static PopularRecommender Train(InteractionMatrix matrix)
    {
        var counts = new float[matrix.Items];
        foreach (var item in matrix.AllItems) counts[item]++;
        return new(counts);
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top) => TopSelection.Of(_counts, exclude, top, above: 0);
}
