namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Turns grown nodes into a tree. Leaves take their values from the derivatives themselves, not from their fixed-point form, which
/// only chooses the splits.
/// </summary>
internal static class LeafValues
{
    /// <summary>Makes the tree.</summary>
    public static GrownTree Finish(GrowingNode[] nodes, BinnedMatrix matrix, SplitFinder finder, TreeGrower grower, double rate, int threads)
    {
        var leaves = Array.FindAll(nodes, n => n.Left == 0);
        var sums = new (double G, double H)[nodes.Length];
        ParallelWork.Run(threads, leaves.Length, i => sums[leaves[i].Id] = Sum(grower, leaves[i]));
        for (var n = nodes.Length - 1; n >= 0; n--)
            if (nodes[n].Left is var l and > 0) sums[n] = (sums[l].G + sums[l + 1].G, sums[l].H + sums[l + 1].H);

        var tree = new RegressionTree(
            Array.ConvertAll(nodes, n => n.Left),
            Array.ConvertAll(nodes, n => n.Left == 0 ? 0 : n.Best.Column),
            Array.ConvertAll(nodes, n => n.Left == 0 ? 0 : matrix.Cuts[n.Best.Column].Threshold(n.Best.Bin)),
            Array.ConvertAll(nodes, n => n.Left != 0 && DefaultLeft(nodes, n)),
            Array.ConvertAll(nodes, n => (float)(rate * finder.Value(sums[n.Id].G, sums[n.Id].H, n.Bounds))),
            Array.ConvertAll(nodes, n => (float)sums[n.Id].H),
            Array.ConvertAll(nodes, n => n.Left == 0 ? 0 : (float)n.Best.Gain));
        return new(tree, Array.ConvertAll(nodes, n => n.Best.Bin), Array.ConvertAll(leaves, n => (n.Id, n.Start, n.Count)));
    }

    /// <summary>A node that saw no missing value sends later ones to the child with more rows.</summary>
    private static bool DefaultLeft(GrowingNode[] nodes, GrowingNode node) =>
        node.Best.DefaultLeft || (node.Best.DefaultIsFree && nodes[node.Left].Count >= nodes[node.Left + 1].Count);

    private static (double G, double H) Sum(TreeGrower grower, GrowingNode node)
    {
        var (g, h) = (0.0, 0.0);
        foreach (var row in grower.Rows.AsSpan(node.Start, node.Count))
        {
            g += grower.Gradients[row];
            h += grower.Hessians[row];
        }

        return (g, h);
    }
}
