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
        var (train, test, how) = Read(cancellationToken);
        var repeated = request.UseRatings ? RepeatedPairs.Last : RepeatedPairs.One;
        var matrix = train.ToMatrix(repeated);
        var evaluation = new RecommenderEvaluation(matrix, test.ToMatrix(), request.Options);
        if (evaluation.Users == 0) throw new ConfigurationException("found no user with a test item that they lack in training, expected some.");
        var results = new List<EvaluatedAlgorithm>();
        foreach (var choice in choices)
        {
            if (!Console.IsOutputRedirected) Console.Error.WriteLine($"{choice.Text} …");
            var clock = Stopwatch.StartNew();
            var recommender = RecommenderCatalogue.Train(choice, matrix, request.Options.Threads, cancellationToken);
            var trained = clock.Elapsed.TotalSeconds;
            clock.Restart();
            var measures = evaluation.Measure(recommender, cancellationToken);
            results.Add(new(choice.Text, trained, clock.Elapsed.TotalSeconds, measures));
        }

        return new(how, matrix.Users, matrix.Items, train.Count, test.Count, evaluation.Users, request.Options, results);
    }

    private (InteractionLog Train, InteractionLog Test, string How) Read(CancellationToken cancellationToken)
    {
        var (users, items) = (new IdMap(), new IdMap());
        if (request is { Data: { } data, Train: null, Test: null })
        {
            var split = InteractionSplit.Parse(request.Split ?? "temporal:0.2");
            var (train, test) = split.Divide(Open("--data", data), request.Options.Seed);
            return (train, test, $"{Path.GetFileName(data)} split by {request.Split ?? "temporal:0.2"}");
        }

        if (request is not { Data: null, Train: { } learned, Test: { } foretold } || request.Split is not null)
            throw new ConfigurationException("evaluate recommenders: expected either --train and --test, or --data with --split.");
        return (Open("--train", learned), Open("--test", foretold), $"{Path.GetFileName(learned)} and {Path.GetFileName(foretold)}");

        InteractionLog Open(string option, string path)
        {
            if (!File.Exists(path)) throw new ConfigurationException($"{option}: found nothing at {path}, expected a file.");
            var log = new InteractionLog(users, items);
            var file = InteractionFile.ReadInto(log, path, cancellationToken);
            foreach (var bad in file.BadLines) Console.Error.WriteLine($"{path}, line {bad.Line}: {bad.Reason}");
            if (file.Rejected > 0) Console.Error.WriteLine($"{path}: {file.Read} lines read, {file.Accepted} accepted, {file.Rejected} rejected");
            return file.Accepted > 0 ? log : throw new ConfigurationException($"{option}: found no interaction in {path}, expected some.");
        }
    }
}
