using System.CommandLine;
using System.Text.Json;
using Shopstream.Modules.Ml.Instacart;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>instacart</c>: what a folder of the Instacart data says, and a model of what is bought again.</summary>
internal static class InstacartCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "Folder with aisles, departments, products, orders, order_products__prior and order_products__train, each .csv or .csv.gz; "
                + "names may have prefixes and suffixes, and one underscore for two.",
        };
        var defaults = new InstacartOptions();
        var seed = new Option<int>("--seed") { Description = "Seed of the split by users and of the forest.", DefaultValueFactory = _ => defaults.Seed };
        var rows = new Option<int>("--rows") { Description = "Order lines that the model sees, about; whole users are drawn.", DefaultValueFactory = _ => defaults.MostRows };
        var trees = new Option<int>("--trees") { Description = "Trees of the forest.", DefaultValueFactory = _ => defaults.Trees };
        var depth = new Option<int>("--depth") { Description = "Depth of the trees.", DefaultValueFactory = _ => defaults.MaxDepth };
        var tables = new Option<DirectoryInfo?>("--tables") { Description = "Write combined.csv, user_features.csv and product_features.csv into this folder, too." };
        var json = CommandOptions.Json();
        var command = new Command(
            "instacart",
            "Analyses a folder of the Instacart 2017 data: missing values, popular products, combined table, features of users and products, "
                + "and a random forest on what is bought again, judged on users it never saw.") { path, seed, rows, trees, depth, tables, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new InstacartOptions
            {
                Seed = parsed.GetValue(seed),
                MostRows = parsed.GetValue(rows),
                Trees = parsed.GetValue(trees),
                MaxDepth = parsed.GetValue(depth),
                Tables = parsed.GetValue(tables)?.FullName,
            };
            var report = await RunAsync(parsed.GetValue(path)!, options, cancellationToken);
            InstacartPrinting.Print(report);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, InstacartJsonContext.Default.InstacartReport) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }

    private static Task<InstacartReport> RunAsync(string path, InstacartOptions options, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            return Task.Run(() => InstacartAnalysis.Run(path, options, null, cancellationToken), cancellationToken);
        return AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                return Task.Run(() => InstacartAnalysis.Run(path, options, Report, cancellationToken), cancellationToken);

                void Report(InstacartProgress progress)
                {
                    if (!tasks.TryGetValue(progress.Step, out var task)) tasks.Add(progress.Step, task = context.AddTask(Markup.Escape(progress.Step)));
                    task.Value = 100 * progress.Share;
                }
            });
    }
}
