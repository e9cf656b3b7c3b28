using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Shopstream.Host.Commands.Customers;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Stores;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>similar-users</c>: who did much the same, on the documents (as the job of that name) or on a file.</summary>
internal static class SimilarUsersCommand
{
    private const int Shown = 10;

    public static Command Create(IReadOnlyList<string> settings)
    {
        var arguments = new CustomerArguments(SimilarUsersJob.Period);
        var threshold = new Option<double>("--threshold") { Description = "Jaccard similarity from which users are similar.", DefaultValueFactory = _ => 0.5 };
        var hashes = new Option<int>("--hashes") { Description = "Length of the signatures.", DefaultValueFactory = _ => 128 };
        var top = new Option<int>("--top") { Description = "Similar users of each user.", DefaultValueFactory = _ => 10 };
        var items = new Option<string>("--items") { Description = "What makes a user's set, separated by commas.", DefaultValueFactory = _ => string.Join(',', ItemKinds.All) };
        var user = new Option<string?>("--user") { Description = "Show the similar users of this one." };
        var output = new Option<FileInfo?>("--out") { Description = "With --data: write everybody's similar users to this file, one JSON object a line." };
        var json = CommandOptions.Json();
        var command = new Command("similar-users", "Finds users who viewed, bought and did much the same: MinHash candidates, exact Jaccard similarity. On documents it is the job of that name.")
        {
            threshold, hashes, top, items, user, output, json,
        };
        foreach (var option in arguments.All) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SimilarUsersOptions { Threshold = parsed.GetValue(threshold), Hashes = parsed.GetValue(hashes), Top = parsed.GetValue(top), Seed = arguments.Seed(parsed) };
            options.Validate();
            var kinds = ItemKinds.Parse(parsed.GetValue(items)!);
            var clock = Stopwatch.StartNew();
            SimilarUsersReport report;
            if (arguments.Data(parsed) is null)
            {
                if (parsed.GetValue(output) is not null) throw new ConfigurationException("--out: found without --data; on documents GET /users/{id}/similar serves them.");
                var parameters = arguments.Parameters(parsed);
                (parameters["threshold"], parameters["hashes"], parameters["top"], parameters["items"]) = ($"{options.Threshold:R}", $"{options.Hashes}", $"{options.Top}", string.Join(',', kinds));
                report = await OnDocumentsAsync(settings, parameters, parsed.GetValue(user), cancellationToken);
            }
            else
            {
                report = OnFile(arguments.Read(parsed, cancellationToken), options, kinds, parsed.GetValue(user), parsed.GetValue(output), cancellationToken);
            }

            report = report with { Seconds = clock.Elapsed.TotalSeconds };
            Print(report);
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, CustomerReportsJsonContext.Default.SimilarUsersReport) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<SimilarUsersReport> OnDocumentsAsync(
        IReadOnlyList<string> settings, Dictionary<string, string> parameters, string? user, CancellationToken cancellationToken)
    {
        var host = ShopstreamHost.CreateForJobs(settings);
        await using var _ = (IAsyncDisposable)host;
        var run = await CommandJob.RunAsync(host.Services, "similar-users", parameters, cancellationToken);
        var shown = new List<SimilarUsersOf>();
        if (user is not null)
        {
            var found = await new SimilarUsersStore(host.Services.GetRequiredService<IDocumentStore>()).GetAsync(user, cancellationToken)
                ?? throw new ConfigurationException($"--user: found \"{user}\", of whom nothing is recorded in the period.");
            shown.Add(new(found.UserId, found.Items, found.Similar));
        }

        int Figure(string name) => run.Result?[name]?.GetValue<int>() ?? 0;
        return new("documents", Figure("users"), Figure("items"), Figure("usersWithSimilar"), Figure("similar"), 0, shown);
    }

    private static SimilarUsersReport OnFile(
        (CustomerFile File, IReadOnlyList<CustomerDay> Days) source, SimilarUsersOptions options, IReadOnlySet<string> kinds, string? user, FileInfo? output, CancellationToken cancellationToken)
    {
        var finder = new SimilarUsersFinder(options);
        foreach (var day in source.Days) finder.Add(day.UserId, day.Items.Where(i => kinds.Contains(ItemKinds.KindOf(i).ToString())));
        var (withSimilar, pairs) = (0, 0L);
        var shown = new List<SimilarUsersOf>();
        using var lines = output is null ? null : new StreamWriter(output.FullName);
        foreach (var found in finder.Find(_ => { }, cancellationToken).SelectMany(p => p))
        {
            lines?.WriteLine(JsonSerializer.Serialize(found, CustomerReportsJsonContext.Default.SimilarUsersOf));
            withSimilar += found.Similar.Count > 0 ? 1 : 0;
            pairs += found.Similar.Count;
            if (user is null ? found.Similar.Count > 0 && shown.Count < Shown : found.UserId == user) shown.Add(found);
        }

        if (user is not null && shown.Count == 0) throw new ConfigurationException($"--user: found \"{user}\", who is not in the file.");
        return new(source.File.Format, finder.Users, finder.Items, withSimilar, pairs, 0, shown);
    }

    private static void Print(SimilarUsersReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Console.WriteLine($"{report.Users:N0} users with {report.Items:N0} different items ({report.Source}); {report.UsersWithSimilar:N0} have similar users, {report.Similar:N0} in all; {report.Seconds:0.0} s");
        if (report.Shown.Count == 0) return;
        var table = new Table().Border(TableBorder.Minimal).AddColumns("user", "similar user", "Jaccard", "estimate", "shared", "such as");
        foreach (var of in report.Shown)
        {
            if (of.Similar.Count == 0) table.AddRow(Markup.Escape(of.UserId), "nobody", "", "", "", "");
            foreach (var similar in of.Similar)
            {
                table.AddRow(
                    Markup.Escape(of.UserId), Markup.Escape(similar.UserId), $"{similar.Jaccard:0.000}", $"{similar.Estimate:0.000}", $"{similar.SharedItems}",
                    Markup.Escape(string.Join(", ", similar.Shared.Take(4))));
            }
        }

        AnsiConsole.Write(table);
    }
}
