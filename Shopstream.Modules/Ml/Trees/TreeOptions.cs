namespace Shopstream.Modules.Ml.Trees;

/// <summary>How one tree is grown. The names in brackets are XGBoost's.</summary>
public sealed record TreeOptions
{
    /// <value>Order of growth; depth-wise by default.</value>
    public TreeGrowth Growth { get; init; } = TreeGrowth.DepthWise;

    /// <value>Most splits between the root and a leaf [max_depth]: 1 to 64, default 6.</value>
    public int MaxDepth { get; init; } = 6;

    /// <value>Most leaves [max_leaves]: 2 or more, or 0 for no bound; default 0. Leaf-wise growth wants a bound.</value>
    public int MaxLeaves { get; init; }

    /// <value>L2 penalty on leaf values [lambda]: 0 or more, default 1.</value>
    public double L2 { get; init; } = 1;

    /// <value>L1 penalty on leaf values [alpha]: 0 or more, default 0.</value>
    public double L1 { get; init; }

    /// <value>Least gain that a split must bring [gamma]: 0 or more, default 0.</value>
    public double MinGain { get; init; }

    /// <value>Least sum of second derivatives in a child [min_child_weight]: 0 or more, default 1. In a forest it counts weighted rows.</value>
    public double MinChildWeight { get; init; } = 1;

    /// <value>Most quantile bins of a column [max_bin]: 2 to 255, default 255; missing values have a 256th bin of their own.</value>
    public int MaxBins { get; init; } = 255;

    /// <value>Share of columns drawn for each tree [colsample_bytree]: above 0 to 1, default 1.</value>
    public double ColumnsPerTree { get; init; } = 1;

    /// <value>Share of the tree's columns drawn for each level [colsample_bylevel]: above 0 to 1, default 1.</value>
    public double ColumnsPerLevel { get; init; } = 1;

    /// <value>Share of the level's columns drawn for each node [colsample_bynode]: above 0 to 1, default 1.</value>
    public double ColumnsPerNode { get; init; } = 1;

    /// <value>
    /// By column: 1 where the prediction may only rise with the value, -1 where it may only fall, 0 where it is free
    /// [monotone_constraints]. Null (default) frees all.
    /// </value>
    public IReadOnlyList<int>? Monotone { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range; the message names it.</exception>
    internal void Check(int columns)
    {
        Require(Enum.IsDefined(Growth), nameof(Growth), Growth, "DepthWise or LeafWise");
        Require(MaxDepth is >= 1 and <= 64, nameof(MaxDepth), MaxDepth, "1 to 64");
        Require(MaxLeaves is 0 or >= 2, nameof(MaxLeaves), MaxLeaves, "0 or at least 2");
        Require(Growth == TreeGrowth.DepthWise || MaxLeaves > 0, nameof(MaxLeaves), MaxLeaves, "at least 2 when growing leaf-wise");
        Require(L2 >= 0 && double.IsFinite(L2), nameof(L2), L2, "0 or more");
        Require(L1 >= 0 && double.IsFinite(L1), nameof(L1), L1, "0 or more");
        Require(MinGain >= 0, nameof(MinGain), MinGain, "0 or more");
        Require(MinChildWeight >= 0, nameof(MinChildWeight), MinChildWeight, "0 or more");
        Require(MaxBins is >= 2 and <= 255, nameof(MaxBins), MaxBins, "2 to 255");
        Require(ColumnsPerTree is > 0 and <= 1, nameof(ColumnsPerTree), ColumnsPerTree, "above 0, at most 1");
        Require(ColumnsPerLevel is > 0 and <= 1, nameof(ColumnsPerLevel), ColumnsPerLevel, "above 0, at most 1");
        Require(ColumnsPerNode is > 0 and <= 1, nameof(ColumnsPerNode), ColumnsPerNode, "above 0, at most 1");
        if (Monotone is null) return;
        Require(Monotone.Count == columns, nameof(Monotone), Monotone.Count, $"{columns} entries, one a column");
        Require(Monotone.All(m => m is >= -1 and <= 1), nameof(Monotone), string.Join(',', Monotone), "entries -1, 0 or 1");
    }

    internal static void Require(bool holds, string name, object found, string expected)
    {
        if (!holds) throw new ArgumentException($"{name}: found {found}, expected {expected}", name);
    }
}
