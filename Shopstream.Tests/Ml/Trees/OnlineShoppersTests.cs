using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>Quality on sessions of a real shop that the model never saw: 5 stratified folds.</summary>
[TestFixture]
internal sealed class OnlineShoppersTests
{
    private const int Seed = 7;

    [Test]
    public void Boosted_OnFiveFolds_ReachesTheYardstick()
    {
        var options = new BoostingOptions
        {
            Trees = 300,
            LearningRate = 0.03,
            RowsPerTree = 0.7,
            Seed = Seed,
            Tree = new() { MaxDepth = 5, MinChildWeight = 3, L2 = 3, ColumnsPerNode = 0.4 },
        };
        var (auc, f1) = OverFolds((matrix, labels) => BoostedTrees.Train(matrix, labels, options).Model);
        TestContext.Out.WriteLine($"AUC {auc:0.0000}, F1 {f1:0.0000}, seed {Seed}");
        auc.ShouldBeGreaterThanOrEqualTo(0.932);
        f1.ShouldBeGreaterThanOrEqualTo(0.66);
    }

    [Test]
    public void Forest_OnFiveFolds_ReachesTheYardstick()
    {
        var options = new ForestOptions { Trees = 300, MaxDepth = 20, MinLeafWeight = 3, Seed = Seed };
        var (auc, f1) = OverFolds((matrix, labels) => RandomForest.Train(matrix, labels, options).Model);
        TestContext.Out.WriteLine($"AUC {auc:0.0000}, F1 {f1:0.0000}, seed {Seed}");
        auc.ShouldBeGreaterThanOrEqualTo(0.929);
    }

    [Test]
    public void Forest_OutOfBag_EstimatesTheQualityOnOtherRows()
    {
        var (matrix, labels) = OnlineShoppers.Load();
        var held = OnlineShoppers.StratifiedFolds(labels, 5, Seed)[0];
        var train = Enumerable.Range(0, matrix.Rows).Except(held).ToArray();
        var run = RandomForest.Train(matrix.Select(train), Pick(labels, train), new() { Trees = 200, MinLeafWeight = 3, Seed = Seed });
        run.OutOfBag.ShouldAllBe(p => p >= 0 && p <= 1);
        var estimate = RocCurve.Area(run.OutOfBag, Pick(labels, train));
        var seen = RocCurve.Area(run.Model.Predict(matrix.Select(train)), Pick(labels, train));
        var truth = RocCurve.Area(run.Model.Predict(matrix.Select(held)), Pick(labels, held));
        estimate.ShouldBe(truth, 0.015, $"seed {Seed}");
        seen.ShouldBeGreaterThan(estimate + 0.02, "on rows that it saw the forest looks better than it is");
    }

    private static (double Auc, double F1) OverFolds(Func<FeatureMatrix, float[], TreeEnsemble> train)
    {
        var (matrix, labels) = OnlineShoppers.Load();
        var (auc, f1) = (0.0, 0.0);
        var folds = OnlineShoppers.StratifiedFolds(labels, 5, Seed);
        foreach (var test in folds)
        {
            var rest = Enumerable.Range(0, matrix.Rows).Except(test).ToArray();
            // The threshold comes from a fold of the training rows that a first model does not see.
            var inner = OnlineShoppers.StratifiedFolds(Pick(labels, rest), 4, Seed)[0].Select(i => rest[i]).ToArray();
            var outer = rest.Except(inner).ToArray();
            var first = train(matrix.Select(outer), Pick(labels, outer));
            var threshold = BestThreshold(first.Predict(matrix.Select(inner)), Pick(labels, inner));
            var predicted = train(matrix.Select(rest), Pick(labels, rest)).Predict(matrix.Select(test));
            auc += RocCurve.Area(predicted, Pick(labels, test)) / folds.Length;
            f1 += F1(predicted, Pick(labels, test), threshold) / folds.Length;
        }

        return (auc, f1);
    }

    private static float BestThreshold(float[] scores, float[] labels) =>
        Enumerable.Range(1, 99).Select(t => t / 100f).MaxBy(t => F1(scores, labels, t));

    private static double F1(float[] scores, float[] labels, float threshold)
    {
        var hits = scores.Where((s, i) => s >= threshold && labels[i] == 1).Count();
        return 2.0 * hits / (scores.Count(s => s >= threshold) + labels.Count(y => y == 1));
    }

    private static float[] Pick(float[] values, int[] rows) => Array.ConvertAll(rows, r => values[r]);
}
