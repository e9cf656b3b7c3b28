using System.CommandLine;
using Shopstream.Host.Commands.Purchase;

namespace Shopstream.Host.Commands;

/// <summary><c>explain</c>: what moved a model's predictions.</summary>
internal static class ExplainCommand
{
    public static Command Create(IReadOnlyList<string> settings) => new("explain", "Says for each row what moved the prediction.") { Purchase(settings) };

    private static Command Purchase(IReadOnlyList<string> settings)
    {
        var model = new Option<FileInfo>("--model") { Description = "Model that train purchase --export wrote, or one that XGBoost saved as JSON.", Required = true };
        var data = new Option<FileInfo?>("--data") { Description = "Rows: CSV with a header, or session documents as .jsonl; .gz as it is." };
        var documents = new Option<bool>("--documents") { Description = "Explain the archived sessions of the data directory." };
        var output = new Option<FileInfo>("--out") { Description = "CSV to write: probability, output, base value and one SHAP value a feature, for each row.", Required = true };
        var byColumn = new Option<bool>("--by-column") { Description = "Add up the values of all features that were made of the same column." };
        var drawing = new Option<FileInfo?>("--drawing") { Description = "Write the data of bar, summary and waterfall drawings as JSON to this file." };
        var rows = new Option<int[]>("--row") { Description = "Rows of the waterfalls in --drawing, counted from 1; 1 when absent.", AllowMultipleArgumentsPerToken = true };
        var separator = TrainOptions.SeparatorOption();
        var json = CommandOptions.Json();
        var command = new Command("purchase", "SHAP values of a purchase model: with the base value they add up to its output for each row.")
        {
            model, data, documents, output, byColumn, drawing, rows, separator, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ExplainRequest(
                parsed.GetValue(model)!, parsed.GetValue(data), parsed.GetValue(documents), parsed.GetValue(output)!, parsed.GetValue(byColumn),
                parsed.GetValue(drawing), parsed.GetValue(rows) is { Length: > 0 } some ? some : [1], TrainOptions.Separator(parsed.GetValue(separator)),
                parsed.GetValue(json));
            return await ExplainRun.ExecuteAsync(request, settings, cancellationToken);
        });
        return command;
    }
}
