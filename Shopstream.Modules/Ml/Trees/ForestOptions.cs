namespace Shopstream.Modules.Ml.Trees;

/// <summary>How a random forest is trained (Breiman 2001).</summary>
public sealed record ForestOptions
{
    /// <value>Number of trees: 1 or more, default 100.</value>
    public int Trees { get; init; } = 100;

    /// <value>Most splits between the root and a leaf: 1 to 64, default 12.</value>
    public int MaxDepth { get; init; } = 12;

    /// <value>Least weighted rows in a leaf: 0 or more, default 1.</value>
    public double MinLeafWeight { get; init; } = 1;

    /// <value>Share of columns drawn for each node: above 0 to 1, or null (default) for the square root of their number.</value>
    public double? ColumnsPerNode { get; init; }

    /// <value>Most quantile bins of a column: 2 to 255, default 255.</value>
    public int MaxBins { get; init; } = 255;

    /// <value>Rows drawn with replacement for each tree, as a share of all: above 0 to 1, default 1.</value>
    public double RowsPerTree { get; init; } = 1;

    /// <value>Factor on the weight of rows whose label is 1: above 0, default 1. Other than 1, probabilities are no longer calibrated.</value>
    public double PositiveWeight { get; init; } = 1;

    /// <value>Seed of all sampling; default 0. Equal seeds give equal models whatever the number of threads.</value>
    public int Seed { get; init; }

    /// <value>Threads to work with: 1 or more, or 0 (default) for one a core.</value>
    public int Threads { get; init; }

    internal void Check()
    {
        TreeOptions.Require(Trees >= 1, nameof(Trees), Trees, "1 or more");
        TreeOptions.Require(MaxDepth is >= 1 and <= 64, nameof(MaxDepth), MaxDepth, "1 to 64");
        TreeOptions.Require(MinLeafWeight >= 0, nameof(MinLeafWeight), MinLeafWeight, "0 or more");
        TreeOptions.Require(ColumnsPerNode is null or (> 0 and <= 1), nameof(ColumnsPerNode), ColumnsPerNode ?? 0, "above 0, at most 1");
        TreeOptions.Require(MaxBins is >= 2 and <= 255, nameof(MaxBins), MaxBins, "2 to 255");
        TreeOptions.Require(RowsPerTree is > 0 and <= 1, nameof(RowsPerTree), RowsPerTree, "above 0, at most 1");
        TreeOptions.Require(PositiveWeight > 0 && double.IsFinite(PositiveWeight), nameof(PositiveWeight), PositiveWeight, "above 0");
        TreeOptions.Require(Threads >= 0, nameof(Threads), Threads, "0 or more");
    }

    /// <summary>The growth of one tree: Gini impurity of 0/1 labels is half their variance, so that squared error without penalties finds the same splits.</summary>
    internal TreeOptions Growing(int columns) => new()
    {
        MaxDepth = MaxDepth,
        MinChildWeight = MinLeafWeight,
        MaxBins = MaxBins,
        L2 = 0,
        ColumnsPerNode = ColumnsPerNode ?? Math.Max(1, Math.Floor(Math.Sqrt(columns))) / columns,
    };
}
