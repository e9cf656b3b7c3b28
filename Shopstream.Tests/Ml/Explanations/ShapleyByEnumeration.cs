using System.Numerics;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Tests.Ml.Explanations;

/// <summary>Shapley values by their definition: every set of features is tried.</summary>
internal static class ShapleyByEnumeration
{
    /// <summary>The output when the features of a set are known: Lundberg et al. 2020, algorithm 1.</summary>
    public static Func<uint, double> PathDependent(TreeEnsemble model, FeatureMatrix rows, int row)
    {
        return set => model.BaseMargin + model.Trees.Sum(t => Expected(t, 0, set));

        double Expected(RegressionTree tree, int node, uint set)
        {
            if (tree.IsLeaf(node)) return tree.Value[node];
            var (left, feature) = (tree.Left[node], tree.Feature[node]);
            if ((set >> feature & 1) == 0)
                return (tree.Cover[left] * Expected(tree, left, set) + tree.Cover[left + 1] * Expected(tree, left + 1, set)) / tree.Cover[node];
            var value = rows[row, feature];
            var goesLeft = float.IsNaN(value) ? tree.DefaultLeft[node] : value < tree.Threshold[node];
            return Expected(tree, goesLeft ? left : left + 1, set);
        }
    }

    public static Func<uint, double> Interventional(TreeEnsemble model, FeatureMatrix rows, int row, FeatureMatrix background) => set =>
    {
        var mixed = Enumerable.Range(0, rows.Columns)
            .Select(c => Enumerable.Range(0, background.Rows).Select(b => (set >> c & 1) == 1 ? rows[row, c] : background[b, c]).ToArray())
            .ToArray();
        return model.PredictMargin(new(rows.Names, mixed)).Average(m => (double)m);
    };

    /// <summary>The value of each feature.</summary>
    public static double[] Values(Func<uint, double> game, int features)
    {
        var worth = Worth(game, features);
        return [.. Enumerable.Range(0, features).Select(f => Enumerable.Range(0, worth.Length)
            .Where(set => (set >> f & 1) == 0)
            .Sum(set => Weight(BitOperations.PopCount((uint)set), features) * (worth[set | 1 << f] - worth[set])))];
    }

    /// <summary>Half the interaction index of two features.</summary>
    public static double Interaction(Func<uint, double> game, int features, int a, int b)
    {
        var worth = Worth(game, features);
        var (one, other) = (1 << a, 1 << b);
        return Enumerable.Range(0, worth.Length)
            .Where(set => (set & (one | other)) == 0)
            .Sum(set => Weight(BitOperations.PopCount((uint)set), features - 1) / 2
                * (worth[set | one | other] - worth[set | one] - worth[set | other] + worth[set]));
    }

    private static double[] Worth(Func<uint, double> game, int features) => [.. Enumerable.Range(0, 1 << features).Select(set => game((uint)set))];

    private static double Weight(int size, int features) => Factorial(size) * Factorial(features - size - 1) / Factorial(features);

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i);
}
