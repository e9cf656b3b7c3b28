using System.CommandLine;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Host.Commands;

/// <summary><c>import</c>: history from files, through the same path as live traffic.</summary>
internal static class ImportCommand
{
    public static Command Create(IReadOnlyList<string> settings)
    {
        var format = new Argument<string>("FORMAT")
        {
            Description = string.Join(Environment.NewLine, ImportFormats.All.Select(f => $"{f.Name}: {f.Description}")),
        };
        var path = new Argument<string>("PATH") { Description = "File or folder; .gz as it is." };
        var rate = new Option<double?>("--rate") { Description = "Rows a second; as fast as it goes when absent." };
        var json = CommandOptions.Json();
        var command = new Command("import", "Imports history. The same content is imported once; an import that was cut off goes on.") { format, path, rate, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = ImportFormats.Find(parsed.GetValue(format)!);
            var request = await ImportRequest.ForFileAsync(found, parsed.GetValue(path)!, cancellationToken) with { Rate = parsed.GetValue(rate) };
            using var host = ShopstreamHost.CreateWorker(settings);
            return await FeedCommand.RunAsync(host, request, $"import {found.Name} {parsed.GetValue(path)}", parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
