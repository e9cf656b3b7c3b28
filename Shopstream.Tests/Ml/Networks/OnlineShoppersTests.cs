using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Ml.Support;

namespace Shopstream.Tests.Ml.Networks;

/// <summary>The network on sessions of a real shop (UCI Online Shoppers Purchasing Intention, 12,330 sessions).</summary>
[TestFixture]
internal sealed class OnlineShoppersTests
{
    [Test, CancelAfter(300_000)]
    public void Train_FiveStratifiedFolds_AucAtLeast0915(CancellationToken cancel)
    {
        const long Seed = 7;
        var table = OnlineShoppers.Read();
        var labels = OnlineShoppers.Labels(table);
        var aucs = new List<double>();
        var scores = new List<double>();
        foreach (var fold in Splits.Stratified(labels, 5, Seed))
        {
            var (pipeline, training) = FeaturePipeline.Fit(table, fold.Train, FeatureOptions.ForNetwork("Revenue"));
            var trained = NetworkTraining.Train(training.Features, training.Labels, new NetworkOptions { Seed = Seed }, cancellation: cancel);
            var threshold = DecisionThreshold.BestF1(training.Labels, trained.Network.Predict(training.Features));
            var report = ClassificationReport.Of(pipeline.Labels(table, fold.Test), trained.Network.Predict(pipeline.Apply(table, fold.Test)), threshold);
            aucs.Add(report.Auc);
            scores.Add(report.Confusion.F1);
            TestContext.Out.WriteLine(
                $"AUC {report.Auc:F4}, F1 {report.Confusion.F1:F4} at {threshold:F2}, log loss {report.LogLoss:F4}, epochs {trained.Epochs.Count}, best {trained.BestEpoch}");
        }

        TestContext.Out.WriteLine($"seed {Seed}: mean AUC {aucs.Average():F4}, mean F1 {scores.Average():F4}");
        aucs.Average().ShouldBeGreaterThanOrEqualTo(0.915, $"seed {Seed}");
        scores.Average().ShouldBeGreaterThanOrEqualTo(0.63, $"seed {Seed}");
    }
}
