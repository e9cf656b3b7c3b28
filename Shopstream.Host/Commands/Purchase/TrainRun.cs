using System.Globalization;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>Runs <c>train purchase</c>: reads, judges by folds, reports, and exports.</summary>
internal static class TrainRun
{
    public static async Task<int> ExecuteAsync(TrainRequest request, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var (table, sessionIds) = await request.Source.ReadAsync(settings, like: null, cancellationToken);
        var options = Options(request, table);
        var privacy = request.Source.IsSessions ? [.. request.Privacy.Select(p => PrivacyArguments.WithProducts(p, table))] : request.Privacy;
        var ledger = LedgerFile.Open(request, TimeProvider.System);
        try
        {
            var report = request.Folds == 0 ? null : Judge(request, options, privacy, table, sessionIds, ledger, cancellationToken);
            report?.Print();
            if (request.Predictions is { } predictions) report!.WritePredictions(predictions);
            if (request.Json is { } json) report?.Save(json);
            if (request.Export is { } export) Export(export, report, request, options, privacy, table, ledger, cancellationToken);
        }
        finally
        {
            LedgerFile.Save(request, ledger);
        }

        LedgerFile.Print(request, ledger);
        return 0;
    }

    private static PurchaseOptions Options(TrainRequest request, ColumnTable table)
    {
        var options = request.Options;
        foreach (var named in options.Exclude.Concat(options.Force).Append(options.Group).OfType<string>())
            if (!request.Source.IsSessions && !table.TryColumn(named, out _)) _ = table[named];
        return request.ForceAll
            ? options with { Force = table.Columns.Select(c => c.Name).Where(CheckoutColumns.Contains).ToHashSet(StringComparer.Ordinal) }
            : options;
    }

    private static TrainReport Judge(
        TrainRequest request,
        PurchaseOptions options,
        IReadOnlyList<PurchasePrivacy> privacy,
        ColumnTable table,
        IReadOnlyList<string>? sessionIds,
        PrivacyLedger ledger,
        CancellationToken cancellationToken)
    {
        var folds = new PurchaseFolds(table, options, request.Folds, TimeProvider.System);
        var results = new List<(PurchaseModelKind Kind, PurchaseEvaluation Evaluation)>();
        foreach (var kind in request.Kinds)
        {
            // A curve begins with the model without privacy.
            List<PurchasePrivacy?> ways = privacy.Count == 1 ? [privacy[0]] : [null, .. privacy];
            foreach (var way in ways)
            {
                var name = kind.ToString().ToLowerInvariant() + (way is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ε={way.Epsilon}"));
                results.Add((kind, folds.Judge(kind, way, ledger, f => Progress($"{name}: fold {f} of {Math.Max(1, request.Folds)}"), cancellationToken)));
            }
        }

        var yardsticks = new List<PurchaseEvaluation> { folds.Majority() };
        if (request.Oracle is { } file)
        {
            if (sessionIds is null) throw new ConfigurationException("--oracle: found without a .jsonl file of sessions in --data, expected one.");
            var (probability, observable) = OracleFile.Read(file, sessionIds);
            yardsticks.Add(folds.Given("oracle (what is observable)", observable));
            yardsticks.Add(folds.Given("oracle (everything)", probability));
        }

        var pipeline = FeaturePipeline.Fit(table, [.. Enumerable.Range(0, table.Rows)], FeatureNames(options)).Pipeline;
        return new TrainReport(request, table.Rows, pipeline, folds, results, yardsticks);
    }

    // Only to say which columns are used and which are not.
    private static FeatureOptions FeatureNames(PurchaseOptions options) => FeatureOptions.ForTrees(options.Target) with
    {
        PositiveLevel = options.PositiveLevel,
        Exclude = options.Group is null ? options.Exclude : new HashSet<string>(options.Exclude, StringComparer.Ordinal) { options.Group },
        Force = options.Force,
    };

    private static void Export(
        FileInfo file,
        TrainReport? report,
        TrainRequest request,
        PurchaseOptions options,
        IReadOnlyList<PurchasePrivacy> privacy,
        ColumnTable table,
        PrivacyLedger ledger,
        CancellationToken cancellationToken)
    {
        var kind = report?.Best ?? request.Kinds[0];
        Progress($"{kind.ToString().ToLowerInvariant()}: all rows");
        var how = options with { Privacy = privacy.Count == 1 ? privacy[0] : null };
        var model = PurchaseTraining.Train(kind, table, [.. Enumerable.Range(0, table.Rows)], how, ledger, cancellationToken);
        LedgerFile.Save(request, ledger);
        using (var stream = file.Create()) PurchaseModelFile.Save(model, stream);
        Console.WriteLine(
            $"Saved the {kind.ToString().ToLowerInvariant()} model of all {table.Rows} rows ({model.Pipeline.Features.Count} features, threshold {model.Threshold:F3}) to {file.FullName}");
        if (model.Privacy is { } cost)
            Console.WriteLine($"Privacy of the saved model: ε = {cost.Epsilon:F3}, δ = {cost.Delta:G3} for each {cost.Protects}; {cost.Mechanism}");
    }

    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected) Console.Error.WriteLine(text);
    }
}
