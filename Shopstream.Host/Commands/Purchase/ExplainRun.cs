using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Purchase;
using Spectre.Console;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>Runs <c>explain purchase</c>.</summary>
internal static class ExplainRun
{
    private const int ShownFeatures = 15;

    // More dots than these lie on top of each other.
    private const int SummaryRows = 1_000;

    public static async Task<int> ExecuteAsync(ExplainRequest request, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var model = Load(request.Model);
        var source = new PurchaseSource(request.Data, request.Documents, null, null, request.Separator, []);
        var (table, _) = await source.ReadAsync(settings, model.Pipeline, cancellationToken);
        foreach (var row in request.Rows)
            if (row < 1 || row > table.Rows) throw new ConfigurationException($"--row: found {row}, expected 1 to {table.Rows}.");
        var features = model.Pipeline.Apply(table);
        var probabilities = model.Learner.Predict(features);
        var byFeature = model.Explain(features, cancellationToken);
        var values = request.ByColumn ? model.ByColumn(byFeature) : byFeature;
        Write(request.Out, values, probabilities);

        var bars = ShapDrawing.Bars(values);
        Print(model, values, bars, request);
        if (request.Drawing is { } drawing) Draw(drawing, byFeature, features, request.Rows);
        if (request.Json is { } json)
        {
            var result = new ExplainResult(Kind(model), Scale(model), table.Rows, values.BaseValue, bars);
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(result, ExplainJsonContext.Default.ExplainResult) + "\n", cancellationToken);
        }

        return 0;
    }

    private static PurchaseModel Load(FileInfo file)
    {
        if (!file.Exists) throw new ConfigurationException($"--model: found no file {file.FullName}.");
        try
        {
            using var stream = file.OpenRead();
            return PurchaseModelFile.Load(stream);
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{file.FullName}: {e.Message}");
        }
    }

    private static void Write(FileInfo file, ShapValues values, float[] probabilities)
    {
        using var text = new StreamWriter(file.FullName);
        text.Write("row,probability,output,base," + string.Join(',', values.Features.Select(Quoted)) + "\n");
        for (var row = 0; row < values.Rows; row++)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{row + 1},{probabilities[row]:R},{(float)values.Output(row):R},{(float)values.BaseValue:R}"));
            for (var f = 0; f < values.Features.Count; f++) text.Write(string.Create(CultureInfo.InvariantCulture, $",{values[row, f]:R}"));
            text.Write("\n");
        }
    }

    private static string Quoted(string name) =>
        name.AsSpan().IndexOfAny(",\"\n\r") < 0 ? name : "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static void Print(PurchaseModel model, ShapValues values, IReadOnlyList<ShapBar> bars, ExplainRequest request)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Console.WriteLine($"{Kind(model)} model, {values.Rows} rows, base value {values.BaseValue:F4}; values are {Scale(model)}: base and a row's values add up to its output");
        var table = new Table().Border(TableBorder.Minimal).AddColumns(request.ByColumn ? "column" : "feature", "mean |SHAP|");
        foreach (var bar in bars.Take(ShownFeatures)) table.AddRow(Markup.Escape(bar.Feature), $"{bar.MeanAbsolute:F4}");
        AnsiConsole.Write(table);
        Console.WriteLine($"Wrote {values.Rows} rows of {values.Features.Count} values to {request.Out.FullName}");
    }

    private static void Draw(FileInfo file, ShapValues values, FeatureMatrix features, IReadOnlyList<int> rows)
    {
        var some = Enumerable.Range(0, Math.Min(SummaryRows, values.Rows)).Select(i => (int)((long)i * values.Rows / Math.Min(SummaryRows, values.Rows))).ToArray();
        var shown = new ShapValues(values.Features, values.BaseValue, [.. Enumerable.Range(0, values.Features.Count).Select(f => Array.ConvertAll(some, r => values[r, f]))]);
        var drawing = new ExplainDrawing(
            ShapDrawing.Bars(values), ShapDrawing.Summary(shown, features.Select(some)), [.. rows.Select(r => new RowWaterfall(r, ShapDrawing.Waterfall(values, features, r - 1)))]);
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(drawing, ExplainJsonContext.Default.ExplainDrawing) + "\n");
        Console.WriteLine($"Wrote the data of bars, summary and {rows.Count} waterfalls to {file.FullName}");
    }

    private static string Kind(PurchaseModel model) => model.Kind.ToString().ToLowerInvariant();

    private static string Scale(PurchaseModel model) => model.Kind == PurchaseModelKind.Forest ? "probabilities" : "log-odds";
}
