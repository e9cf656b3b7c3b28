using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Tests.Support;
using Shouldly;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>Models that go back and forth between XGBoost and this program.</summary>
[TestFixture]
internal sealed class XgboostModelTests
{
    private const int Columns = 7;

    [TestCase("boosted")]
    [TestCase("leafwise")]
    [TestCase("regression")]
    [TestCase("forest")]
    [CancelAfter(120_000)]
    public async Task Save_LoadedByXgboost_PredictsAndExplainsTheSame(string kind, CancellationToken cancellationToken)
    {
        using var folder = new TempDirectory();
        var (matrix, labels) = kind == "regression" ? SampleRows.Numbers(600, Columns, 41) : SampleRows.Binary(600, Columns, 41);
        var model = Train(kind, matrix, labels);
        await using (var file = File.Create(Path.Combine(folder.Path, "m.json"))) XgboostModel.Save(model, file);
        Xgboost.SaveRows(matrix, labels, folder.Path);
        await Xgboost.RunAsync(cancellationToken, "explain", folder.Path, $"{Columns}", "m");
        Compare(model, matrix, folder.Path);
    }

    [TestCase("objective=binary:logistic", "tree_method=hist", "max_depth=6", "rounds=30")]
    [TestCase("objective=binary:logistic", "tree_method=exact", "max_depth=5", "gamma=2", "rounds=20", "base_score=0.3")]
    [TestCase("objective=binary:logistic", "tree_method=hist", "grow_policy=lossguide", "max_leaves=25", "max_depth=0", "rounds=20")]
    [TestCase("objective=reg:squarederror", "tree_method=hist", "max_depth=4", "rounds=25")]
    [TestCase("objective=binary:logistic", "tree_method=hist", "num_parallel_tree=20", "subsample=0.6", "colsample_bynode=0.5", "eta=1", "max_depth=8", "rounds=1")]
    [CancelAfter(120_000)]
    public async Task Load_SavedByXgboost_PredictsAndExplainsTheSame(params string[] parameters)
    {
        using var folder = new TempDirectory();
        var (matrix, labels) = SampleRows.Binary(600, Columns, 42);
        Xgboost.SaveRows(matrix, labels, folder.Path);
        await Xgboost.RunAsync(TestContext.CurrentContext.CancellationToken, ["train", folder.Path, $"{Columns}", "m", .. parameters]);
        await using var file = File.OpenRead(Path.Combine(folder.Path, "m.json"));
        Compare(XgboostModel.Load(file), matrix, folder.Path);
    }

    [TestCase("booster=dart", "objective=binary:logistic", "rounds=2", "booster: found dart")]
    [TestCase("objective=count:poisson", "max_depth=2", "rounds=2", "count:poisson")]
    [CancelAfter(120_000)]
    public async Task Load_OfUnsupportedKind_SaysSo(string first, string second, string third, string message)
    {
        using var folder = new TempDirectory();
        var (matrix, labels) = SampleRows.Binary(200, Columns, 43);
        Xgboost.SaveRows(matrix, labels, folder.Path);
        await Xgboost.RunAsync(TestContext.CurrentContext.CancellationToken, "train", folder.Path, $"{Columns}", "m", first, second, third);
        await using var file = File.OpenRead(Path.Combine(folder.Path, "m.json"));
        Should.Throw<FormatException>(() => XgboostModel.Load(file)).Message.ShouldContain(message);
    }

    [TestCase("boosted")]
    [TestCase("forest")]
    public void Load_OfSaved_IsTheSameModel(string kind)
    {
        var (matrix, labels) = SampleRows.Binary(500, 4, 44);
        var model = kind == "forest" ? RandomForest.Train(matrix, labels, new() { Trees = 5 }).Model : BoostedTrees.Train(matrix, labels, new() { Trees = 5 }).Model;
        using var stream = new MemoryStream();
        XgboostModel.Save(model, stream);
        stream.Position = 0;
        var loaded = XgboostModel.Load(stream);
        loaded.Predict(matrix).ShouldBe(model.Predict(matrix));
        (loaded.IsForest, loaded.Objective, loaded.BaseScore).ShouldBe((model.IsForest, model.Objective, model.BaseScore));
        loaded.Features.ShouldBe(model.Features);
        loaded.GainByFeature().ShouldBe(model.GainByFeature());
    }

    [TestCase("")]
    [TestCase("[1, 2]")]
    [TestCase("{\"learner\": {}}")]
    [TestCase("{\"learner\": {\"learner_model_param\": 3, \"gradient_booster\": {\"name\": \"gbtree\"}}}")]
    public void Load_OfSomethingElse_Refuses(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Should.Throw<FormatException>(() => XgboostModel.Load(stream)).Message.ShouldContain("expected");
    }

    private static TreeEnsemble Train(string kind, FeatureMatrix matrix, float[] labels) => kind switch
    {
        "boosted" => BoostedTrees.Train(matrix, labels, new() { Trees = 30, RowsPerTree = 0.8, Seed = 1 }).Model,
        "leafwise" => BoostedTrees.Train(matrix, labels, new() { Trees = 30, Tree = new() { Growth = TreeGrowth.LeafWise, MaxLeaves = 20, MaxDepth = 12 } }).Model,
        "regression" => BoostedTrees.Train(matrix, labels, new() { Trees = 30, Objective = TreeObjective.SquaredError }).Model,
        _ => RandomForest.Train(matrix, labels, new() { Trees = 20, MaxDepth = 8 }).Model,
    };

    private static void Compare(TreeEnsemble model, FeatureMatrix matrix, string folder)
    {
        var predictions = Xgboost.Floats(Path.Combine(folder, "m.predictions.f32"));
        var ours = model.Predict(matrix);
        ours.Zip(predictions, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        ours.Max().ShouldBeGreaterThan(ours.Min() + 0.3f);

        var contribs = Xgboost.Floats(Path.Combine(folder, "m.contribs.f32"));
        var shap = TreeShap.Explain(model, matrix);
        var interactions = TreeShap.Interactions(model, matrix);
        var pairs = Xgboost.Floats(Path.Combine(folder, "m.interactions.f32"));
        var width = Columns + 1;
        var (one, two) = (0.0, 0.0);
        for (var r = 0; r < matrix.Rows; r++)
        {
            for (var c = 0; c < Columns; c++)
            {
                one = Math.Max(one, Math.Abs(contribs[r * width + c] - shap[r, c]));
                for (var d = 0; d < Columns; d++) two = Math.Max(two, Math.Abs(pairs[(r * width + c) * width + d] - interactions[r, c, d]));
            }

            one = Math.Max(one, Math.Abs(contribs[r * width + Columns] - shap.BaseValue));
        }

        one.ShouldBeLessThan(1e-4);
        two.ShouldBeLessThan(1e-4);
    }
}
