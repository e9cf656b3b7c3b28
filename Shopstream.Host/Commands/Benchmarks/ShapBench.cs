using System.Diagnostics;
using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Explains the predictions of boosted trees; with peers, XGBoost loads the same model and explains the same rows with
/// <c>pred_contribs</c> in turn, and the values are compared.
/// </summary>
internal static class ShapBench
{
    private const int Rows = 10_000;
    private const int TrainingRows = 200_000;
    private const int Columns = 30;
    private const int Trees = 100;
    private const int Depth = 6;

    /// <summary>Measures, after one round that is not counted.</summary>
    public static async Task<BenchReport> RunAsync(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken)
    {
        var train = TreesBenchData.Generate(TrainingRows, Columns, 0);
        var rows = TreesBenchData.Generate(Rows, Columns, 1);
        progress("training the model to be explained");
        var model = BoostedTrees.Train(train.Matrix, train.Labels, new() { Trees = Trees, Tree = new() { MaxDepth = Depth } }, cancellationToken: cancellationToken).Model;
        var folder = Directory.CreateTempSubdirectory("shopstream-shap-");
        try
        {
            rows.Save(Path.Combine(folder.FullName, "rows.f32"), Path.Combine(folder.FullName, "rows.labels"));
            await using (var file = File.Create(Path.Combine(folder.FullName, "model.json"))) XgboostModel.Save(model, file);
            List<double> rates = [], peerRates = [], differences = [];
            for (var run = -1; run < runs; run++)
            {
                GC.Collect();
                var start = Stopwatch.GetTimestamp();
                var shap = TreeShap.Explain(model, rows.Matrix);
                var rate = Rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (run < 0) continue;
                rates.Add(rate);
                progress($"run {run + 1} of {runs}: {rate:N0} rows/s");
                if (!peers) continue;
                var found = await PeerScript.RunAsync("shap.py", [folder.FullName, $"{Columns}", $"{Environment.ProcessorCount}"], cancellationToken);
                peerRates.Add(found["rows_per_second"]);
                differences.Add(LargestDifference(shap, Path.Combine(folder.FullName, "contribs.f32")));
                progress($"  XGBoost: {peerRates[^1]:N0} rows/s, largest difference {differences[^1]:G3}");
            }

            List<BenchResult> results = [BenchResult.Of("rows_per_second", "rows/s", rates, "xgboost_pred_contribs", peerRates)];
            if (peers) results.Add(BenchResult.Of("largest_difference", "log-odds", differences, "allowed", [1e-4]));
            return new(
                "shap",
                BenchReport.DescribeMachine(),
                $"{Rows:N0} rows of {Columns} columns, path-dependent values of {Trees} boosted trees of depth {Depth} trained on {TrainingRows:N0} rows; warmed up",
                results);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    /// <summary>Compares with the peer's values: a row's features, then its base value.</summary>
    private static double LargestDifference(ShapValues shap, string file)
    {
        var theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file));
        var largest = 0.0;
        for (var r = 0; r < Rows; r++)
        {
            for (var c = 0; c < Columns; c++) largest = Math.Max(largest, Math.Abs(theirs[r * (Columns + 1) + c] - shap[r, c]));
            largest = Math.Max(largest, Math.Abs(theirs[r * (Columns + 1) + Columns] - shap.BaseValue));
        }

        return largest;
    }
}
