using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Trees;

[TestFixture]
internal sealed class BoostedTreesTests
{
    private static readonly BoostingOptions Sampled = new()
    {
        Trees = 15,
        RowsPerTree = 0.7,
        Seed = 5,
        Tree = new() { ColumnsPerTree = 0.9, ColumnsPerLevel = 0.9, ColumnsPerNode = 0.9 },
    };

    [Test]
    public void Train_OnAnyNumberOfThreads_GivesTheSameModel()
    {
        var (matrix, labels) = SampleRows.Binary(40_000, 18, 21);
        var single = Bytes(BoostedTrees.Train(matrix, labels, Sampled with { Threads = 1 }).Model);
        foreach (var threads in new[] { 2, 5 }) Bytes(BoostedTrees.Train(matrix, labels, Sampled with { Threads = threads }).Model).ShouldBe(single);
        Bytes(BoostedTrees.Train(matrix, labels, Sampled with { Seed = 6 }).Model).ShouldNotBe(single);
        var forest = new ForestOptions { Trees = 7, Seed = 5 };
        var first = RandomForest.Train(matrix, labels, forest with { Threads = 1 });
        var second = RandomForest.Train(matrix, labels, forest with { Threads = 3 });
        Bytes(second.Model).ShouldBe(Bytes(first.Model));
        second.OutOfBag.ShouldBe(first.OutOfBag);
    }

    [Test]
    public void Predict_OnUnseenRows_RanksThemAndKnowsTheOdds()
    {
        var (matrix, labels) = SampleRows.Binary(20_000, 6, 22);
        var (train, test) = (Enumerable.Range(0, 15_000).ToArray(), Enumerable.Range(15_000, 5_000).ToArray());
        var predicted = BoostedTrees.Train(matrix.Select(train), labels[..15_000], new()).Model.Predict(matrix.Select(test));
        RocCurve.Area(predicted, labels[15_000..]).ShouldBeGreaterThan(0.87);
        predicted.Average().ShouldBe(labels[15_000..].Average(), 0.02f);
    }

    [Test]
    public void Train_WithWeights_EqualsRowsRepeated()
    {
        // So few rows that every value has its own bin: borders are then the same with and without repeated rows.
        const int Rows = 240;
        var (matrix, targets) = SampleRows.Numbers(Rows, 4, 23);
        int[] kept = [.. Enumerable.Range(0, Rows).Where(i => i % 4 > 0)];
        int[] repeated = [.. kept.SelectMany(i => Enumerable.Repeat(i, i % 4))];
        var options = new BoostingOptions { Objective = TreeObjective.SquaredError, Trees = 10, Tree = new() { MaxDepth = 3 } };
        var weighted = BoostedTrees.Train(matrix.Select(kept), Pick(kept), options, Array.ConvertAll(kept, r => (float)(r % 4))).Model.Predict(matrix);
        var plain = BoostedTrees.Train(matrix.Select(repeated), Pick(repeated), options).Model.Predict(matrix);
        weighted.Zip(plain, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f);
        weighted.ShouldNotBe(BoostedTrees.Train(matrix.Select(kept), Pick(kept), options).Model.Predict(matrix));

        float[] Pick(int[] rows) => Array.ConvertAll(rows, r => targets[r]);
    }

    [Test]
    public void Train_WithRowsDrawnForEachTree_GrowsOnThatShareAndOnOthersEachTime()
    {
        var (matrix, targets) = SampleRows.Numbers(4_000, 3, 30);
        var model = BoostedTrees.Train(matrix, targets, new() { Objective = TreeObjective.SquaredError, Trees = 20, RowsPerTree = 0.3 }).Model;
        // With squared error a node's cover counts its rows.
        var covers = model.Trees.Select(t => (double)t.Cover[0]).ToArray();
        foreach (var cover in covers) cover.ShouldBe(1_200, 120);
        covers.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Test]
    public void Train_WithPositiveWeight_RaisesTheOddsByIt()
    {
        var (matrix, labels) = SampleRows.Binary(20_000, 4, 24);
        var plain = BoostedTrees.Train(matrix, labels, new()).Model.PredictMargin(matrix).Average();
        var weighted = BoostedTrees.Train(matrix, labels, new() { PositiveWeight = 5 }).Model.PredictMargin(matrix).Average();
        (weighted - plain).ShouldBe(MathF.Log(5), 0.3f);
    }

