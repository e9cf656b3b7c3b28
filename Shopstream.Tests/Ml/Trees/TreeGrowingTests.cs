using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>Grown trees beside what the formulas of the paper say, counted out plainly.</summary>
[TestFixture]
internal sealed class TreeGrowingTests
{
    private const int Rows = 3_000;
    private const int Columns = 20;

    [TestCase(1.0, 0.0, 1.0)]
    [TestCase(0.0, 0.0, 5.0)]
    [TestCase(2.5, 1.5, 0.0)]
    public void Grow_WithAllColumns_TakesTheBestSplitAndValueInEveryNode(double l2, double l1, double minChildWeight)
    {
        var (matrix, labels) = SampleRows.Binary(Rows, Columns, 11);
        var tree = new TreeOptions { MaxDepth = 4, L2 = l2, L1 = l1, MinChildWeight = minChildWeight };
        var model = BoostedTrees.Train(matrix, labels, new() { Trees = 1, LearningRate = 1, BaseScore = 0.5, Tree = tree }).Model;
        CheckNode(model.Trees[0], 0, [.. Enumerable.Range(0, Rows)], matrix, labels, tree).ShouldBe(15, "three levels below the root are full");
    }

    [Test]
    public void Grow_WithColumnsDrawnForEachNode_TakesAmongThemTheBest()
    {
        // All columns are copies of one, so that whichever are drawn, the best split is known.
        var (one, labels) = SampleRows.Binary(Rows, 1, 12);
        var matrix = new FeatureMatrix(["a", "b", "c", "d"], [.. Enumerable.Range(0, 4).Select(_ => one.Column(0).ToArray())]);
        var tree = new TreeOptions { MaxDepth = 4, ColumnsPerNode = 0.25 };
        var model = BoostedTrees.Train(matrix, labels, new() { Trees = 1, LearningRate = 1, BaseScore = 0.5, Tree = tree }).Model;
        CheckNode(model.Trees[0], 0, [.. Enumerable.Range(0, Rows)], matrix, labels, tree).ShouldBeGreaterThan(10);
        model.Trees[0].Feature.Distinct().Count().ShouldBe(4);
    }

    [Test]
    public void Grow_LeafWise_SplitsTheGreatestGainFirstUpToTheBound()
    {
        var (matrix, labels) = SampleRows.Binary(Rows, 6, 13);
        var leafWise = Train(new() { Growth = TreeGrowth.LeafWise, MaxDepth = 20, MaxLeaves = 9 });
        var whole = Train(new() { MaxDepth = 20 });
        Enumerable.Range(0, leafWise.Nodes).Count(leafWise.IsLeaf).ShouldBe(9);
        // What a node's best split is does not depend on the others, so the whole tree shows which eight come first.
        var (frontier, expected) = (new List<int> { 0 }, new List<float>());
        while (expected.Count < 8)
        {
            var next = frontier.MaxBy(n => whole.Gain[n]);
            expected.Add(whole.Gain[next]);
            frontier.Remove(next);
            frontier.AddRange([whole.Left[next], whole.Left[next] + 1]);
        }

        Enumerable.Range(0, leafWise.Nodes).Where(n => !leafWise.IsLeaf(n)).Select(n => leafWise.Gain[n]).Order().ShouldBe(expected.Order());
        leafWise.Depth.ShouldBeGreaterThan(4, "levels of 1, 2, 4 and 8 nodes would not be");

        RegressionTree Train(TreeOptions tree) => BoostedTrees.Train(matrix, labels, new() { Trees = 1, Tree = tree }).Model.Trees[0];
    }

    [Test]
    public void Grow_WithLeastWeightGainAndDepth_RespectsThem()
    {
        var (matrix, labels) = SampleRows.Binary(Rows, 6, 14);
        var model = BoostedTrees.Train(matrix, labels, new() { Trees = 20, Tree = new() { MaxDepth = 5, MinChildWeight = 30, MinGain = 4 } }).Model;
        foreach (var tree in model.Trees)
        {
            tree.Depth.ShouldBeLessThanOrEqualTo(5);
            for (var n = 0; n < tree.Nodes; n++)
            {
                if (tree.IsLeaf(n)) tree.Cover[n].ShouldBeGreaterThan(29.9f);
                else tree.Gain[n].ShouldBeGreaterThan(4);
            }
        }
    }

