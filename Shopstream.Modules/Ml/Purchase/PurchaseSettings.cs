using System.Globalization;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>The settings of a trained purchase model as texts, to be kept with its version.</summary>
internal static class PurchaseSettings
{
    public static IReadOnlyDictionary<string, string> Of(PurchaseModel model, PurchaseOptions options)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["threshold"] = Text(model.Threshold), ["features"] = Text(model.Pipeline.Features.Count) };
        switch (model.Kind)
        {
            case PurchaseModelKind.Boosted:
                var boosted = options.Boosted;
                settings["trees"] = Text(((TreeEnsemble)model.Learner).Trees.Count);
                settings["learningRate"] = Text(boosted.LearningRate);
                settings["rowsPerTree"] = Text(boosted.RowsPerTree);
                settings["growth"] = boosted.Tree.Growth.ToString();
                settings["maxDepth"] = Text(boosted.Tree.MaxDepth);
                settings["maxLeaves"] = Text(boosted.Tree.MaxLeaves);
                settings["minChildWeight"] = Text(boosted.Tree.MinChildWeight);
                settings["l2"] = Text(boosted.Tree.L2);
                settings["columnsPerNode"] = Text(boosted.Tree.ColumnsPerNode);
                break;
            case PurchaseModelKind.Forest:
                var forest = options.Forest;
                settings["trees"] = Text(forest.Trees);
                settings["maxDepth"] = Text(forest.MaxDepth);
                settings["minLeafWeight"] = Text(forest.MinLeafWeight);
                settings["rowsPerTree"] = Text(forest.RowsPerTree);
                settings["columnsPerNode"] = forest.ColumnsPerNode is { } share ? Text(share) : "square root";
                break;
            default:
                var network = options.Network;
                settings["hidden"] = string.Join(',', network.Hidden);
                settings["learningRate"] = Text(network.LearningRate);
                settings["weightDecay"] = Text(network.WeightDecay);
                settings["batchSize"] = Text(network.BatchSize);
                settings["dropout"] = Text(network.Dropout);
                break;
        }

        return settings;
    }

    private static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
