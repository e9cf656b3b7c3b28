using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Tests.Ml.Support;

namespace Shopstream.Tests.Ml.Evaluation;

/// <summary>The measures against those of scikit-learn, on the same labels, probabilities and weights.</summary>
[TestFixture]
internal sealed class ScikitLearnTests
{
    private const string Script = """
        import sys
        try:
            import numpy as np
            from sklearn.calibration import calibration_curve
            from sklearn import metrics as m
        except ImportError:
            sys.exit(3)
        table = np.loadtxt(sys.argv[1], delimiter=",")
        y, p, w = table[:, 0], table[:, 1], table[:, 2]
        said = p >= 0.4
        values = [m.roc_auc_score(y, p), m.roc_auc_score(y, p, sample_weight=w), m.log_loss(y, p), m.log_loss(y, p, sample_weight=w),
            m.brier_score_loss(y, p), m.accuracy_score(y, said), m.precision_score(y, said), m.recall_score(y, said), m.f1_score(y, said),
            m.f1_score(y, said, sample_weight=w)]
        values += list(m.confusion_matrix(y, said).ravel())
        true, predicted = calibration_curve(y, p, n_bins=10)
        values += list(true) + list(predicted)
        print("\n".join(repr(float(v)) for v in values))
        """;

    [Test, CancelAfter(120_000)]
    public async Task Measures_OnRandomRows_AreThoseOfScikitLearn(CancellationToken cancel)
    {
        var random = new SeededRandom(17);
        var probabilities = Enumerable.Range(0, 3000).Select(_ => ((random.Below(37) / 37f) * 0.98f) + 0.01f).ToArray();
        var labels = probabilities.Select(p => random.NextDouble() < p * p ? 1f : 0f).ToArray();
        var weights = labels.Select(_ => (float)(0.5 + random.NextDouble())).ToArray();
        var lines = labels.Select((l, i) => string.Create(CultureInfo.InvariantCulture, $"{l},{(double)probabilities[i]:R},{(double)weights[i]:R}"));
        var peer = await PythonPeer.Run(Script, lines, cancel);

        var confusion = ConfusionMatrix.Of(labels, probabilities, 0.4f);
        var bins = CalibrationBin.EqualWidth(labels, probabilities);
        double[] ours =
        [
            BinaryScores.Auc(labels, probabilities), BinaryScores.Auc(labels, probabilities, weights),
            BinaryScores.LogLoss(labels, probabilities), BinaryScores.LogLoss(labels, probabilities, weights),
            BinaryScores.Brier(labels, probabilities), confusion.Accuracy, confusion.Precision, confusion.Recall, confusion.F1,
            ConfusionMatrix.Of(labels, probabilities, 0.4f, weights).F1,
            confusion.TrueNegatives, confusion.FalsePositives, confusion.FalseNegatives, confusion.TruePositives,
            .. bins.Select(b => b.Observed), .. bins.Select(b => b.Predicted),
        ];
        peer.Count.ShouldBe(ours.Length);
        for (var i = 0; i < ours.Length; i++) ours[i].ShouldBe(peer[i], 1e-6, $"value {i}");
    }
}
