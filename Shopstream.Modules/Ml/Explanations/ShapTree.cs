using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// A tree prepared for <see cref="PathDependentShap"/>. With z the share of training rows that follow all of a feature's splits on a
/// path, and o whether the explained row does (0 or 1), a path's Shapley weights are the integral over t from 0 to 1 of the product
/// of <c>z (1 - t) + o t</c> over the other features of the path: the weight <c>k! (d-1-k)! / d!</c> is the Beta integral of
/// <c>t^k (1-t)^(d-1-k)</c>. The product is a polynomial of degree d - 1, so half as many quadrature points give it exactly. For each
/// edge and point there are but two factors each, for o = 1 and o = 0, kept here.
/// </summary>
internal sealed class ShapTree
{
    /// <summary>Numbers kept an edge and point: factor and coefficient, each for rows that follow the edge and rows that do not.</summary>
    public const int Constants = 4;

    private readonly RegressionTree _tree;
    private readonly double[] _shares;

    private ShapTree(RegressionTree tree)
    {
        _tree = tree;
        _shares = new double[tree.Nodes];
        (Ancestors, Ratios, Edges) = (new int[tree.Nodes], new float[tree.Nodes], []);
    }

    /// <summary>Number of quadrature points.</summary>
    public int Points { get; private set; }

    /// <summary>By node: depth of the node above it whose edge has the same feature, or 0. The root has depth 0, its children 1.</summary>
    public int[] Ancestors { get; }

    /// <summary>By node: its share of the parent's rows.</summary>
    public float[] Ratios { get; }

    /// <summary>
    /// By node and point: what the product is multiplied with, and what the sum of the leaves below counts for the feature of the
    /// node's edge; for rows that followed the same feature's edges above.
    /// </summary>
    public float[] Edges { get; private set; }

    /// <summary>The tree itself.</summary>
    public RegressionTree Tree => _tree;

    /// <summary>The mean of the leaves, by training rows.</summary>
    public double Expected { get; private set; }

    /// <summary>Prepares a tree.</summary>
    public static ShapTree Of(RegressionTree tree)
    {
        var made = new ShapTree(tree);
        var path = new List<(int Node, int Feature)>();
        var unique = made.Walk(0, 1, path);
        made.Points = Math.Max(1, (unique + 1) / 2);
        made.Edges = new float[tree.Nodes * made.Points * Constants];
        var (points, weights) = GaussLegendre.Rule(made.Points);
        made.Fill(0, [], points, weights);
        return made;
    }

    /// <summary>Finds shares and same features above, and returns the most features on a path.</summary>
    private int Walk(int node, double reach, List<(int Node, int Feature)> path)
    {
        if (_tree.IsLeaf(node))
        {
            Expected += reach * _tree.Value[node];
            return path.Select(p => p.Feature).Distinct().Count();
        }

        var most = 0;
        for (var child = _tree.Left[node]; child <= _tree.Left[node] + 1; child++)
        {
            var ratio = _tree.Cover[node] > 0 ? _tree.Cover[child] / (double)_tree.Cover[node] : 0.5;
            var above = path.FindLastIndex(p => p.Feature == _tree.Feature[node]);
            Ancestors[child] = above + 1;
            Ratios[child] = (float)ratio;
            _shares[child] = ratio * (above < 0 ? 1 : _shares[path[above].Node]);
            path.Add((child, _tree.Feature[node]));
            most = Math.Max(most, Walk(child, reach * ratio, path));
            path.RemoveAt(path.Count - 1);
        }

        return most;
    }

    private void Fill(int node, List<int> path, double[] points, double[] weights)
    {
        if (node > 0)
        {
            var z = _shares[node];
            var zAbove = Ancestors[node] == 0 ? 1 : _shares[path[Ancestors[node] - 1]];
            for (var q = 0; q < points.Length; q++)
            {
                var (t, weight) = (points[q], weights[q]);
                var above = zAbove * (1 - t) + t;
                var notYet = weight * (1 - zAbove) / above;
                var edge = Edges.AsSpan((node * points.Length + q) * Constants, Constants);
                edge[0] = (float)((z * (1 - t) + t) / above);
                edge[1] = (float)(z * (1 - t) / above);
                // The edge takes over the leaves below it from the same feature's edge above.
                edge[2] = (float)(weight * (1 - z) / (z * (1 - t) + t) - notYet);
                edge[3] = (float)(-weight / (1 - t) - notYet);
            }
        }

        if (_tree.IsLeaf(node)) return;
        for (var child = _tree.Left[node]; child <= _tree.Left[node] + 1; child++)
        {
            path.Add(child);
            Fill(child, path, points, weights);
            path.RemoveAt(path.Count - 1);
        }
    }
}
