using System.Diagnostics;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>Reads, trains and measures.</summary>
internal sealed class EvaluateRun(EvaluateRequest request)
{
    /// <summary>Does it.</summary>
    /// <exception cref="ConfigurationException">The arguments or files do not fit.</exception>
    /// <exception cref="FormatException">A file or a choice cannot be understood.</exception>
    public EvaluateReport Execute(CancellationToken cancellationToken)
    {
        request.Options.Validate();
        var choices = request.Algorithms.Select(AlgorithmChoice.Parse).ToList();
        foreach (var choice in choices)
            if (!RecommenderCatalogue.Names.Contains(choice.Name)) throw new ConfigurationException($"--algorithms: found \"{choice.Name}\", expected some of {string.Join(", ", RecommenderCatalogue.Names)}");
        var (data, test, how) = Read(cancellationToken);
        var evaluation = new RecommenderEvaluation(data.Matrix, test.ToMatrix(), request.Options);
        if (evaluation.Users == 0) throw new ConfigurationException("found no user with a test item that they lack in training, expected some.");
        if (choices.Count == 0)
        {
            foreach (var name in RecommenderCatalogue.Names)
            {
                if (RecommenderCatalogue.Lacks(name, data) is { } lacking) Console.Error.WriteLine($"{name} is left out: it needs {lacking}");
                else choices.Add(AlgorithmChoice.Parse(name));
            }
        }

        var fallback = request.Fallback == Fallback.Popular ? PopularRecommender.Train(data.Matrix) : null;
        var tuning = request.Tune ? new RecommenderTuning(data, request.Options.Seed, request.Options.Threads) : null;
        if (tuning is { Users: 0 }) throw new ConfigurationException("--tune: found no user with something to foretell in the validation part, expected some.");
        var results = new List<EvaluatedAlgorithm>();
        var ranked = new List<(string Name, double Ndcg, IRecommender Recommender)>();
        var first = request.Options.At[0];
        foreach (var asked in choices)
        {
            if (!Console.IsErrorRedirected) Console.Error.WriteLine($"{asked.Text} …");
            var tuned = tuning?.Choose(asked, cancellationToken);
            var choice = tuned is null ? asked : AlgorithmChoice.Parse(tuned.Chosen);
            var clock = Stopwatch.StartNew();
            var recommender = RecommenderCatalogue.Train(choice, data, request.Options.Threads, cancellationToken);
            var trained = clock.Elapsed.TotalSeconds;
            clock.Restart();
            var measures = evaluation.Measure(recommender, cancellationToken, fallback);
            ranked.Add((choice.Text, measures.Single(m => m.Metric == RankingMetric.Ndcg && m.At == first).Value, recommender));
            results.Add(new(choice.Text, trained, clock.Elapsed.TotalSeconds, measures, (recommender as ITrainingNote)?.Note, tuned));
        }

        ranked = [.. ranked.OrderByDescending(r => r.Ndcg)];
        var lead = ranked is [var best, var second, ..] ? new EvaluatedLead(best.Name, second.Name, evaluation.NdcgDifference(best.Recommender, second.Recommender, first, cancellationToken, fallback)) : null;
        var validation = tuning is null ? null : $"{data.Validation} of the training part, {tuning.Users:N0} users";
        return new(how, data.Matrix.Users, data.Matrix.Items, data.Log!.Count, test.Count, evaluation.Users, fallback?.Name, validation, request.Options, results, lead);
    }

    private (LearningData Data, InteractionLog Test, string How) Read(CancellationToken cancellationToken)
    {
        var files = new EvaluateFiles(request.Format);
        var repeated = request.UseRatings ? RepeatedPairs.Last : RepeatedPairs.One;
        InteractionLog train, test;
        string how;
        var validation = InteractionSplit.RandomTenth;
        if (request is { Data: { } data, Train: null, Test: null })
        {
            var split = InteractionSplit.Parse(request.Split ?? "temporal:0.2");
            (train, test) = split.Divide(files.Read("--data", data, cancellationToken), request.Options.Seed);
            how = $"{Path.GetFileName(data)} split by {split}";
            // What is to be foretold lies in the future, so that settings are chosen on the future of the past.
            if (split.NeedsTimes) validation = InteractionSplit.NewestTenth;
        }
        else if (request is { Data: null, Train: { } learned, Test: { } foretold, Split: null })
        {
            (train, test) = (files.Read("--train", learned, cancellationToken), files.Read("--test", foretold, cancellationToken));
            how = $"{Path.GetFileName(learned)} and {Path.GetFileName(foretold)}";
        }
        else
        {
            throw new ConfigurationException("evaluate recommenders: expected either --train and --test, or --data with --split.");
        }

        files.Describe(request.Items, request.Users);
        return (files.LearningDataOf(train, repeated) with { Validation = validation }, test, how);
    }
}
