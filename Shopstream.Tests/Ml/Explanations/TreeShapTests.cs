using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Tests.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Explanations;

[TestFixture]
internal sealed class TreeShapTests
{
    private const int Features = 5;

    // Depth 7 on five features: paths meet the same feature more than once.
    private static readonly Lazy<(FeatureMatrix Rows, TreeEnsemble Model)> Small = new(() =>
    {
        var (matrix, labels) = SampleRows.Binary(800, Features, 51, 0.2);
        return (matrix, BoostedTrees.Train(matrix, labels, new() { Trees = 4, Tree = new() { MaxDepth = 7, MinChildWeight = 0.1 } }).Model);
    });

    [Test]
    public void Explain_OfSmallTrees_EqualsTheDefinition()
    {
        var (rows, model) = Small.Value;
        var shap = TreeShap.Explain(model, rows);
        for (var r = 0; r < 40; r++)
        {
            var game = ShapleyByEnumeration.PathDependent(model, rows, r);
            var expected = ShapleyByEnumeration.Values(game, Features);
            for (var f = 0; f < Features; f++) ((double)shap[r, f]).ShouldBe(expected[f], 2e-6, $"row {r}, feature {f}");
            shap.BaseValue.ShouldBe(game(0), 1e-5);
        }
    }

    [Test]
    public void ExplainInterventional_OfSmallTrees_EqualsTheDefinition()
    {
        var (rows, model) = Small.Value;
        var background = rows.Select([.. Enumerable.Range(700, 30)]);
        var explained = rows.Select([.. Enumerable.Range(0, 20)]);
        var shap = TreeShap.ExplainInterventional(model, explained, background);
        for (var r = 0; r < explained.Rows; r++)
        {
            var game = ShapleyByEnumeration.Interventional(model, explained, r, background);
            var expected = ShapleyByEnumeration.Values(game, Features);
            for (var f = 0; f < Features; f++) ((double)shap[r, f]).ShouldBe(expected[f], 2e-6, $"row {r}, feature {f}");
            shap.BaseValue.ShouldBe(game(0), 1e-5);
        }
    }

    [Test]
    public void Interactions_OfSmallTrees_EqualTheDefinitionAndAddUpToTheValues()
    {
        var (rows, model) = Small.Value;
        var explained = rows.Select([.. Enumerable.Range(0, 30)]);
        var interactions = TreeShap.Interactions(model, explained);
        var shap = TreeShap.Explain(model, explained);
        for (var r = 0; r < explained.Rows; r++)
        {
            var game = ShapleyByEnumeration.PathDependent(model, explained, r);
            for (var a = 0; a < Features; a++)
            {
                Enumerable.Range(0, Features).Sum(b => (double)interactions[r, a, b]).ShouldBe(shap[r, a], 3e-6);
                for (var b = 0; b < a; b++)
                {
                    ((double)interactions[r, a, b]).ShouldBe(ShapleyByEnumeration.Interaction(game, Features, a, b), 2e-6, $"row {r}, features {a} and {b}");
                    interactions[r, b, a].ShouldBe(interactions[r, a, b]);
                }
            }
        }
    }

    [TestCase("boosted")]
    [TestCase("forest")]
    [TestCase("leafwise")]
    public void Explain_OfAnyEnsemble_AddsUpToTheOutput(string kind)
    {
        var (matrix, labels) = SampleRows.Binary(2_003, 12, 52);
        var model = kind switch
        {
            "forest" => RandomForest.Train(matrix, labels, new() { Trees = 30, MaxDepth = 20 }).Model,
            "boosted" => BoostedTrees.Train(matrix, labels, new() { Trees = 60, PositiveWeight = 3 }).Model,
            _ => BoostedTrees.Train(matrix, labels, new() { Trees = 40, Tree = new() { Growth = TreeGrowth.LeafWise, MaxLeaves = 60, MaxDepth = 40 } }).Model,
        };
        var margins = model.PredictMargin(matrix);
        var paths = TreeShap.Explain(model, matrix);
        var few = matrix.Select([.. Enumerable.Range(0, 50)]);
        var interventional = TreeShap.ExplainInterventional(model, few, matrix.Select([.. Enumerable.Range(1_000, 40)]));
        for (var r = 0; r < matrix.Rows; r++) paths.Output(r).ShouldBe(margins[r], 2e-5);
        for (var r = 0; r < few.Rows; r++) interventional.Output(r).ShouldBe(margins[r], 2e-5);
    }

    [Test]
    public void Explain_OnAnyNumberOfThreads_GivesTheSameValues()
    {
        var (rows, model) = Small.Value;
        var (one, three) = (TreeShap.Explain(model, rows, 1), TreeShap.Explain(model, rows, 3));
        for (var f = 0; f < Features; f++) three.Of(f).ToArray().ShouldBe(one.Of(f).ToArray());
    }

    [Test]
    public void Explain_OfTreesWithoutSplits_GivesNothingToAnyFeature()
    {
        var matrix = new FeatureMatrix(["a"], [[1, 2, 3, 4]]);
        var model = BoostedTrees.Train(matrix, [1, 1, 1, 1], new() { Trees = 3, Objective = TreeObjective.SquaredError, BaseScore = 0 }).Model;
        var shap = TreeShap.Explain(model, matrix);
        shap.Of(0).ToArray().ShouldAllBe(v => v == 0);
        shap.BaseValue.ShouldBe(model.Predict(matrix)[0], 1e-6);
        TreeShap.ExplainInterventional(model, matrix, matrix).BaseValue.ShouldBe(shap.BaseValue, 1e-6);
        TreeShap.Interactions(model, matrix)[0, 0, 0].ShouldBe(0);
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(8)]
    public void Rule_OfSeveralPoints_IntegratesPolynomialsExactly(int count)
    {
        var (points, weights) = GaussLegendre.Rule(count);
        for (var degree = 0; degree < 2 * count; degree++)
            points.Zip(weights, (t, w) => w * Math.Pow(t, degree)).Sum().ShouldBe(1.0 / (degree + 1), 1e-14);
    }
}
