using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Ml.Tuning;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Finds settings of a purchase model by successive halving: candidates learn from training rows and are judged on users they never
/// met. The settings in use are among the candidates, so that tuning does not fall behind them.
/// </summary>
internal static class PurchaseTuning
{
    private const double StoppingShare = 0.15;
    private const int LeastRows = 1000;

    /// <summary>Options with the best settings found.</summary>
    /// <param name="kind">What is tuned.</param>
    /// <param name="table">Where the rows are.</param>
    /// <param name="division">What to learn from and to judge on.</param>
    /// <param name="basis">The settings in use.</param>
    /// <param name="candidates">How many to begin with: 2 or more.</param>
    /// <param name="progress">Told after each trial: done and total.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static PurchaseOptions Run(
        PurchaseModelKind kind, ColumnTable table, PurchaseDivision division, PurchaseOptions basis, int candidates, Action<int, int> progress,
        CancellationToken cancellationToken)
    {
        var (pipeline, training) = FeaturePipeline.Fit(table, division.Train, basis.Features(kind));
        var trials = new HoldoutTrials(training.Features, training.Labels, pipeline.Apply(table, division.Unseen), pipeline.Labels(table, division.Unseen));
        var options = new TuningOptions
        {
            Candidates = candidates,
            LeastBudget = Math.Min(LeastRows, training.Labels.Length),
            MostBudget = training.Labels.Length,
            Seed = basis.Seed,
            Starting = [Current(kind, basis)],
        };
        var space = kind switch
        {
            PurchaseModelKind.Boosted => ModelSpaces.Boosted,
            PurchaseModelKind.Forest => ModelSpaces.Forest,
            _ => ModelSpaces.Network,
        };
        var trial = trials.OnRows((candidate, rows, labels, cancellation) => Train(kind, candidate, basis, rows, labels, cancellation), basis.Seed);
        var found = SuccessiveHalving.Run(space, options, trial, p => progress(p.Done, p.Total), cancellationToken: cancellationToken).Best.Candidate;
        return kind switch
        {
            PurchaseModelKind.Boosted => basis with { Boosted = ModelSpaces.Options(found, basis.Boosted) },
            PurchaseModelKind.Forest => basis with { Forest = ModelSpaces.Options(found, basis.Forest) },
            _ => basis with { Network = ModelSpaces.Options(found, basis.Network) },
        };
    }

    private static IProbabilityModel Train(
        PurchaseModelKind kind, TuningCandidate candidate, PurchaseOptions basis, FeatureMatrix rows, float[] labels, CancellationToken cancellationToken)
    {
        if (kind == PurchaseModelKind.Forest)
            return RandomForest.Train(rows, labels, ModelSpaces.Options(candidate, basis.Forest) with { Seed = basis.TreeSeed }, cancellationToken: cancellationToken).Model;
        if (kind == PurchaseModelKind.Network)
            return NetworkTraining.Train(rows, labels, ModelSpaces.Options(candidate, basis.Network) with { Seed = basis.Seed }, cancellation: cancellationToken).Network;
        var fold = Splits.StratifiedHoldout(labels, StoppingShare, basis.Seed);
        return BoostedTrees.Train(
            rows.Select(fold.Train), PurchaseTraining.Pick(labels, fold.Train), ModelSpaces.Options(candidate, basis.Boosted) with { Seed = basis.TreeSeed },
            validation: rows.Select(fold.Test), validationLabels: PurchaseTraining.Pick(labels, fold.Test), cancellationToken: cancellationToken).Model;
    }

    private static TuningCandidate Current(PurchaseModelKind kind, PurchaseOptions basis) => kind switch
    {
        PurchaseModelKind.Boosted => ModelSpaces.Boosted.Candidate(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["learningRate"] = basis.Boosted.LearningRate,
            ["maxDepth"] = basis.Boosted.Tree.MaxDepth,
            ["minChildWeight"] = basis.Boosted.Tree.MinChildWeight,
            ["l2"] = basis.Boosted.Tree.L2,
            ["rowsPerTree"] = basis.Boosted.RowsPerTree,
            ["columnsPerNode"] = basis.Boosted.Tree.ColumnsPerNode,
            ["growth"] = basis.Boosted.Tree.Growth.ToString(),
        }),
        PurchaseModelKind.Forest => ModelSpaces.Forest.Candidate(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["maxDepth"] = basis.Forest.MaxDepth,
            ["minLeafWeight"] = basis.Forest.MinLeafWeight,
            ["columnsPerNode"] = basis.Forest.ColumnsPerNode ?? 0.2,
            ["rowsPerTree"] = basis.Forest.RowsPerTree,
        }),
        _ => ModelSpaces.Network.Candidate(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["learningRate"] = basis.Network.LearningRate,
            ["dropout"] = basis.Network.Dropout,
            ["weightDecay"] = basis.Network.WeightDecay,
            ["batchSize"] = basis.Network.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["hidden"] = string.Join(',', basis.Network.Hidden),
        }),
    };
}
