using System.Text;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Tests.Ml.Networks;

[TestFixture]
internal sealed class NetworkTrainingTests
{
    private static readonly NetworkOptions Small = new() { Hidden = [16, 8], BatchSize = 80, MaxEpochs = 30, LearningRate = 0.01 };

    [Test]
    public void Gradient_OfEveryParameter_IsTheSlopeOfTheLoss()
    {
        const int Rows = 6;
        var shape = new NetworkShape(4, [5, 3]);
        var parameters = NeuralNetwork.Initial(shape, 2);
        var random = new SeededRandom(3);
        for (var i = 0; i < parameters.Length; i++) parameters[i] += (float)(0.1 * random.NextNormal());
        var pass = new NetworkPass(shape, Rows);
        for (var i = 0; i < Rows * 4; i++) pass.Input[i] = (float)random.NextNormal();
        float[] labels = [0, 1, 1, 0, 1, 0], weights = [1, 2, 1, 1, 0.5f, 1];
        int[] rows = [0, 1, 2, 3, 4, 5];

        _ = Loss();
        pass.Backward(parameters, Rows);
        var gradient = new float[shape.Parameters];
        pass.AddGradient(gradient, Rows);
        for (var i = 0; i < parameters.Length; i++)
        {
            const float Step = 1e-3f;
            var middle = parameters[i];
            parameters[i] = middle + Step;
            var above = Loss();
            parameters[i] = middle - Step;
            var below = Loss();
            parameters[i] = middle;
            ((double)gradient[i]).ShouldBe((above - below) / (2 * Step), 3e-3, $"parameter {i}");
        }

        double Loss()
        {
            pass.Forward(parameters, Rows);
            return LogisticLoss.Derive(pass.Output, rows, labels, weights, pass.OutputDelta);
        }
    }