    [Test]
    public void Train_WhereMissingMeansYes_LearnsIt()
    {
        var random = new Random(25);
        var values = Enumerable.Range(0, 2_000).Select(i => i % 4 == 0 ? float.NaN : random.NextSingle()).ToArray();
        var labels = Array.ConvertAll(values, v => float.IsNaN(v) || v > 0.7f ? 1f : 0f);
        var model = BoostedTrees.Train(new(["a"], [values]), labels, new() { Trees = 30, LearningRate = 0.3 }).Model;
        var found = model.Predict(new(["a"], [[float.NaN, 0.1f, 0.65f, 0.75f, 5f]]));
        found.Select(p => p > 0.5f).ShouldBe([true, false, false, true, true]);
    }

    [TestCase(TreeGrowth.DepthWise)]
    [TestCase(TreeGrowth.LeafWise)]
    public void Train_WithMonotoneConstraints_NeverPredictsAgainstThem(TreeGrowth growth)
    {
        var random = new Random(26);
        var a = Enumerable.Range(0, 4_000).Select(_ => 6 * random.NextSingle()).ToArray();
        var b = Enumerable.Range(0, 4_000).Select(_ => 6 * random.NextSingle()).ToArray();
        var labels = a.Zip(b, (x, y) => random.NextDouble() < 1 / (1 + Math.Exp(-x / 2 + y / 2 - 2 * Math.Sin(2 * x) * Math.Cos(2 * y))) ? 1f : 0f).ToArray();
        var options = new BoostingOptions { Trees = 50, LearningRate = 0.2, Tree = new() { Growth = growth, MaxLeaves = 20, MaxDepth = 8 } };
        var free = BoostedTrees.Train(new(["a", "b"], [a, b]), labels, options).Model;
        var bound = BoostedTrees.Train(new(["a", "b"], [a, b]), labels, options with { Tree = options.Tree with { Monotone = [1, -1] } }).Model;
        Violations(free, 0, 1).ShouldBeGreaterThan(100);
        Violations(bound, 0, 1).ShouldBe(0);
        Violations(bound, 1, -1).ShouldBe(0);
        RocCurve.Area(bound.Predict(new(["a", "b"], [a, b])), labels).ShouldBeGreaterThan(0.7);

        static int Violations(TreeEnsemble model, int column, int direction)
        {
            var steps = Enumerable.Range(0, 200).Select(i => i * 0.03f).ToArray();
            return steps.Where((_, i) => i % 10 == 0).Sum(fixedAt =>
            {
                var same = Enumerable.Repeat(fixedAt, steps.Length).ToArray();
                var found = model.PredictMargin(new(["a", "b"], column == 0 ? [steps, same] : [same, steps]));
                return found.Skip(1).Zip(found, (next, before) => direction * (next - before) < -1e-6f).Count(wrong => wrong);
            });
        }
    }

