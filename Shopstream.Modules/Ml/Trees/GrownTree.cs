namespace Shopstream.Modules.Ml.Trees;

/// <summary>A tree together with what only training needs.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Bins">By node: the last bin that goes left.</param>
/// <param name="Leaves">The leaves with their stretches of the row partition.</param>
internal sealed record GrownTree(RegressionTree Tree, int[] Bins, IReadOnlyList<(int Node, int Start, int Count)> Leaves)
{
    /// <summary>The leaf that a binned row falls into.</summary>
    public int LeafOf(BinnedMatrix matrix, int row)
    {
        var node = 0;
        for (var left = Tree.Left[0]; left != 0; left = Tree.Left[node])
        {
            var bin = matrix.Column(Tree.Feature[node])[row];
            var goesLeft = bin == BinnedMatrix.Missing ? Tree.DefaultLeft[node] : bin <= Bins[node];
            node = goesLeft ? left : left + 1;
        }

        return node;
    }
}
