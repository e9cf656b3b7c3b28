using System.CommandLine;
using System.Text.Json;
using Shopstream.Host.Commands.Evaluate;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Sessions;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>evaluate sessions</c>: next-item hit rate and MRR per algorithm over every test prefix.</summary>
internal static class EvaluateSessionsCommand
{
    private static readonly string[] Names = ["popular", "s-pop", "markov", "sequential-rules", "item-knn", "v-sknn", "stan", "repeat", "hybrid"];

    public static Command Create()
    {
        var train = new Option<FileInfo>("--train") { Description = "Sessions to train on, the oldest first: one a line, item ids separated by blanks; plain or .gz.", Required = true };
        var test = new Option<FileInfo>("--test") { Description = "Test prefixes: item ids separated by blanks, a tab, the item that followed; plain or .gz.", Required = true };
        var at = new Option<string>("--at") { Description = "Lengths of the list, separated by commas.", DefaultValueFactory = _ => "20" };
        var algorithms = new Option<string>("--algorithms") { Description = $"Which, separated by commas, of {string.Join(", ", Names)}; all when absent." };
        var json = CommandOptions.Json();
        var command = new Command("sessions", "Compares algorithms for the next item of a session: hit rate and MRR over every test prefix.") { train, test, at, algorithms, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var lengths = Lengths(parsed.GetValue(at)!);
            var wanted = Wanted(parsed.GetValue(algorithms));
            var results = Evaluate(Existing("--train", parsed.GetValue(train)!), Existing("--test", parsed.GetValue(test)!), lengths, wanted, cancellationToken);
            Print(results);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(new EvaluateResults(results), EvaluateJsonContext.Default.EvaluateResults) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }

    private static List<EvaluateResult> Evaluate(string train, string test, int[] lengths, string[] wanted, CancellationToken cancellationToken)
    {
        var progress = Console.IsErrorRedirected ? (Action<string>)(_ => { }) : Console.Error.WriteLine;
        var items = new IdMap();
        var read = SessionFile.ReadSessions(train, items);
        List<SessionPrefix> prefixes;
        try
        {
            prefixes = SessionFile.ReadPrefixes(test, items);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"--test: {e.Message}");
        }

        if (read.Count == 0) throw new ConfigurationException($"--train: found no session in {train}.");
        if (prefixes.Count == 0) throw new ConfigurationException($"--test: found no prefix in {test}.");
        progress($"{read.Count:N0} sessions, {prefixes.Count:N0} test prefixes, {items.Count:N0} items");
        var sessions = new SessionLog(items.Count, read);
        List<EvaluateResult> results = [];
        foreach (var name in wanted)
        {
            var ranks = SessionEvaluation.Ranks(Train(name, sessions, cancellationToken), prefixes, items.Count, lengths.Max(), cancellationToken);
            foreach (var length in lengths)
            {
                var (hits, mrr) = SessionEvaluation.Measure(ranks, length);
                results.Add(new(name, "hitRate", length, hits.Value, hits.Low, hits.High));
                results.Add(new(name, "mrr", length, mrr.Value, mrr.Low, mrr.High));
                progress($"  {name}: hit rate@{length} {hits.Value:0.0000}, MRR@{length} {mrr.Value:0.0000}");
            }
        }

        return results;
    }

    private static ISessionRecommender Train(string name, SessionLog sessions, CancellationToken cancellationToken) => name switch
    {
        "popular" => new PopularItems(sessions),
        "s-pop" => new SessionPopularItems(new(sessions), sessions),
        "markov" => new MarkovChain(sessions),
        "sequential-rules" => new MarkovChain(sessions, 10),
        "item-knn" => new SessionItemNeighbours(sessions),
        "v-sknn" => new VectorSessionNeighbours(sessions),
        "stan" => new SequenceTimeNeighbours(sessions),
        "repeat" => new RepeatedItems(sessions),
        _ => SessionHybrid.Fit(sessions, cancellationToken: cancellationToken),
    };

    private static string Existing(string option, FileInfo file) =>
        file.Exists ? file.FullName : throw new ConfigurationException($"{option}: found {file.FullName}, which does not exist.");

    private static int[] Lengths(string text)
    {
        var lengths = text.Split(',').Select(t => int.TryParse(t, out var n) && n is > 0 and <= 1000 ? n : throw new ConfigurationException($"--at: found \"{t}\", expected numbers from 1 to 1,000 separated by commas.")).ToArray();
        return [.. lengths.Distinct()];
    }

    private static string[] Wanted(string? text)
    {
        if (text is null) return Names;
        var wanted = text.Split(',', StringSplitOptions.TrimEntries).Distinct().ToArray();
        return Array.Find(wanted, w => !Names.Contains(w)) is { } unknown ? throw new ConfigurationException($"--algorithms: found \"{unknown}\", expected some of {string.Join(", ", Names)}.") : wanted;
    }

    private static void Print(List<EvaluateResult> results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        var table = new Table().Border(TableBorder.Minimal).AddColumns("algorithm", "metric", "at", "value", "95 % from", "to");
        foreach (var r in results) table.AddRow(r.Algorithm, r.Metric, $"{r.At}", $"{r.Value:0.0000}", $"{r.Low:0.0000}", $"{r.High:0.0000}");
        AnsiConsole.Write(table);
    }
}
