using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Shopstream.Host.Commands.Evaluate;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Host.Commands;

/// <summary><c>evaluate ratings</c>: how well explicit alternating least squares foretells ratings.</summary>
internal static class EvaluateRatingsCommand
{
    public static Command Create()
    {
        var defaults = new ExplicitAlsOptions();
        var train = new Option<string?>("--train") { Description = "Ratings to learn." };
        var test = new Option<string?>("--test") { Description = "Ratings to foretell, beside --train." };
        var data = new Option<string?>("--data") { Description = "Ratings to divide by --split instead." };
        var split = new Option<string>("--split") { Description = "How --data is divided: random:SHARE, temporal:SHARE or last.", DefaultValueFactory = _ => "random:0.2" };
        var format = new Option<InteractionFormat>("--format") { Description = "Layout of the file: auto (by the header), plain, movielens, onlineretail or instacart." };
        var rating = new Option<RatingKind>("--rating") { Description = "What is foretold: value (the rating in the file; for Instacart whether it was bought again) or logcount, ln(1 + how often).", DefaultValueFactory = _ => RatingKind.Value };
        var factors = new Option<int>("--factors") { Description = "Factors besides the bias.", DefaultValueFactory = _ => defaults.Factors };
        var iterations = new Option<int>("--iterations") { Description = "Times that users and items are solved.", DefaultValueFactory = _ => defaults.Iterations };
        var regularization = new Option<float>("--regularization") { Description = "Weight of squared factors for each rating.", DefaultValueFactory = _ => defaults.Regularization };
        var top = new Option<int>("--top") { Description = "Items recommended to every user.", DefaultValueFactory = _ => 10 };
        var output = new Option<FileInfo?>("--out") { Description = "Write them to this file: user, item and rating expected, by tabs." };
        var seed = new Option<int>("--seed") { Description = "Seed of the split and of the first factors.", DefaultValueFactory = _ => defaults.Seed };
        var threads = new Option<int>("--threads") { Description = "Threads to use; 0 for one a core. Figures do not depend on it." };
        var json = CommandOptions.Json();
        var command = new Command("ratings", "RMSE of explicit alternating least squares beside that of means, and the best items of every user.")
        {
            train, test, data, split, format, rating, factors, iterations, regularization, top, output, seed, threads, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var files = new EvaluateFiles(parsed.GetValue(format));
                var (learned, foretold) = Read(files, parsed.GetValue(train), parsed.GetValue(test), parsed.GetValue(data), parsed.GetValue(split)!, parsed.GetValue(rating), parsed.GetValue(seed), cancellationToken);
                var options = new ExplicitAlsOptions
                {
                    Factors = parsed.GetValue(factors),
                    Iterations = parsed.GetValue(iterations),
                    Regularization = parsed.GetValue(regularization),
                    Seed = parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                };
                var length = parsed.GetValue(top);
                if (length is < 1 or > 1_000) throw new ConfigurationException($"--top: found {length}, expected 1 to 1,000.");
                var report = RatingsRun.Execute(learned, foretold, options, length, parsed.GetValue(output)?.FullName, cancellationToken);
                RatingsRun.Print(report, options, length);
                if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, RatingsJsonContext.Default.RatingsReport) + "\n", cancellationToken);
                return 0;
            }
            catch (Exception e) when (e is FormatException or ValidationException)
            {
                throw new ConfigurationException(e.Message);
            }
        });
        return command;
    }

    private static (InteractionLog Train, InteractionLog Test) Read(
        EvaluateFiles files, string? train, string? test, string? data, string split, RatingKind kind, int seed, CancellationToken cancellationToken)
    {
        if (data is not null && train is null && test is null) return InteractionSplit.Parse(split).Divide(RatingsRun.RatingsOf(files.Read("--data", data, cancellationToken), kind), seed);
        if (data is null && train is not null && test is not null)
            return (RatingsRun.RatingsOf(files.Read("--train", train, cancellationToken), kind), RatingsRun.RatingsOf(files.Read("--test", test, cancellationToken), kind));
        throw new ConfigurationException("evaluate ratings: expected either --train and --test, or --data with --split.");
    }
}
