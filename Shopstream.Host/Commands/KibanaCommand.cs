using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Modules.Stores.Elasticsearch.Kibana;

namespace Shopstream.Host.Commands;

/// <summary><c>kibana</c>: writes the dashboard that Kibana imports, and checks such a file against the fields of the indices.</summary>
internal static class KibanaCommand
{
    private static readonly string DefaultFile = Path.Combine("deploy", "kibana", "shopstream.ndjson");

    public static Command Create(IReadOnlyList<string> settings) =>
        new("kibana", "The dashboard for Kibana and OpenSearch Dashboards. SearchIndex:Elasticsearch:IndexPrefix applies.") { Check(settings), Export(settings) };

    private static Command Check(IReadOnlyList<string> settings)
    {
        var file = new Option<FileInfo?>("--file") { Description = $"Saved objects, one a line; {DefaultFile} of the working directory or of the solution when absent." };
        var url = new Option<string?>("--url") { Description = "Check against the indices of this server instead of those that this version would make. Settings of SearchIndex:Elasticsearch apply." };
        var json = CommandOptions.Json();
        var command = new Command("check", "Checks that all fields used by saved objects exist with a fitting type.") { file, url, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = Options(settings);
            var path = parsed.GetValue(file)?.FullName ?? Find();
            var lines = await File.ReadAllTextAsync(path, cancellationToken);
            var fields = parsed.GetValue(url) is { } address
                ? await ServerFieldsAsync(options, address, cancellationToken)
                : IndexFields.OfTemplates(options.IndexPrefix ?? "");
            var problems = KibanaCheck.Run(lines, fields);
            foreach (var problem in problems) Console.WriteLine(problem);
            var objects = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            Console.WriteLine($"{path}: {objects} objects, {problems.Count} problems");
            if (parsed.GetValue(json) is { } target)
                await File.WriteAllTextAsync(target.FullName, JsonSerializer.Serialize(new { file = path, objects, problems }) + "\n", cancellationToken);
            return problems.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Export(IReadOnlyList<string> settings)
    {
        var output = new Option<FileInfo?>("--out") { Description = "File to write; the console when absent." };
        var command = new Command("export", "Writes the dashboard as saved objects, one a line, for Stack Management → Saved Objects → Import.") { output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var lines = ShopDashboard.Lines(Options(settings).IndexPrefix ?? "");
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file.FullName, lines, cancellationToken);
            else await Console.Out.WriteAsync(lines);
            return 0;
        });
        return command;
    }

    private static ElasticsearchOptions Options(IReadOnlyList<string> settings)
    {
        using var host = ShopstreamHost.CreateWorker(settings);
        return host.Services.GetRequiredService<IOptions<SearchIndexOptions>>().Value.Elasticsearch;
    }

    private static async Task<IndexFields> ServerFieldsAsync(ElasticsearchOptions options, string url, CancellationToken cancellationToken)
    {
        options.Url = url;
        var all = new SearchIndexOptions { Provider = SearchIndexOptions.ElasticsearchProvider, Elasticsearch = options };
        if (new ElasticsearchOptionsRules().Validate(name: null, all) is { Failed: true } wrong) throw new ConfigurationException(wrong.FailureMessage);
        using var services = new ServiceCollection().AddMetrics().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<ConnectionRegistry>().BuildServiceProvider();
        using var client = new ElasticsearchClient(
            options, services.GetRequiredService<ConnectionRegistry>(), new ElasticsearchMetrics(services.GetRequiredService<IMeterFactory>()), TimeProvider.System);
        return await IndexFields.OfServerAsync(client, options.IndexPrefix ?? "", cancellationToken);
    }

    private static string Find()
    {
        if (File.Exists(DefaultFile)) return Path.GetFullPath(DefaultFile);
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, DefaultFile))) return Path.Combine(directory.FullName, DefaultFile);
        throw new ConfigurationException($"There is no {DefaultFile} here or beside the solution; say which file by --file.");
    }
}
