using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Ml.Support;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class PrivateNetworkTrainingTests
{
    [Test]
    public void Norms_OfEachExample_AreThoseOfItsOwnGradient()
    {
        var (shape, parameters, pass, _) = Example(rows: 9, seed: 4);
        var norms = new double[9];
        ClippedGradients.Norms(pass, shape, norms);
        for (var row = 0; row < 9; row++)
        {
            var single = Single(shape, parameters, pass, row);
            norms[row].ShouldBe(Math.Sqrt(single.Sum(g => (double)g * g)), 1e-5);
        }
    }

    [Test]
    public void Add_WithALimit_SumsTheClippedGradients()
    {
        const double Limit = 0.4;
        var (shape, parameters, pass, _) = Example(rows: 9, seed: 5);
        var expected = new double[shape.Parameters];
        var large = 0;
        for (var row = 0; row < 9; row++)
        {
            var single = Single(shape, parameters, pass, row);
            var norm = Math.Sqrt(single.Sum(g => (double)g * g));
            if (norm > Limit) large++;
            for (var i = 0; i < expected.Length; i++) expected[i] += single[i] * Math.Min(1, Limit / norm);
        }

        var sum = new float[shape.Parameters];
        ClippedGradients.Add(pass, shape, 9, Limit, sum).ShouldBe(large);
        large.ShouldBeInRange(1, 8, "the limit should bind for some examples only");
        for (var i = 0; i < expected.Length; i++) ((double)sum[i]).ShouldBe(expected[i], 2e-5);
    }

    [Test]
    public void FillNormal_ManyTimes_HasTheMomentsOfANormal()
    {
        var normal = new double[100_001];
        new SeededNoise(9).FillNormal(normal);
        normal.Average().ShouldBe(0, 0.013);
        normal.Average(x => x * x).ShouldBe(1, 0.018);
        normal.Average(x => x * x * x * x).ShouldBe(3, 0.13);
    }

    [Test, CancelAfter(120_000)]
    public void Train_SeparableRows_LearnsAndPays(CancellationToken cancel)
    {
        var (features, labels) = Separable(2000, seed: 3);
        var ledger = new PrivacyLedger(3, 1e-4, TimeProvider.System);
        var options = new PrivateTrainingOptions { Epsilon = 2, ClippingNorm = 1, Hidden = [16], BatchSize = 200, Epochs = 10, LearningRate = 0.01 };
        var trained = PrivateNetworkTraining.Train(features, labels, options, ledger, "test", new SeededNoise(1), cancel);
        trained.Epsilon.ShouldBeInRange(1.99, 2);
        trained.ClassicEpsilon.ShouldBeGreaterThan(2);
        ledger.EpsilonSpent.ShouldBe(trained.Epsilon, 1e-12);
        ledger.DeltaSpent.ShouldBe(1e-5);
        trained.Steps.ShouldBe(100);
        BinaryScores.Auc(labels, trained.Network.Predict(features)).ShouldBeGreaterThan(0.95);
        Should.Throw<PrivacyBudgetException>(() => PrivateNetworkTraining.Train(features, labels, options, ledger, "again", cancel));
    }

    [Test, CancelAfter(60_000)]
    public void Train_AlmostNoEpsilon_LearnsNothingButNoise(CancellationToken cancel)
    {
        var (features, labels) = Separable(2000, seed: 3);
        var options = new PrivateTrainingOptions { Epsilon = 0.01, ClippingNorm = 1, Hidden = [16], BatchSize = 200, Epochs = 10, LearningRate = 0.01 };
        var network = PrivateNetworkTraining.Train(features, labels, options, new PrivacyLedger(1, 1e-4, TimeProvider.System), "test", new SeededNoise(2), cancel).Network;
        var (_, deviation) = Spread(network.Parameters.ToArray());
        deviation.ShouldBeGreaterThan(0.1);
        ConfusionMatrix.Of(labels, network.Predict(features)).Accuracy.ShouldBeLessThan(0.95);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Train_AnyNumberOfThreads_GivesTheSameNetwork(int threads)
    {
        var (features, labels) = Separable(500, seed: 3);
        var options = new PrivateTrainingOptions { Epsilon = 2, Hidden = [8], BatchSize = 150, Epochs = 2 };
        var ledger = new PrivacyLedger(10, 1e-4, TimeProvider.System);
        var expected = PrivateNetworkTraining.Train(features, labels, options, ledger, "a", new SeededNoise(1), default).Network;
        var found = PrivateNetworkTraining.Train(features, labels, options with { Threads = threads }, ledger, "b", new SeededNoise(1), default).Network;
        found.Parameters.ToArray().ShouldBe(expected.Parameters.ToArray());
    }

    [Test]
    public void Train_OptionsOutOfRange_AreRefusedByName()
    {
        var (features, labels) = Separable(100, seed: 3);
        var ledger = new PrivacyLedger(10, 0.1, TimeProvider.System);
        var options = new PrivateTrainingOptions { BatchSize = 50 };
        Refused(options with { BatchSize = 101 }, "BatchSize");
        Refused(options with { Delta = 0.02 }, "Delta");
        Refused(options with { Epsilon = 0 }, "Epsilon");
        Refused(options with { ClippingNorm = 0 }, "ClippingNorm");
        ledger.Entries.ShouldBeEmpty();

        void Refused(PrivateTrainingOptions wrong, string name) =>
            Should.Throw<ArgumentException>(() => PrivateNetworkTraining.Train(features, labels, wrong, ledger, "x", default)).Message.ShouldContain(name);
    }

    [Test, CancelAfter(400_000)]
    public void Measure_SimulatedSessionsSplitByUser_LosesAtMostSixPointsAtEpsilonThree(CancellationToken cancel)
    {
        const long Seed = 42;
        var (table, users) = SimulatedSessions.Read(30_000, Seed);
        var fold = Splits.GroupedHoldout(users, 0.3, Seed);
        var (pipeline, training) = FeaturePipeline.Fit(table, fold.Train, SimulatedSessions.Stated());
        var test = (pipeline.Apply(table, fold.Test), pipeline.Labels(table, fold.Test));
        var balance = NetworkOptions.Balanced(training.Labels);
        var ledger = new PrivacyLedger(100, 1e-3, TimeProvider.System);

        // Eight of nine sessions end without a purchase: with equal weights the accuracy says little, so both are measured.
        foreach (var weight in new[] { 1, balance })
        {
            var points = PrivacyCurve.Measure(
                (training.Features, training.Labels), test, [0.5, 1, 3], new PrivateTrainingOptions { PositiveWeight = weight }, 1, ledger, new SeededNoise(Seed), cancel);
            foreach (var point in points) TestContext.Out.WriteLine($"seed {Seed}, weight {weight:F2}: {point}");
            points[^1].Epsilon!.Value.ShouldBeLessThanOrEqualTo(3);
            (points[0].Accuracy - points[^1].Accuracy).ShouldBeLessThan(0.06, $"seed {Seed}, weight {weight}");
            (points[0].Auc - points[^1].Auc).ShouldBeLessThan(0.03, $"seed {Seed}, weight {weight}");
        }
    }

    private static (FeatureMatrix Features, float[] Labels) Separable(int rows, long seed)
    {
        var random = new SeededRandom(seed);
        var columns = new float[3][];
        for (var c = 0; c < 3; c++) columns[c] = [.. Enumerable.Range(0, rows).Select(_ => (float)random.NextNormal())];
        var labels = Enumerable.Range(0, rows).Select(r => columns[0][r] + columns[1][r] > 0 ? 1f : 0f).ToArray();
        return (new FeatureMatrix(["a", "b", "c"], columns), labels);
    }

    // A pass that has run forward and backward over random rows.
    private static (NetworkShape Shape, float[] Parameters, NetworkPass Pass, float[] Deltas) Example(int rows, long seed)
    {
        var random = new SeededRandom(seed);
        var shape = new NetworkShape(5, [7, 3]);
        var parameters = NeuralNetwork.Initial(shape, seed);
        var pass = new NetworkPass(shape, rows);
        for (var i = 0; i < rows * 5; i++) pass.Input[i] = (float)random.NextNormal();
        pass.Forward(parameters, rows);
        var deltas = Enumerable.Range(0, rows).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        deltas.CopyTo(pass.OutputDelta);
        pass.Backward(parameters, rows);
        return (shape, parameters, pass, deltas);
    }

    private static float[] Single(NetworkShape shape, float[] parameters, NetworkPass all, int row)
    {
        var pass = new NetworkPass(shape, 1);
        all.Input.Slice(row * 5, 5).CopyTo(pass.Input);
        pass.Forward(parameters, 1);
        pass.OutputDelta[0] = all.OutputDelta[row];
        pass.Backward(parameters, 1);
        var gradient = new float[shape.Parameters];
        pass.AddGradient(gradient, 1);
        return gradient;
    }

    private static (double Mean, double Deviation) Spread(float[] values)
    {
        var mean = values.Average(v => (double)v);
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
