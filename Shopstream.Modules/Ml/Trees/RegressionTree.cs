namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// One tree as parallel arrays, the root first, both children of a node side by side and after it. A row goes left where its value is
/// below the threshold, as in XGBoost.
/// </summary>
public sealed class RegressionTree
{
    internal RegressionTree(int[] left, int[] feature, float[] threshold, bool[] defaultLeft, float[] value, float[] cover, float[] gain)
    {
        (Left, Feature, Threshold, DefaultLeft, Value, Cover, Gain) = (left, feature, threshold, defaultLeft, value, cover, gain);
        Depth = Deepest();
    }

    /// <summary>Number of nodes, leaves included.</summary>
    public int Nodes => Left.Length;

    /// <summary>Most splits between the root and a leaf.</summary>
    public int Depth { get; }

    /// <summary>By node: its left child, 0 for a leaf. The right child is the next.</summary>
    internal int[] Left { get; }

    /// <summary>By node: the column compared; 0 for a leaf.</summary>
    internal int[] Feature { get; }

    /// <summary>By node: the value below which rows go left.</summary>
    internal float[] Threshold { get; }

    /// <summary>By node: whether missing values go left.</summary>
    internal bool[] DefaultLeft { get; }

    /// <summary>By node: what a leaf adds; for inner nodes what they would add as leaves.</summary>
    internal float[] Value { get; }

    /// <summary>By node: sum of second derivatives of its training rows.</summary>
    internal float[] Cover { get; }

    /// <summary>By node: the gain of its split, 0 for a leaf.</summary>
    internal float[] Gain { get; }

    internal bool IsLeaf(int node) => Left[node] == 0;

    private int Deepest()
    {
        var depths = new int[Nodes];
        var deepest = 0;
        for (var node = 0; node < Nodes; node++)
        {
            if (IsLeaf(node)) continue;
            depths[Left[node]] = depths[Left[node] + 1] = depths[node] + 1;
            deepest = Math.Max(deepest, depths[node] + 1);
        }

        return deepest;
    }
}
