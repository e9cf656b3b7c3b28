using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// The way to one leaf, told by features instead of splits: a row reaches the leaf if each of its values lies in the feature's
/// interval.
/// </summary>
internal sealed record LeafPath(float Value, IReadOnlyList<LeafPath.Step> Steps)
{
    /// <summary>What the path asks of one feature.</summary>
    /// <param name="Feature">Number of the feature.</param>
    /// <param name="Low">Values at least so great pass.</param>
    /// <param name="High">Values below it pass; all do where it is infinite.</param>
    /// <param name="Missing">Whether missing values pass.</param>
    /// <param name="Share">Product of the shares of training rows that each of the feature's splits lets pass.</param>
    public sealed record Step(int Feature, float Low, float High, bool Missing, double Share)
    {
        /// <summary>Whether a value passes.</summary>
        public bool Passes(float value) => float.IsNaN(value) ? Missing : value >= Low && (value < High || float.IsPositiveInfinity(High));
    }

    /// <summary>The paths to all leaves of a tree.</summary>
    public static List<LeafPath> Of(RegressionTree tree)
    {
        var paths = new List<LeafPath>();
        Walk(tree, 0, [], paths);
        return paths;
    }

    private static void Walk(RegressionTree tree, int node, List<Step> steps, List<LeafPath> paths)
    {
        if (tree.IsLeaf(node))
        {
            paths.Add(new(tree.Value[node], steps));
            return;
        }

        var feature = tree.Feature[node];
        var at = steps.FindIndex(s => s.Feature == feature);
        var above = at < 0 ? new(feature, float.NegativeInfinity, float.PositiveInfinity, true, 1) : steps[at];
        for (var side = 0; side < 2; side++)
        {
            var child = tree.Left[node] + side;
            var share = above.Share * (tree.Cover[node] > 0 ? tree.Cover[child] / (double)tree.Cover[node] : 0.5);
            var threshold = tree.Threshold[node];
            var missing = above.Missing && tree.DefaultLeft[node] == (side == 0);
            var step = side == 0
                ? above with { High = Math.Min(above.High, threshold), Missing = missing, Share = share }
                : above with { Low = Math.Max(above.Low, threshold), Missing = missing, Share = share };
            List<Step> longer = [.. steps];
            if (at < 0) longer.Add(step);
            else longer[at] = step;
            Walk(tree, child, longer, paths);
        }
    }
}
