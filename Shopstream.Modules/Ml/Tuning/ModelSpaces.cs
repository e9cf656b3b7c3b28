using System.Globalization;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Tuning;

/// <summary>What is worth tuning of each kind of model, and the options that a candidate stands for.</summary>
public static class ModelSpaces
{
    /// <summary>Of boosted trees.</summary>
    public static SearchSpace Boosted { get; } = new(
        SearchSpace.LogUniform("learningRate", 0.01, 0.3),
        SearchSpace.Whole("maxDepth", 2, 10),
        SearchSpace.LogUniform("minChildWeight", 0.5, 20),
        SearchSpace.LogUniform("l2", 0.1, 20),
        SearchSpace.Uniform("rowsPerTree", 0.5, 1),
        SearchSpace.Uniform("columnsPerNode", 0.3, 1),
        SearchSpace.Choice("growth", nameof(TreeGrowth.DepthWise), nameof(TreeGrowth.LeafWise)));

    /// <summary>Of random forests.</summary>
    public static SearchSpace Forest { get; } = new(
        SearchSpace.Whole("maxDepth", 4, 24),
        SearchSpace.LogUniform("minLeafWeight", 1, 30),
        SearchSpace.Uniform("columnsPerNode", 0.1, 1),
        SearchSpace.Uniform("rowsPerTree", 0.5, 1));

    /// <summary>Of neural networks.</summary>
    public static SearchSpace Network { get; } = new(
        SearchSpace.LogUniform("learningRate", 0.0001, 0.01),
        SearchSpace.Uniform("dropout", 0, 0.5),
        SearchSpace.LogUniform("weightDecay", 0.0001, 1),
        SearchSpace.Choice("batchSize", "32", "64", "128", "256"),
        SearchSpace.Choice("hidden", "32", "64,32", "128,64", "256,128"));

    /// <summary>The options of a candidate of <see cref="Boosted"/>; all else as in <paramref name="basis"/>.</summary>
    public static BoostingOptions Options(TuningCandidate candidate, BoostingOptions basis)
    {
        var depth = candidate.Whole("maxDepth");
        var growth = Enum.Parse<TreeGrowth>(candidate.Choice("growth"));
        return basis with
        {
            LearningRate = candidate["learningRate"],
            RowsPerTree = candidate["rowsPerTree"],
            Tree = basis.Tree with
            {
                // Leaf-wise trees have as many leaves as a full tree of the depth, but may lie deeper.
                MaxDepth = growth == TreeGrowth.LeafWise ? 2 * depth : depth,
                MaxLeaves = growth == TreeGrowth.LeafWise ? 1 << depth : 0,
                Growth = growth,
                MinChildWeight = candidate["minChildWeight"],
                L2 = candidate["l2"],
                ColumnsPerNode = candidate["columnsPerNode"],
            },
        };
    }

    /// <summary>The options of a candidate of <see cref="Forest"/>; all else as in <paramref name="basis"/>.</summary>
    public static ForestOptions Options(TuningCandidate candidate, ForestOptions basis) => basis with
    {
        MaxDepth = candidate.Whole("maxDepth"),
        MinLeafWeight = candidate["minLeafWeight"],
        ColumnsPerNode = candidate["columnsPerNode"],
        RowsPerTree = candidate["rowsPerTree"],
    };

    /// <summary>The options of a candidate of <see cref="Network"/>; all else as in <paramref name="basis"/>.</summary>
    public static NetworkOptions Options(TuningCandidate candidate, NetworkOptions basis) => basis with
    {
        LearningRate = candidate["learningRate"],
        Dropout = candidate["dropout"],
        WeightDecay = candidate["weightDecay"],
        BatchSize = int.Parse(candidate.Choice("batchSize"), CultureInfo.InvariantCulture),
        Hidden = [.. candidate.Choice("hidden").Split(',').Select(h => int.Parse(h, CultureInfo.InvariantCulture))],
    };
}
