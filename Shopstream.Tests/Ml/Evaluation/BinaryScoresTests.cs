using FsCheck.Fluent;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Ml.Evaluation;

[TestFixture]
internal sealed class BinaryScoresTests
{
    private static readonly float[] Labels = [0, 0, 1, 1, 0, 1];
    private static readonly float[] Scores = [0.1f, 0.4f, 0.35f, 0.8f, 0.4f, 0.4f];

    [Test]
    public void Auc_WithTies_CountsHalf() =>
        // Of nine pairs: .35 beats one, .8 three, .4 one and ties two.
        BinaryScores.Auc(Labels, Scores).ShouldBe((1 + 3 + 1 + (2 / 2.0)) / 9, 1e-15);

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public FsCheck.Property Auc_AnyScores_IsTheShareOfPairsInOrder() => Prop.ForAll(
        ArbMap.Default.ArbFor<(bool Label, byte Score, byte Weight)[]>(),
        rows =>
        {
            var labels = rows.Select(r => r.Label ? 1f : 0f).ToArray();
            var scores = rows.Select(r => r.Score % 8 / 8f).ToArray();
            var weights = rows.Select(r => 1f + (r.Weight % 4)).ToArray();
            if (labels.Distinct().Count() < 2) return true;
            double won = 0, all = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < rows.Length; j++)
                {
                    if (labels[i] <= labels[j]) continue;
                    var weight = weights[i] * (double)weights[j];
                    all += weight;
                    won += weight * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
                }
            }

            return Math.Abs(BinaryScores.Auc(labels, scores, weights) - (won / all)) < 1e-12;
        });

    [Test]
    public void Auc_OneClassOnly_IsRefused() => Should.Throw<ArgumentException>(() => BinaryScores.Auc([1, 1], [0.1f, 0.2f])).Message.ShouldContain("both classes");

    [Test]
    public void LogLoss_OfACertainError_IsFinite() => BinaryScores.LogLoss([1], [0]).ShouldBe(-Math.Log(BinaryScores.LogLossClip), 1e-12);

    [Test]
    public void Brier_OfKnownErrors_IsTheirMeanSquare() => BinaryScores.Brier([1, 0], [0.75f, 0.5f], [1, 3]).ShouldBe((0.0625 + (3 * 0.25)) / 4, 1e-12);

    [Test]
    public void Confusion_AtAThreshold_CountsEachKind()
    {
        var confusion = ConfusionMatrix.Of(Labels, Scores, 0.4f);
        confusion.ShouldBe(new ConfusionMatrix(TruePositives: 2, FalsePositives: 2, TrueNegatives: 1, FalseNegatives: 1));
        confusion.Accuracy.ShouldBe(0.5);
        confusion.Precision.ShouldBe(0.5);
        confusion.Recall.ShouldBe(2 / 3.0);
        confusion.F1.ShouldBe(4 / 7.0);
        ConfusionMatrix.Of(Labels, Scores, 0.9f).Precision.ShouldBe(0, "nothing said, nothing right");
    }

    [Test]
    public void Scores_OfWrongInput_AreRefusedByRow()
    {
        Should.Throw<ArgumentException>(() => BinaryScores.Auc([], []));
        Should.Throw<ArgumentException>(() => BinaryScores.Auc([0, 1], [0.5f]));
        Should.Throw<ArgumentException>(() => BinaryScores.Auc([0, 2], [0.5f, 0.5f])).Message.ShouldContain("row 1");
        Should.Throw<ArgumentException>(() => BinaryScores.LogLoss([0, 1], [0.5f, float.NaN])).Message.ShouldContain("row 1");
        Should.Throw<ArgumentException>(() => BinaryScores.Brier([0, 1], [0.5f, 1], [1]));
    }

    [Test]
    public void BestF1_OfSeparableScores_LiesBetweenThem()
    {
        var threshold = DecisionThreshold.BestF1([0, 0, 1, 1], [0.1f, 0.2f, 0.6f, 0.9f]);
        threshold.ShouldBe(0.4f, 1e-6f);
        DecisionThreshold.BestAccuracy([0, 0, 1, 1], [0.1f, 0.2f, 0.6f, 0.9f]).ShouldBe(0.4f, 1e-6f);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public FsCheck.Property BestThresholds_AnyScores_AreAsGoodAsEveryOther() => Prop.ForAll(
        ArbMap.Default.ArbFor<(bool Label, byte Score)[]>(),
        rows =>
        {
            if (rows.Length == 0) return true;
            var labels = rows.Select(r => r.Label ? 1f : 0f).ToArray();
            var scores = rows.Select(r => r.Score % 16 / 16f).ToArray();
            var f1 = ConfusionMatrix.Of(labels, scores, DecisionThreshold.BestF1(labels, scores)).F1;
            var accuracy = ConfusionMatrix.Of(labels, scores, DecisionThreshold.BestAccuracy(labels, scores)).Accuracy;
            return Enumerable.Range(0, 18).Select(t => ConfusionMatrix.Of(labels, scores, t / 16f)).All(m => m.F1 <= f1 + 1e-12 && m.Accuracy <= accuracy + 1e-12);
        });

    [Test]
    public void Calibration_OfBins_AddsUp()
    {
        float[] labels = [0, 0, 1, 1], probabilities = [0.05f, 0.07f, 0.95f, 1f];
        var bins = CalibrationBin.EqualWidth(labels, probabilities);
        bins.Count.ShouldBe(2);
        bins[0].Predicted.ShouldBe(0.06, 1e-6);
        bins[1].ShouldBe(new CalibrationBin(bins[1].Predicted, 1, 2));
        CalibrationBin.Error(bins).ShouldBe(((0.06 * 2) + (0.025 * 2)) / 4, 1e-6);
        CalibrationBin.EqualRows(labels, probabilities, 4).Sum(b => b.Rows).ShouldBe(4);
        Should.Throw<ArgumentException>(() => CalibrationBin.EqualWidth(labels, [0, 0, 0, 1.5f])).Message.ShouldContain("row 3");
    }
}
