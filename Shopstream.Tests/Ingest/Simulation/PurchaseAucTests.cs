using System.Diagnostics;
using System.Globalization;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

/// <summary>How well independent models predict the purchase from the flat view, on visitors they never saw.</summary>
public sealed class PurchaseAucTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys
        try:
            import pandas
            from sklearn.compose import make_column_transformer
            from sklearn.ensemble import HistGradientBoostingClassifier
            from sklearn.linear_model import LogisticRegression
            from sklearn.metrics import roc_auc_score
            from sklearn.model_selection import GroupShuffleSplit
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import OneHotEncoder, StandardScaler
        except ImportError:
            sys.exit(3)

        table = pandas.read_csv(sys.argv[1])
        label, group = table.pop("purchaseMade"), table.pop("user")
        words = ["day_of_week", "part_of_day", "gender", "state", "exitPage", "referrer", "deviceType"]
        numbers = [c for c in table if c not in words]
        train, test = next(GroupShuffleSplit(1, test_size=0.3, random_state=0).split(table, label, group))

        columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), words), (StandardScaler(), numbers))
        linear = make_pipeline(columns, LogisticRegression(max_iter=300))
        linear.fit(table.iloc[train], label.iloc[train])
        print(roc_auc_score(label.iloc[test], linear.predict_proba(table.iloc[test])[:, 1]))

        wide = pandas.get_dummies(table)
        boosted = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.1, max_leaf_nodes=15, random_state=0)
        boosted.fit(wide.iloc[train], label.iloc[train])
        print(roc_auc_score(label.iloc[test], boosted.predict_proba(wide.iloc[test])[:, 1]))
        """;

    [Test, CancelAfter(120_000)]
    public async Task Generate_DefaultShop_LogisticRegressionAucBetween080And092(CancellationToken cancel)
    {
        var (linear, boosted) = await Auc(new SimulatorOptions(), 30_000, cancel);
        linear.ShouldBeInRange(0.80, 0.92);
        boosted.ShouldBeInRange(linear, 0.95, "interactions are there to be found");
    }

    [Test, CancelAfter(120_000)]
    public async Task Generate_NothingObservable_CannotBePredicted(CancellationToken cancel)
    {
        var options = new SimulatorOptions { Seed = 3, ObservableWeight = 0, HiddenWeight = 0, BotShare = 0 };
        var (linear, _) = await Auc(options, 20_000, cancel);
        linear.ShouldBe(0.5, 0.04);
    }

    private static async Task<(double Linear, double Boosted)> Auc(SimulatorOptions options, int sessions, CancellationToken cancel)
    {
        if (!File.Exists(Python)) Assert.Ignore($"{Python} is absent; this test needs it with scikit-learn and pandas.");
        var folder = Directory.CreateTempSubdirectory("shopstream-auc-");
        try
        {
            var script = Path.Combine(folder.FullName, "purchase_auc.py");
            var table = Path.Combine(folder.FullName, "flat.csv");
            await File.WriteAllTextAsync(script, Script, cancel);
            await File.WriteAllLinesAsync(table, FlatView(new ShopSimulator(options).Generate(sessions)), cancel);
            var output = await Run(script, table, cancel);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await TestContext.Out.WriteLineAsync($"seed {options.Seed}: logistic regression {lines[0]}, boosted trees {lines[1]}");
            return (double.Parse(lines[0], CultureInfo.InvariantCulture), double.Parse(lines[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Run(string script, string table, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Python, [script, table]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // On a busy machine the threads of the numeric libraries spend their time waiting for each other.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode == 3) Assert.Ignore("scikit-learn or pandas is absent; install python3-sklearn and python3-pandas.");
            process.ExitCode.ShouldBe(0, await errors);
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // The columns of the archive's flat view, of the sessions that the cache checks let through.
    private static IEnumerable<string> FlatView(IEnumerable<ShopSession> sessions)
    {
        yield return "user,hour_of_day,day_of_week,is_weekend,month,week_of_year,part_of_day,gender,state,sessionDuration,clicks,exitPage,"
            + "referrer,deviceType," + string.Join(',', ShopSimulator.Catalog.Select(p => "isViewedProduct" + p.ProductId)) + ",purchaseMade";
        foreach (var s in sessions.DistinctBy(s => s.SessionId))
        {
            var device = s.DeviceInformation!.DeviceType;
            if (device == "unknown" || s.Referrer == "unknown") continue;
            var time = s.SessionTimestamp.UtcDateTime;
            var part = time.Hour switch { >= 5 and < 12 => "Morning", >= 12 and < 17 => "Afternoon", >= 17 and < 21 => "Evening", _ => "Night" };
            var weekend = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
            var viewed = string.Join(',', ShopSimulator.Catalog.Select(p => s.ProductIds.Contains(p.ProductId) ? 1 : 0));
            yield return $"{s.UserId},{time.Hour},{(int)time.DayOfWeek},{weekend},{time.Month},{ISOWeek.GetWeekOfYear(time)},{part},{s.Gender},"
                + $"{s.LocationData!.State},{s.SessionDuration},{s.Clicks},{s.ExitPage},{s.Referrer},{device},{viewed},{(s.PurchaseMade ? 1 : 0)}";
        }
    }
}
