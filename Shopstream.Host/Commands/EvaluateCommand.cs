using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Shopstream.Host.Commands.Evaluate;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Host.Commands;

/// <summary><c>evaluate</c>: measures algorithms on data that somebody else could measure, too.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measures recommendation algorithms on files.") { Recommenders(), EvaluateSessionsCommand.Create(), EvaluateRatingsCommand.Create() };

    private static Command Recommenders()
    {
        var train = new Option<string?>("--train") { Description = "Interactions to learn: user, item, rating, unix time by tabs or commas, or CSV with a header; .gz as it is." };
        var test = new Option<string?>("--test") { Description = "Interactions to foretell, beside --train." };
        var data = new Option<string?>("--data") { Description = "Interactions to divide by --split instead." };
        var split = new Option<string?>("--split") { Description = "How --data is divided: temporal:SHARE, last or random:SHARE. temporal:0.2 when absent." };
        var algorithms = new Option<string[]>("--algorithms")
        {
            Description = $"Names separated by commas, of {string.Join(", ", RecommenderCatalogue.Names)}; settings after colons, such as item-knn:k=50:similarity=bm25:shrinkage=10. All that the data suffices for when absent.",
            AllowMultipleArgumentsPerToken = true,
        };
        var at = new Option<string>("--at") { Description = "Lengths of the lists, separated by commas.", DefaultValueFactory = _ => "10,20" };
        var values = new Option<bool>("--use-ratings") { Description = "Learn the ratings as weights. All interactions count alike without it." };
        var format = new Option<InteractionFormat>("--format") { Description = "Layout of the interactions: auto (by the header), plain, movielens, onlineretail or instacart." };
        var items = new Option<string?>("--items") { Description = "Table of the products for content: MovieLens u.item, or CSV with an id and category, brand, price, name. Online Retail brings its own." };
        var users = new Option<string?>("--users") { Description = "Table of the users for demographics: MovieLens u.user, or CSV with an id and attributes. Online Retail brings countries." };
        var tune = new Option<bool>("--tune") { Description = "Choose the settings of each algorithm that has none, on a tenth held out of the training part, and say what was chosen." };
        var fallback = new Option<Fallback>("--fallback") { Description = "Who answers users of whom an algorithm knows nothing: popular, or none.", DefaultValueFactory = _ => Fallback.Popular };
        var samples = new Option<int>("--samples") { Description = "Bootstrap samples behind the 95 % intervals.", DefaultValueFactory = _ => new EvaluationOptions().Samples };
        var seed = new Option<long>("--seed") { Description = "Seed of the random split and of the bootstrap.", DefaultValueFactory = _ => new EvaluationOptions().Seed };
        var threads = new Option<int>("--threads") { Description = "Threads to use; 0 for one a core. Figures do not depend on it." };
        var json = CommandOptions.Json();
        var command = new Command("recommenders", "Precision, recall, NDCG, MRR, hit rate, coverage, novelty and popularity share of each algorithm; items of the training are never recommended.")
        {
            train, test, data, split, format, items, users, algorithms, tune, fallback, at, values, samples, seed, threads, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new EvaluateRequest(
                parsed.GetValue(train), parsed.GetValue(test), parsed.GetValue(data), parsed.GetValue(split), Choices(parsed.GetValue(algorithms)), parsed.GetValue(values),
                parsed.GetValue(format), parsed.GetValue(items), parsed.GetValue(users), parsed.GetValue(tune), parsed.GetValue(fallback),
                new EvaluationOptions { At = Lengths(parsed.GetValue(at)!), Samples = parsed.GetValue(samples), Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads) });
            try
            {
                var report = new EvaluateRun(request).Execute(cancellationToken);
                report.Print();
                if (parsed.GetValue(json) is { } file) report.Save(file);
                return Task.FromResult(0);
            }
            catch (Exception e) when (e is FormatException or ValidationException)
            {
                throw new ConfigurationException(e.Message);
            }
        });
        return command;
    }

    private static List<string> Choices(string[]? texts)
    {
        var names = (texts ?? []).SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        return names;
    }

    private static int[] Lengths(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(t => int.TryParse(t, out var n) ? n : throw new ConfigurationException($"--at: found \"{t}\", expected whole numbers separated by commas")).Distinct().Order()];
}
