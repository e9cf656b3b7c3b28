using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Tests.Ml.Networks;

[TestFixture]
internal sealed class NetworkExplainerTests
{
    [Test]
    public void Explain_LinearModel_GivesWeightTimesDistanceFromTheMean()
    {
        var rows = Normal(["a", "b", "c"], 20, seed: 1);
        var background = Normal(["a", "b", "c"], 30, seed: 2);
        var network = new NeuralNetwork(rows.Names, new NetworkShape(3, []), [2, -1, 0, 0.5f]);
        var explanation = new NetworkExplainer(network, background, steps: 1).Explain(rows);
        float[] weights = [2, -1, 0];
        for (var c = 0; c < 3; c++)
            for (var r = 0; r < rows.Rows; r++)
                explanation.Values[r, c].ShouldBe(weights[c] * (rows[r, c] - Mean(background, c)), 1e-5f);
        explanation.LargestResidual.ShouldBeLessThan(1e-5);
    }

    [Test]
    public void Explain_TrainedNetwork_AddsUpToTheOutputOfEachRow()
    {
        var (network, rows) = Trained();
        var explanation = new NetworkExplainer(network, rows.Select([.. Enumerable.Range(0, 80)]), steps: 32).Explain(rows.Select([.. Enumerable.Range(100, 50)]));
        var outputs = network.LogOdds(rows.Select([.. Enumerable.Range(100, 50)]));
        var largest = outputs.Max(Math.Abs);
        explanation.LargestResidual.ShouldBeLessThan(0.02 * largest, "what was spread should be small");
        for (var r = 0; r < outputs.Length; r++)
        {
            var sum = explanation.Base;
            for (var c = 0; c < rows.Columns; c++) sum += explanation.Values[r, c];
            sum.ShouldBe(outputs[r], 1e-4);
        }
    }

    [Test]
    public void Explain_FeatureThatDoesNothing_GetsNothingAndTheRealOnesMost()
    {
        var (network, rows) = Trained();
        var explanation = new NetworkExplainer(network, rows.Select([.. Enumerable.Range(0, 60)])).Explain(rows.Select([.. Enumerable.Range(0, 200)]));
        var importances = explanation.Importances();
        importances.Take(2).Select(i => i.Feature).Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
        importances[^1].Importance.ShouldBeLessThan(importances[0].Importance / 5);

        // With its weights taken away a feature has no part at all.
        var parameters = network.Parameters.ToArray();
        parameters.AsSpan(0, network.Shape.Outputs(0)).Clear();
        var without = new NeuralNetwork(network.Features, network.Shape, parameters);
        var values = new NetworkExplainer(without, rows.Select([.. Enumerable.Range(0, 60)])).Explain(rows.Select([0, 1, 2])).Values;
        values.Column(0).ToArray().ShouldAllBe(v => v == 0);
    }

    [Test]
    public void Explain_OnAnyNumberOfThreads_IsTheSame()
    {
        var (network, rows) = Trained();
        var background = rows.Select([.. Enumerable.Range(0, 20)]);
        var one = new NetworkExplainer(network, background, threads: 1).Explain(rows.Select([1, 2, 3, 4, 5]));
        var four = new NetworkExplainer(network, background, threads: 4).Explain(rows.Select([1, 2, 3, 4, 5]));
        for (var c = 0; c < rows.Columns; c++) four.Values.Column(c).ToArray().ShouldBe(one.Values.Column(c).ToArray());
    }

    [Test]
    public void BySource_OfSeveralFeatures_AddsTheirValues()
    {
        var values = new FeatureMatrix(["x~log", "y", "x~rank"], [[1, 2], [3, 4], [5, 6]]);
        var grouped = new NetworkExplanation(0, values, [9, 12], 0).BySource(["x", "y", "x"]);
        grouped.Values.Names.ShouldBe(["x", "y"]);
        grouped.Values.Column(0).ToArray().ShouldBe([6, 8]);
        Should.Throw<ArgumentException>(() => grouped.BySource(["x"]));
    }

    [Test]
    public void Constructor_OtherColumnsOrNoRows_IsRefused()
    {
        var (network, rows) = Trained();
        Should.Throw<ArgumentException>(() => new NetworkExplainer(network, Normal(["x"], 3, 1)));
        Should.Throw<ArgumentException>(() => new NetworkExplainer(network, rows.Select([])));
        Should.Throw<ArgumentOutOfRangeException>(() => new NetworkExplainer(network, rows, steps: 0));
    }

    private static (NeuralNetwork Network, FeatureMatrix Rows) Trained()
    {
        var rows = Normal(["a", "b", "noise", "more"], 800, seed: 5);
        var labels = Enumerable.Range(0, rows.Rows).Select(r => rows[r, 0] * rows[r, 0] > 0.5f + rows[r, 1] ? 1f : 0f).ToArray();
        return (NetworkTraining.Train(rows, labels, new NetworkOptions { Hidden = [16, 8], MaxEpochs = 20, LearningRate = 0.01 }).Network, rows);
    }

    private static FeatureMatrix Normal(string[] names, int rows, long seed)
    {
        var random = new SeededRandom(seed);
        return new FeatureMatrix(names, [.. names.Select(_ => Enumerable.Range(0, rows).Select(_ => (float)random.NextNormal()).ToArray())]);
    }

    private static float Mean(FeatureMatrix matrix, int column) => matrix.Column(column).ToArray().Average();
}
