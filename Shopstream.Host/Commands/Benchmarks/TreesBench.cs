using System.Diagnostics;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Trains boosted trees and a random forest on generated rows; with peers, XGBoost and scikit-learn take turns on the same file.
/// Binning the rows is part of the time, as building its matrix is part of XGBoost's.
/// </summary>
internal static class TreesBench
{
    private const int Rows = 200_000;
    private const int TestRows = 50_000;
    private const int Columns = 30;
    private const int Trees = 100;
    private const int Depth = 6;
    private const int ForestDepth = 12;
    private const double LearningRate = 0.1;

    /// <summary>Measures, after one round that is not counted.</summary>
    public static async Task<BenchReport> RunAsync(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken)
    {
        var train = TreesBenchData.Generate(Rows, Columns, 0);
        var test = TreesBenchData.Generate(TestRows, Columns, 1);
        var folder = Directory.CreateTempSubdirectory("shopstream-trees-");
        try
        {
            train.Save(Path.Combine(folder.FullName, "train.f32"), Path.Combine(folder.FullName, "train.labels"));
            test.Save(Path.Combine(folder.FullName, "test.f32"), Path.Combine(folder.FullName, "test.labels"));
            var figures = new Dictionary<string, List<double>>(StringComparer.Ordinal);
            for (var run = -1; run < runs; run++)
            {
                progress(run < 0 ? "warming up" : $"run {run + 1} of {runs}");
                Take("boosted", Measure(() => Boost(train), test));
                if (peers && run >= 0) Take("xgboost", await PeerAsync("boosted"));
                Take("forest", Measure(() => Grow(train), test));
                if (peers && run >= 0) Take("xgboost_forest", await PeerAsync("forest"));
                if (peers && run == 0) Take("sklearn_forest", await PeerAsync("sklearn"));

                void Take(string name, (double Seconds, double Auc) found)
                {
                    if (run < 0) return;
                    Of(name + "_seconds").Add(found.Seconds);
                    Of(name + "_auc").Add(found.Auc);
                    progress($"  {name}: {found.Seconds:0.000} s, AUC {found.Auc:0.00000}");
                }
            }

            return new(
                "trees",
                BenchReport.DescribeMachine(),
                $"{Rows:N0} rows of {Columns} columns, tested on {TestRows:N0} others; boosted: {Trees} trees of depth {Depth}, learning rate {LearningRate}; "
                    + $"forest: {Trees} trees of depth {ForestDepth}; binning included; warmed up; scikit-learn once",
                [
                    BenchResult.Of("boosted_train_seconds", "s", Of("boosted_seconds"), "xgboost_hist", Of("xgboost_seconds")),
                    BenchResult.Of("boosted_auc", "area", Of("boosted_auc"), "xgboost_hist", Of("xgboost_auc")),
                    BenchResult.Of("forest_train_seconds", "s", Of("forest_seconds"), "xgboost_forest", Of("xgboost_forest_seconds")),
                    BenchResult.Of("forest_auc", "area", Of("forest_auc"), "xgboost_forest", Of("xgboost_forest_auc")),
                    BenchResult.Of("forest_train_seconds_beside_sklearn", "s", Of("forest_seconds"), "sklearn_forest", Of("sklearn_forest_seconds")),
                    BenchResult.Of("forest_auc_beside_sklearn", "area", Of("forest_auc"), "sklearn_forest", Of("sklearn_forest_auc")),
                ]);

            List<double> Of(string name)
            {
                if (!figures.TryGetValue(name, out var values)) figures.Add(name, values = []);
                return values;
            }
        }
        finally
        {
            folder.Delete(true);
        }

        async Task<(double Seconds, double Auc)> PeerAsync(string what)
        {
            var threads = Environment.ProcessorCount;
            var depth = what == "boosted" ? Depth : ForestDepth;
            var found = await PeerScript.RunAsync(
                "trees.py", [what, folder.FullName, $"{Columns}", $"{Trees}", $"{depth}", $"{LearningRate}", $"{threads}"], cancellationToken);
            return (found["seconds"], found["auc"]);
        }
    }

    private static TreeEnsemble Boost(TreesBenchData data) => BoostedTrees.Train(
        data.Matrix, data.Labels, new() { Trees = Trees, LearningRate = LearningRate, Tree = new() { MaxDepth = Depth } }).Model;

    private static TreeEnsemble Grow(TreesBenchData data) => RandomForest.Train(data.Matrix, data.Labels, new() { Trees = Trees, MaxDepth = ForestDepth }).Model;

    private static (double Seconds, double Auc) Measure(Func<TreeEnsemble> train, TreesBenchData test)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var model = train();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (seconds, RocCurve.Area(model.Predict(test.Matrix), test.Labels));
    }
}