    [Test]
    public void Train_TargetThatIsNotLinear_IsLearnt()
    {
        var (features, labels) = Rings(1500, seed: 1);
        var (test, expected) = Rings(1000, seed: 2);
        var trained = NetworkTraining.Train(features, labels, Small);
        BinaryScores.Auc(expected, trained.Network.Predict(test)).ShouldBeGreaterThan(0.95);
        BinaryScores.Auc(expected, NetworkTraining.Train(features, labels, Small with { Hidden = [] }).Network.Predict(test)).ShouldBeLessThan(0.6);
        trained.Network.Hidden.ShouldBe([16, 8]);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void Train_AnyNumberOfThreads_GivesTheSameNetwork(int threads)
    {
        var (features, labels) = Rings(700, seed: 1);
        var expected = NetworkTraining.Train(features, labels, Small with { MaxEpochs = 4 });
        var found = NetworkTraining.Train(features, labels, Small with { MaxEpochs = 4, Threads = threads });
        found.Network.Parameters.ToArray().ShouldBe(expected.Network.Parameters.ToArray());
        found.Epochs.ShouldBe(expected.Epochs);
        NetworkTraining.Train(features, labels, Small with { MaxEpochs = 4, Seed = 2 }).Network.Parameters.ToArray().ShouldNotBe(expected.Network.Parameters.ToArray());
    }

    [Test]
    public void Train_LabelsOfPureChance_StopsEarlyAndTakesTheBestEpoch()
    {
        var (features, labels) = Rings(600, seed: 1);
        new SeededRandom(8).Shuffle<float>(labels);
        var trained = NetworkTraining.Train(features, labels, Small with { MaxEpochs = 200, Patience = 5, Dropout = 0 });
        trained.Epochs.Count.ShouldBe(trained.BestEpoch + 6);
        trained.Epochs[trained.BestEpoch].ValidationLoss.ShouldBe(trained.Epochs.Min(e => e.ValidationLoss));

        var aside = Splits.StratifiedHoldout(labels, Small.ValidationShare, Small.Seed).Test;
        var loss = BinaryScores.LogLoss(Array.ConvertAll(aside, r => labels[r]), trained.Network.Predict(features.Select(aside)));
        loss.ShouldBe(trained.Epochs[trained.BestEpoch].ValidationLoss!.Value, 1e-5);
    }

    [Test]
    public void Train_ClassWeights_RaiseTheProbabilityOfYes()
    {
        var random = new SeededRandom(4);
        var labels = Enumerable.Range(0, 2000).Select(_ => random.NextDouble() < 0.1 ? 1f : 0f).ToArray();
        var features = new FeatureMatrix(["noise"], [[.. labels.Select(_ => (float)random.NextNormal())]]);
        var plain = NetworkTraining.Train(features, labels, Small);
        var balanced = NetworkTraining.Train(features, labels, Small with { PositiveWeight = NetworkOptions.Balanced(labels) });
        plain.Network.Predict(features).Average().ShouldBe(0.1f, 0.03f);
        balanced.Network.Predict(features).Average().ShouldBe(0.5f, 0.07f);

        var byRow = NetworkTraining.Train(features, labels, Small, weights: [.. labels.Select(l => l > 0 ? (float)NetworkOptions.Balanced(labels) : 1)]);
        byRow.Network.Predict(features).Average().ShouldBe(0.5f, 0.07f);
    }

    [Test]
    public void Load_WhatWasSaved_PredictsTheSameBits()
    {
        var (features, labels) = Rings(300, seed: 1);
        var network = NetworkTraining.Train(features, labels, Small with { MaxEpochs = 2 }).Network;
        using var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        var loaded = NeuralNetwork.Load(stream);
        loaded.Features.ShouldBe(network.Features);
        loaded.Predict(features).ShouldBe(network.Predict(features));
    }

    [TestCase("""{"version":1,"kind":"forest","features":["a"],"layers":[]}""", "forest")]
    [TestCase("""{"version":1,"kind":"network","features":["a"],"layers":[{"weights":[[1],[2]],"biases":[0]}]}""", "1 × 1")]
    [TestCase("""{"version":1,"kind":"network","features":["a"],"layers":7}""", "no network")]
    public void Load_AnythingElse_IsRefused(string json, string named) =>
        Should.Throw<InvalidDataException>(() => NeuralNetwork.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message.ShouldContain(named);

    [Test]
    public void Predict_MissingValueOrOtherColumns_IsRefusedByName()
    {
        var (features, labels) = Rings(100, seed: 1);
        var network = NetworkTraining.Train(features, labels, Small with { MaxEpochs = 1 }).Network;
        Should.Throw<ArgumentException>(() => network.Predict(new FeatureMatrix(["x", "z"], [[1], [2]]))).Message.ShouldContain("z");
        Should.Throw<ArgumentException>(() => network.Predict(new FeatureMatrix(["x", "y"], [[1], [float.NaN]]))).Message.ShouldContain("column y, row 0");
        network.Predict(new FeatureMatrix(["x", "y"], [[], []])).ShouldBeEmpty();
    }

    [Test]
    public void Train_WrongOptionsOrLabels_AreRefusedByName()
    {
        var (features, labels) = Rings(100, seed: 1);
        Refused("Dropout", () => NetworkTraining.Train(features, labels, Small with { Dropout = 1 }));
        Refused("Hidden", () => NetworkTraining.Train(features, labels, Small with { Hidden = [0] }));
        Refused("LearningRate", () => NetworkTraining.Train(features, labels, Small with { LearningRate = double.NaN }));
        Refused("labels", () => NetworkTraining.Train(features, [.. labels.Skip(1)], Small));
        Refused("row 0", () => NetworkTraining.Train(features, [.. labels.Select(_ => 0.5f)], Small));
        Refused("row 0", () => NetworkTraining.Train(features, labels, Small, weights: [.. labels.Select(_ => -1f)]));

        static void Refused(string named, Action train) => Should.Throw<ArgumentException>(train).Message.ShouldContain(named);
    }

    [Test]
    public void Train_Cancelled_Stops()
    {
        var (features, labels) = Rings(100, seed: 1);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => NetworkTraining.Train(features, labels, Small, cancellation: cancelled.Token));
    }

    // Yes inside a ring around the origin.
    private static (FeatureMatrix Features, float[] Labels) Rings(int rows, long seed)
    {
        var random = new SeededRandom(seed);
        float[] x = new float[rows], y = new float[rows], labels = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            (x[i], y[i]) = ((float)random.NextNormal(), (float)random.NextNormal());
            labels[i] = (x[i] * x[i]) + (y[i] * y[i]) is > 0.6f and < 3 ? 1 : 0;
        }

        return (new FeatureMatrix(["x", "y"], [x, y]), labels);
    }
}
