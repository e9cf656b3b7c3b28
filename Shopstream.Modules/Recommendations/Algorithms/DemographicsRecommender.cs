using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>demographics</c>: what is popular among users with the same attributes (Pazzani, "A Framework for Collaborative, Content-Based
/// and Demographic Filtering", 1999): an item scores the mean, over the user's attributes, of the share of their users who have it,
/// drawn towards the share among all users as if <c>shrinkage</c> more users of that kind were in each group. Without attributes it
/// is popularity. Immutable and safe to use from any thread.
/// </summary>
public sealed class DemographicsRecommender : IRecommender
{
    private readonly UserAttributes _attributes;
    private readonly float[] _everybody;
    private readonly float[][] _groups;

    private DemographicsRecommender(UserAttributes attributes, float[] everybody, float[][] groups) =>
        (_attributes, _everybody, _groups) = (attributes, everybody, groups);

    /// <inheritdoc/>
    public string Name => "demographics";

    /// <inheritdoc/>
    public int Items => _everybody.Length;

    /// <summary>Counts the users of each group and item.</summary>
    /// <param name="matrix">Users × items.</param>
    /// <param name="attributes">Of the same users.</param>
    /// <param name="shrinkage">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shrinkage is below 0.</exception>
    public static DemographicsRecommender Train(InteractionMatrix matrix, UserAttributes attributes, double shrinkage)
    {
        if (!(shrinkage >= 0)) throw new ArgumentOutOfRangeException(nameof(shrinkage), shrinkage, "expected 0 or more");
        if (attributes.Matrix.Users != matrix.Users) throw new ArgumentException($"found attributes of {attributes.Matrix.Users} users, expected {matrix.Users}", nameof(attributes));
        var everybody = new float[matrix.Items];
        var groups = new float[attributes.Matrix.Items][];
        var members = new int[groups.Length];
        for (var g = 0; g < groups.Length; g++) groups[g] = new float[matrix.Items];
        for (var user = 0; user < matrix.Users; user++)
        {
            var items = matrix.ItemsOf(user);
            if (items.IsEmpty) continue;
            foreach (var item in items) everybody[item]++;
            foreach (var group in attributes.Matrix.ItemsOf(user))
            {
                members[group]++;
                foreach (var item in items) groups[group][item]++;
            }
        }

        var all = 0;
        for (var user = 0; user < matrix.Users; user++)
            if (!matrix.ItemsOf(user).IsEmpty) all++;
        for (var item = 0; item < everybody.Length; item++)
        {
            everybody[item] /= Math.Max(1, all);
            for (var g = 0; g < groups.Length; g++)
                groups[g][item] = members[g] + shrinkage <= 0 ? 0 : (float)((groups[g][item] + (shrinkage * everybody[item])) / (members[g] + shrinkage));
        }

        return new(attributes, everybody, groups);
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top) =>
        Recommend((uint)user.User < (uint)_attributes.Matrix.Users ? _attributes.Matrix.ItemsOf(user.User) : default, exclude, top);

    /// <summary>Ranks items for somebody new with these attributes; those that no trained user has do not matter.</summary>
    public int Recommend(IEnumerable<string> attributes, ReadOnlySpan<int> exclude, Span<ScoredItem> top) =>
        Recommend([.. attributes.Select(_attributes.Find).Where(a => a >= 0)], exclude, top);

    private int Recommend(ReadOnlySpan<int> groups, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        if (groups.IsEmpty) return TopSelection.Of(_everybody, exclude, top, above: 0);
        var scores = new float[Items];
        foreach (var group in groups) System.Numerics.Tensors.TensorPrimitives.Add(scores, _groups[group], scores);
        return TopSelection.Of(scores, exclude, top, above: 0);
    }
}
