using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Spectre.Console;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>What <c>train purchase</c> found out.</summary>
internal sealed class TrainReport(
    TrainRequest request,
    int rows,
    FeaturePipeline pipeline,
    PurchaseFolds folds,
    IReadOnlyList<(PurchaseModelKind Kind, PurchaseEvaluation Evaluation)> results,
    IReadOnlyList<PurchaseEvaluation> yardsticks)
{
    /// <summary>The kind with the greatest mean AUC.</summary>
    public PurchaseModelKind Best => results.MaxBy(r => r.Evaluation.Of(f => f.Auc).Mean).Kind;

    /// <summary>Prints tables to the console.</summary>
    public void Print()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        var yes = folds.Labels.Count(l => l > 0.5f);
        Console.WriteLine($"{rows} rows, {yes} of them yes in {request.Options.Target} ({100.0 * yes / rows:F1} %); {pipeline.Features.Count} features of {pipeline.Sources.Distinct().Count()} columns");
        if (pipeline.Ignored.Count > 0) Console.WriteLine($"No features are made of {string.Join(", ", pipeline.Ignored)}: free text, or one value only");
        Console.WriteLine($"{Division()}, seed {request.Options.Seed}; mean ± standard deviation over the folds; {ThresholdText()}");

        var table = new Table().Border(TableBorder.Minimal).AddColumns("model", "accuracy", "precision", "recall", "F1", "AUC", "log loss", "seconds");
        foreach (var e in yardsticks.Concat(results.Select(r => r.Evaluation)))
        {
            table.AddRow(
                Markup.Escape(Name(e)), Cell(e, f => f.Confusion.Accuracy), Cell(e, f => f.Confusion.Precision), Cell(e, f => f.Confusion.Recall),
                Cell(e, f => f.Confusion.F1), Cell(e, f => f.Auc), Cell(e, f => f.LogLoss), e.Seconds > 0 ? $"{e.Seconds:F2}" : "");
        }

        AnsiConsole.Write(table);
        var confusion = new Table().Border(TableBorder.Minimal).AddColumns("answers of all folds", "yes, right", "yes, wrong", "no, right", "no, wrong");
        foreach (var e in yardsticks.Concat(results.Select(r => r.Evaluation)))
        {
            var c = e.Confusion;
            confusion.AddRow(Markup.Escape(Name(e)), $"{c.TruePositives:F0}", $"{c.FalsePositives:F0}", $"{c.TrueNegatives:F0}", $"{c.FalseNegatives:F0}");
        }

        AnsiConsole.Write(confusion);
        foreach (var (_, e) in results)
            if (e.Privacy is { } p) Console.WriteLine($"{Name(e)}: ε = {p.Epsilon:F3}, δ = {p.Delta:G3} a training for each {p.Protects}; {p.Mechanism}");
        if (results.Any(r => r.Evaluation.Privacy is not null))
            Console.WriteLine("The measures above are taken from the rows as they are and are not covered by ε: keep them to yourself, or test on rows of people who agreed.");
    }

    /// <summary>Writes the probability of each row, by the model that did not see it.</summary>
    public void WritePredictions(FileInfo file)
    {
        using var text = new StreamWriter(file.FullName);
        text.Write("row,fold,label," + string.Join(',', results.Select(r => Name(r.Evaluation).Replace(' ', '_'))) + "\n");
        var foldOfRow = folds.FoldOfRow();
        for (var row = 0; row < rows; row++)
        {
            if (foldOfRow[row] < 0) continue;
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{row + 1},{foldOfRow[row] + 1},{folds.Labels[row]:F0}"));
            foreach (var (_, e) in results) text.Write(string.Create(CultureInfo.InvariantCulture, $",{e.Probabilities[row]:R}"));
            text.Write("\n");
        }
    }

    /// <summary>Writes the result as JSON.</summary>
    public void Save(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(
        new TrainResults(
            rows, folds.Labels.Count(l => l > 0.5f), request.Options.Target, request.Folds, request.Options.Group, request.Options.Seed,
            [.. results.Select(r => TrainResult.Of(r.Evaluation, Enum.GetName(r.Kind)!.ToLowerInvariant()))], [.. yardsticks.Select(y => TrainResult.Of(y, y.Model))]),
        TrainJsonContext.Default.TrainResults) + "\n");

    private static string Name(PurchaseEvaluation e)
    {
        if (e.Privacy is not { } privacy) return e.Model;
        return string.Create(CultureInfo.InvariantCulture, $"{e.Model} ε={privacy.Epsilon:0.##}");
    }

    private static string Cell(PurchaseEvaluation evaluation, Func<ClassificationReport, double> measure)
    {
        var (mean, deviation) = evaluation.Of(measure);
        return evaluation.Folds.Count > 1 ? $"{mean:F4} ± {deviation:F4}" : $"{mean:F4}";
    }

    private string Division() => (request.Folds, request.Options.Group) switch
    {
        (1, null) => "A fifth of the rows held out, stratified",
        (1, var group) => $"A fifth of the rows held out, whole values of {group}",
        (var k, null) => $"{k} stratified folds",
        (var k, var group) => $"{k} folds of whole values of {group}",
    };

    private string ThresholdText() => request.Options.Threshold switch
    {
        ThresholdRule.F1 => "threshold with the greatest F1 on the training rows",
        ThresholdRule.Accuracy => "threshold with the greatest accuracy on the training rows",
        _ => "threshold 0.5",
    };
}