    [Test]
    public void Train_WhereAColumnRunsAgainstItsConstraint_SplitsOnTheOther()
    {
        var random = new Random(31);
        var values = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 2_000).Select(_ => (float)random.Next(8)).ToArray()).ToArray();
        // By far the most is said by a, but the more of it the less.
        var targets = values[0].Zip(values[1], (a, b) => b / 10 - a).ToArray();
        var options = new BoostingOptions { Objective = TreeObjective.SquaredError, Trees = 5, Tree = new() { MaxDepth = 3, Monotone = [1, 0] } };
        var trees = BoostedTrees.Train(new(["a", "b"], values), targets, options).Model.Trees;
        foreach (var tree in trees)
        {
            tree.Depth.ShouldBeGreaterThan(0);
            Enumerable.Range(0, tree.Nodes).Where(n => !tree.IsLeaf(n)).ShouldAllBe(n => tree.Feature[n] == 1);
        }
    }

    [TestCase(ValidationMetric.Loss)]
    [TestCase(ValidationMetric.Auc)]
    public void Train_WithEarlyStopping_KeepsTheTreesUpToTheBest(ValidationMetric metric)
    {
        var (matrix, labels) = SampleRows.Binary(3_000, 8, 27);
        var (train, held) = (Enumerable.Range(0, 2_000).ToArray(), Enumerable.Range(2_000, 1_000).ToArray());
        var options = new BoostingOptions { Trees = 400, LearningRate = 0.3, EarlyStoppingRounds = 10, Metric = metric };
        var run = BoostedTrees.Train(matrix.Select(train), labels[..2_000], options, null, matrix.Select(held), labels[2_000..]);
        run.Validation.Count.ShouldBeLessThan(400);
        run.Model.Trees.Count.ShouldBe(run.Validation.Count - 10);
        var best = metric == ValidationMetric.Auc ? run.Validation.Max() : run.Validation.Min();
        run.Validation[run.Model.Trees.Count - 1].ShouldBe(best);
        if (metric == ValidationMetric.Auc) RocCurve.Area(run.Model.PredictMargin(matrix.Select(held)), labels[2_000..]).ShouldBe(best, 1e-6);
    }

    [Test]
    public void Train_WithWrongInput_SaysWhatIsWrong()
    {
        var (matrix, labels) = SampleRows.Binary(50, 3, 28);
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, labels[..49], new())).Message.ShouldContain("49 labels for 50 rows");
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, [.. labels[..49], 2], new())).Message.ShouldContain("label 2");
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, [.. labels[..49], float.NaN], new())).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, labels, new() { LearningRate = 0 })).Message.ShouldContain("LearningRate");
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, labels, new() { Tree = new() { Monotone = [1] } })).Message.ShouldContain("Monotone");
        Should.Throw<ArgumentException>(() => BoostedTrees.Train(matrix, labels, new() { EarlyStoppingRounds = 3 })).Message.ShouldContain("validation");
        Should.Throw<ArgumentException>(() => RandomForest.Train(matrix, labels, new() { MaxDepth = 0 })).Message.ShouldContain("MaxDepth");
        var model = BoostedTrees.Train(matrix, labels, new() { Trees = 2 }).Model;
        Should.Throw<ArgumentException>(() => model.Predict(new(["x0", "y", "x2"], [[1], [1], [1]]))).Message.ShouldContain("column 1 is y, expected x1");
    }

    [Test]
    public void Forest_OfOneTreeOnAllColumns_PredictsMeansOfItsLeaves()
    {
        var (matrix, labels) = SampleRows.Binary(1_000, 4, 29);
        var run = RandomForest.Train(matrix, labels, new() { Trees = 1, ColumnsPerNode = 1, MinLeafWeight = 40, Seed = 3 });
        var tree = run.Model.Trees[0];
        foreach (var leaf in Enumerable.Range(0, tree.Nodes).Where(tree.IsLeaf))
        {
            tree.Cover[leaf].ShouldBeGreaterThanOrEqualTo(40);
            // A mean of so many 0/1 labels is a whole number of them.
            (tree.Value[leaf] * tree.Cover[leaf]).ShouldBe(MathF.Round(tree.Value[leaf] * tree.Cover[leaf]), 0.001f);
        }

        tree.Cover[0].ShouldBe(1_000f, "as many rows are drawn as there are");
        ((double)run.OutOfBag.Count(float.IsNaN)).ShouldBe(632, 60, "a tree sees about 1 - 1/e of the rows");
    }

    [Test]
    public void Forest_OfRowsThatAllTreesAgreeOn_PredictsNoMoreThanCertainty()
    {
        var values = Enumerable.Range(0, 300).Select(i => (float)i).ToArray();
        var matrix = new FeatureMatrix(["a"], [values]);
        var labels = Array.ConvertAll(values, v => v < 150 ? 0f : 1f);
        foreach (var trees in Enumerable.Range(1, 120))
        {
            var run = RandomForest.Train(matrix, labels, new() { Trees = trees, Seed = 4, Threads = 1 });
            var predicted = run.Model.Predict(matrix);
            predicted.ShouldAllBe(p => p >= 0 && p <= 1, $"{trees} trees");
            predicted[^1].ShouldBe(1, 1e-5f);
            run.OutOfBag.ShouldAllBe(p => float.IsNaN(p) || (p >= 0 && p <= 1), $"{trees} trees");
        }

        var numbers = RandomForest.Train(matrix, Array.ConvertAll(values, v => v < 150 ? 3f : 5f), new() { Trees = 7 }).Model.Predict(matrix);
        numbers[^1].ShouldBe(5, 1e-4f, "a forest of numbers is not held below 1");
    }

    private static byte[] Bytes(TreeEnsemble model)
    {
        using var stream = new MemoryStream();
        XgboostModel.Save(model, stream);
        return stream.ToArray();
    }
}