    [Test]
    public void Grow_WithColumnsDrawnForEachTreeAndLevel_UsesNoOthers()
    {
        var (matrix, labels) = SampleRows.Binary(Rows, Columns, 15);
        var model = BoostedTrees.Train(matrix, labels, new() { Trees = 30, Tree = new() { MaxDepth = 4, ColumnsPerTree = 0.2, ColumnsPerLevel = 0.25 } }).Model;
        foreach (var tree in model.Trees)
        {
            tree.Depth.ShouldBeGreaterThan(0);
            UsedFeatures(tree).Count().ShouldBeLessThanOrEqualTo(4);
            // A quarter of the tree's four columns is one for each level.
            foreach (var level in Enumerable.Range(0, tree.Nodes).Where(n => !tree.IsLeaf(n)).GroupBy(n => Depth(tree, n)))
                level.Select(n => tree.Feature[n]).Distinct().Count().ShouldBe(1);
        }

        model.Trees.Count(t => UsedFeatures(t).Count() > 1).ShouldBeGreaterThan(15, "each level draws anew");

        model.Trees.SelectMany(UsedFeatures).Distinct().Count().ShouldBeGreaterThan(Columns / 2);

        static IEnumerable<int> UsedFeatures(RegressionTree tree) =>
            Enumerable.Range(0, tree.Nodes).Where(n => !tree.IsLeaf(n)).Select(n => tree.Feature[n]).Distinct();
    }

    /// <summary>Recounts a node and those below it; returns how many inner nodes there are.</summary>
    private static int CheckNode(RegressionTree tree, int node, int[] rows, FeatureMatrix matrix, float[] labels, TreeOptions options)
    {
        var best = BestGain(rows, matrix, labels, options, out var g, out var h);
        ((double)tree.Cover[node]).ShouldBe(h, 1e-3);
        if (tree.IsLeaf(node))
        {
            ((double)tree.Value[node]).ShouldBe(-Shrunk(g, options) / (h + options.L2), 1e-5);
            if (Depth(tree, node) < options.MaxDepth) best.ShouldBeLessThan(0.01);
            return 0;
        }

        ((double)tree.Gain[node]).ShouldBe(best, 1e-3 * (1 + best));
        var left = rows.Where(r => float.IsNaN(matrix[r, tree.Feature[node]]) ? tree.DefaultLeft[node] : matrix[r, tree.Feature[node]] < tree.Threshold[node]).ToArray();
        return 1 + CheckNode(tree, tree.Left[node], left, matrix, labels, options)
            + CheckNode(tree, tree.Left[node] + 1, [.. rows.Except(left)], matrix, labels, options);
    }

    private static int Depth(RegressionTree tree, int node)
    {
        var depth = 0;
        for (; node > 0; depth++) node = Array.FindIndex(tree.Left, l => l > 0 && (l == node || l + 1 == node));
        return depth;
    }

    private static double BestGain(int[] rows, FeatureMatrix matrix, float[] labels, TreeOptions options, out double g, out double h)
    {
        (g, h) = (rows.Sum(r => 0.5 - labels[r]), rows.Length * 0.25);
        var (best, cuts) = (0.0, BinnedMatrix.Of(matrix, options.MaxBins, 1).Cuts);
        for (var c = 0; c < matrix.Columns; c++)
        {
            var known = rows.Where(r => !float.IsNaN(matrix[r, c])).OrderBy(r => matrix[r, c]).ToArray();
            var missing = rows.Where(r => float.IsNaN(matrix[r, c])).ToArray();
            var missingG = missing.Sum(r => 0.5 - labels[r]);
            var (count, leftG) = (0, 0.0);
            for (var b = 0; b < cuts[c].Bins; b++)
            {
                var threshold = cuts[c].Threshold(b);
                for (; count < known.Length && matrix[known[count], c] < threshold; count++) leftG += 0.5 - labels[known[count]];
                foreach (var (leftRows, sum) in new[] { (count, leftG), (count + missing.Length, leftG + missingG) })
                {
                    var leftH = leftRows * 0.25;
                    if (leftRows == 0 || leftRows == rows.Length || leftH < options.MinChildWeight || h - leftH < options.MinChildWeight) continue;
                    best = Math.Max(best, Gain(sum, leftH, g, h, options));
                }
            }
        }

        return best;
    }

    private static double Gain(double leftG, double leftH, double g, double h, TreeOptions options) =>
        Score(leftG, leftH, options) + Score(g - leftG, h - leftH, options) - Score(g, h, options);

    private static double Score(double g, double h, TreeOptions options) => Math.Pow(Shrunk(g, options), 2) / (h + options.L2);

    private static double Shrunk(double g, TreeOptions options) => Math.Sign(g) * Math.Max(0, Math.Abs(g) - options.L1);
}
