using Shopstream.Modules.Ml.Instacart;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary>Shows what the analysis of an Instacart folder found.</summary>
internal static class InstacartPrinting
{
    private const int ShownBadLines = 10;
    private const int ShownFeatures = 8;

    public static void Print(InstacartReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        var files = Table("file", "rows", "bad lines", "missing values");
        foreach (var file in report.Files) files.AddRow(Cells(file.File, $"{file.Rows:N0}", $"{file.Bad:N0}", Missing(file.Missing)));
        AnsiConsole.Write(files);
        PrintBadLines(report.BadLines);

        Console.WriteLine("Most popular products");
        var popular = Table("product", "name", "purchases", "bought again");
        foreach (var product in report.PopularProducts)
            popular.AddRow(Cells($"{product.ProductId}", product.Name ?? "unknown", $"{product.Purchases:N0}", $"{product.ReorderShare:P1}"));
        AnsiConsole.Write(popular);

        var combined = report.Combined;
        Console.WriteLine($"Combined table: {combined.Rows:N0} order lines, {combined.WithUser:N0} with a known user, {combined.WithProduct:N0} with a known product; "
            + $"missing values: {Missing(combined.Missing)}");
        Console.WriteLine($"Features of {report.Users:N0} users (total_orders, avg_days_between_orders) and {report.Products:N0} products (purchase_count, total_reorders)");
        Console.WriteLine();
        PrintModel(report.Model);
    }

    private static void PrintModel(ReorderReport model)
    {
        Console.WriteLine($"Random forest on reordered: {model.Trees} trees on {model.TrainRows:N0} lines of {model.TrainUsers:N0} users, "
            + $"judged on {model.TestRows:N0} lines of {model.TestUsers:N0} others, seed {model.Seed}");
        Console.WriteLine($"Accuracy {model.Accuracy:0.0000} (always the more frequent answer: {model.MajorityAccuracy:0.0000}), AUC {model.Auc:0.0000}, log loss {model.LogLoss:0.0000}");
        var classes = Table("class", "precision", "recall", "f1", "support");
        foreach (var line in model.Classes) classes.AddRow(Cells(line.Name, $"{line.Precision:0.0000}", $"{line.Recall:0.0000}", $"{line.F1:0.0000}", $"{line.Support:N0}"));
        AnsiConsole.Write(classes);
        Console.WriteLine($"Share of gain: {string.Join(", ", model.Importance.Take(ShownFeatures).Select(f => $"{f.Key} {f.Value:P1}"))}");
    }

    private static void PrintBadLines(BadLineSummary bad)
    {
        if (bad.Total == 0) return;
        Console.WriteLine($"{bad.Total:N0} lines could not be used");
        foreach (var (reason, count) in bad.ByReason) Console.WriteLine($"  {count:N0} × {reason}");
        foreach (var line in bad.First.Take(ShownBadLines)) Console.WriteLine($"  {line.File}, line {line.Line}: {line.Reason}");
        if (bad.Total > ShownBadLines) Console.WriteLine("  …");
        Console.WriteLine();
    }

    private static Table Table(params string[] columns) => new Table().Border(TableBorder.Minimal).AddColumns(columns);

    private static string[] Cells(params string[] texts) => Array.ConvertAll(texts, Markup.Escape);

    private static string Missing(IReadOnlyDictionary<string, long> columns)
    {
        var some = columns.Where(c => c.Value > 0).Select(c => $"{c.Key} {c.Value:N0}").ToArray();
        return some.Length == 0 ? "none" : string.Join(", ", some);
    }
}
