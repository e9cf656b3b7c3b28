using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Trains purchase models on rows of a table. Everything is learnt from these rows alone: features, number of trees, threshold.
/// Equal rows, options and seed give equal models, except for training with privacy, whose noise is drawn anew each time.
/// </summary>
public static class PurchaseTraining
{
    private const int InnerFolds = 3;
    private const int ManyRows = 100_000;
    private const int BackgroundRows = 50;

    /// <summary>Trains one model.</summary>
    /// <param name="kind">What to train.</param>
    /// <param name="table">Where the rows are.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="options">How.</param>
    /// <param name="ledger">What pays for training with privacy; null will do otherwise.</param>
    /// <param name="cancellationToken">Looked at between trees and batches.</param>
    /// <exception cref="ArgumentException">An option is out of range, a column would leak, labels are unusable, or a class is too small.</exception>
    /// <exception cref="PrivacyBudgetException">The ledger's budget does not suffice.</exception>
    public static PurchaseModel Train(
        PurchaseModelKind kind, ColumnTable table, int[] rows, PurchaseOptions options, PrivacyLedger? ledger, CancellationToken cancellationToken)
    {
        if (options.Privacy is not null)
        {
            ArgumentNullException.ThrowIfNull(ledger);
            return PrivatePurchaseTraining.Train(kind, table, rows, options, ledger, NoiseSource.Cryptographic(), cancellationToken);
        }

        var (pipeline, training) = FeaturePipeline.Fit(table, rows, options.Features(kind));
        var groups = TrainingDivision.Groups(table, options.Group, rows);
        return kind switch
        {
            PurchaseModelKind.Forest => Forest(pipeline, training, options, cancellationToken),
            PurchaseModelKind.Boosted => Boosted(pipeline, training, groups, options, cancellationToken),
            PurchaseModelKind.Network => Network(pipeline, training, groups, options, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "expected Forest, Boosted or Network"),
        };
    }

    internal static PurchaseModel Forest(
        FeaturePipeline pipeline, TrainingSet training, PurchaseOptions options, CancellationToken cancellationToken, PrivacyStatement? privacy = null)
    {
        var run = RandomForest.Train(training.Features, training.Labels, options.Forest with { Seed = options.TreeSeed }, cancellationToken: cancellationToken);

        // A row that every tree saw has no estimate of its own.
        var judged = Enumerable.Range(0, training.Labels.Length).Where(r => !float.IsNaN(run.OutOfBag[r])).ToArray();
        var threshold = Threshold(options.Threshold, Pick(training.Labels, judged), Pick(run.OutOfBag, judged));
        return new PurchaseModel(PurchaseModelKind.Forest, pipeline, run.Model, threshold, null, privacy);
    }

    internal static PurchaseModel Boosted(
        FeaturePipeline pipeline, TrainingSet training, string[]? groups, PurchaseOptions options, CancellationToken cancellationToken, PrivacyStatement? privacy = null)
    {
        var (features, labels) = (training.Features, training.Labels);
        var boosting = options.Boosted with { Seed = options.TreeSeed };
        IReadOnlyList<Fold> inner = labels.Length < ManyRows
            ? TrainingDivision.Folds(labels, groups, InnerFolds, options.Seed)
            : [TrainingDivision.Holdout(labels, groups, 0.2, options.Seed)];
        var unseen = new float[labels.Length];
        var trees = 0;
        foreach (var fold in inner)
        {
            var (validation, validationLabels) = (features.Select(fold.Test), Pick(labels, fold.Test));
            var model = BoostedTrees.Train(
                features.Select(fold.Train), Pick(labels, fold.Train), boosting, validation: validation, validationLabels: validationLabels, cancellationToken: cancellationToken).Model;
            trees += model.Trees.Count;
            var predicted = model.Predict(validation);
            for (var i = 0; i < predicted.Length; i++) unseen[fold.Test[i]] = predicted[i];
        }

        var judged = inner.SelectMany(f => f.Test).ToArray();
        var threshold = Threshold(options.Threshold, Pick(labels, judged), Pick(unseen, judged));
        var final = boosting with { Trees = Math.Max(1, trees / inner.Count), EarlyStoppingRounds = 0 };
        var whole = BoostedTrees.Train(features, labels, final, cancellationToken: cancellationToken).Model;
        return new PurchaseModel(PurchaseModelKind.Boosted, pipeline, whole, threshold, null, privacy);
    }

    private static PurchaseModel Network(FeaturePipeline pipeline, TrainingSet training, string[]? groups, PurchaseOptions options, CancellationToken cancellationToken)
    {
        var (features, labels) = (training.Features, training.Labels);
        var network = options.Network with { Seed = options.Seed };
        var learnt = training;
        (FeatureMatrix, float[])? aside = null;
        if (groups is not null && network.ValidationShare > 0)
        {
            var fold = TrainingDivision.Holdout(labels, groups, network.ValidationShare, options.Seed);
            (learnt, aside) = (new TrainingSet(features.Select(fold.Train), Pick(labels, fold.Train)), (features.Select(fold.Test), Pick(labels, fold.Test)));
        }

        var trained = NetworkTraining.Train(learnt.Features, learnt.Labels, network, validation: aside, cancellation: cancellationToken).Network;
        var threshold = Threshold(options.Threshold, labels, trained.Predict(features));
        return new PurchaseModel(PurchaseModelKind.Network, pipeline, trained, threshold, Background(pipeline, features, options.Seed), null);
    }

    internal static float Threshold(ThresholdRule rule, float[] labels, float[] probabilities) => rule switch
    {
        ThresholdRule.F1 => DecisionThreshold.BestF1(labels, probabilities),
        ThresholdRule.Accuracy => DecisionThreshold.BestAccuracy(labels, probabilities),
        _ => 0.5f,
    };

    internal static float[] Pick(float[] values, int[] rows) => Array.ConvertAll(rows, r => values[r]);

    // The features of one column stay together, so that each stands for a value that there is.
    private static FeatureMatrix Background(FeaturePipeline pipeline, FeatureMatrix features, long seed)
    {
        var random = new SeededRandom(seed, stream: 78);
        var count = Math.Min(BackgroundRows, features.Rows);
        var columns = new float[features.Columns][];
        var drawn = new int[count];
        for (var c = 0; c < columns.Length; c++)
        {
            if (c == 0 || pipeline.Sources[c] != pipeline.Sources[c - 1])
                for (var i = 0; i < count; i++) drawn[i] = random.Below(features.Rows);
            columns[c] = Array.ConvertAll(drawn, r => features[r, c]);
        }

        return new FeatureMatrix(features.Names, columns);
    }
}
