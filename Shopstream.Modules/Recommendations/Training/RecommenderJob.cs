using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Evaluation;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>
/// The job <c>recommender</c>: trains what answers are made from on the archived sessions and interactions. The algorithm of the
/// similar items is chosen on the latest interactions, which it has not learnt from; a version that does worse than the most
/// popular products there is kept, but does not answer.
/// </summary>
internal sealed class RecommenderJob(IDocumentStore documents, ModelStore store, IOptions<RecommendationsOptions> options) : IBatchJob
{
    /// <summary>Name of the job and of its model.</summary>
    public const string ModelName = "recommender";

    private const int At = 10;
    private const int FewestEvents = 50;
    private const int FewestUsers = 20;
    private const double ReadingShare = 0.3;

    public string Name => ModelName;

    public string Description => "Trains the model of recommendations on archived sessions and interactions, and lets it answer unless it does worse than the most popular products on the latest ones.";

    public string? DefaultCron => "0 5 * * * ?";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.WholeNumber("days", "How many days before the newest event are read.", 365, 1, 36_500),
        JobParameter.Number("later", "Share of the events, the latest, on which algorithms are chosen and judged.", 0.2, 0.01, 0.5),
        JobParameter.WholeNumber("easeItems", "Most items for which EASE is tried; its time grows with their cube.", 3_000, 0, 30_000),
        JobParameter.WholeNumber("listLength", "Longest list of similar items; five times as long for EASE.", 60, 1, 1_000),
        JobParameter.WholeNumber("factors", "Factors of alternating least squares.", 64, 1, 512),
        JobParameter.WholeNumber("iterations", "Iterations of alternating least squares.", 12, 1, 1_000),
        JobParameter.WholeNumber("sessions", "Recent sessions kept for the nearest sessions.", 50_000, 0, 10_000_000),
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (data, read, unreadable) = await ReadAsync(run, cancellationToken);
        var summary = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["recordsRead"] = read, ["unreadable"] = unreadable, ["events"] = data.Events.Length, ["users"] = data.Users.Count, ["products"] = data.Items.Count,
        };
        if (data.Events.Length < FewestEvents)
        {
            summary["note"] = $"Too few events to learn from: found {data.Events.Length}, expected {FewestEvents} or more.";
            return summary;
        }

        var training = new TrainingOptions
        {
            EaseItems = (int)run.WholeNumber("easeItems")!,
            ListLength = (int)run.WholeNumber("listLength")!,
            Factors = (int)run.WholeNumber("factors")!,
            Iterations = (int)run.WholeNumber("iterations")!,
            Sessions = (int)run.WholeNumber("sessions")!,
            Seed = run.Seed,
        };
        var (firstMs, lastMs) = Range(data);
        var trial = await Task.Run(() => Try(data, lastMs, run, training, cancellationToken), cancellationToken);
        var model = await Task.Run(
            () => ModelTrainer.Train(data, lastMs, trial.Choice, training, (done, what) => run.Report(0.4 + (0.5 * done), what), cancellationToken), cancellationToken);
        run.Report(0.9, "storing the model");
        var bytes = model.Encode();
        var version = await store.AddAsync(
            new ModelVersion
            {
                Name = ModelName,
                Kind = trial.Choice.Name,
                Seed = run.Seed,
                RunId = run.Id,
                Data = new(ArchivedRecords.Interactions.Name, firstMs, lastMs, data.Events.Length, trial.Positives, data.Users.Count, Convert.ToHexStringLower(SHA256.HashData(bytes))),
                Hyperparameters = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["similar"] = string.Create(CultureInfo.InvariantCulture, $"{trial.Choice.Name} {trial.Choice.Setting}"),
                    ["factors"] = $"{training.Factors}", ["iterations"] = $"{training.Iterations}", ["listLength"] = $"{training.ListLength}",
                },
                Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal) { ["later"] = trial.Metrics },
            },
            bytes,
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        var current = await store.CurrentNumberAsync(ModelName, cancellationToken);
        var isCurrent = await store.DecideAsync(ModelName, version.Number, trial.Verdict(current), cancellationToken);
        foreach (var (metric, value) in trial.Metrics) summary[metric] = Math.Round(value, 4);
        (summary["version"], summary["similar"], summary["outcome"], summary["reason"]) = (version.Number, $"{trial.Choice.Name} {trial.Choice.Setting}", isCurrent ? "current" : "rejected", trial.Reason);
        return summary;
    }

    private async Task<(TrainingData Data, long Read, long Unreadable)> ReadAsync(JobRun run, CancellationToken cancellationToken)
    {
        run.Report(0, "reading the archive");
        var archive = new ArchivedRecords(documents);
        await archive.EnsureAsync(cancellationToken);
        var data = new TrainingData(options.Value.Preferences);
        var fromMs = await archive.LastBeforeAsync(long.MaxValue, cancellationToken) is { } last ? last - (long)TimeSpan.FromDays(run.WholeNumber("days")!.Value).TotalMilliseconds : 0;
        var (sessions, interactions) = await archive.CountAsync(fromMs, long.MaxValue, cancellationToken);
        var taken = 0L;
        var (read, unreadable) = await archive.ReadAsync(fromMs, long.MaxValue, Session, Interaction, cancellationToken);
        return (data, read, unreadable);

        void Session(ShopSession session)
        {
            data.Add(session);
            Taken();
        }

        void Interaction(Interaction interaction)
        {
            data.Add(interaction);
            Taken();
        }

        void Taken()
        {
            if (++taken % 5_000 == 0) run.Report(ReadingShare * taken / Math.Max(1, sessions + interactions), $"read {taken:N0} records");
        }
    }

    /// <summary>The time at which the latest share of the events begins.</summary>
    private static long CutOf(TrainingData data, double later)
    {
        var times = new long[data.Events.Length];
        for (var i = 0; i < times.Length; i++) times[i] = data.Events[i].TimeMs;
        Array.Sort(times);
        return times[(int)Math.Min(times.Length - 1, times.Length * (1 - later))];
    }

    private static (long FirstMs, long LastMs) Range(TrainingData data)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var one in data.Events) (first, last) = (Math.Min(first, one.TimeMs), Math.Max(last, one.TimeMs));
        return (first, last);
    }

    /// <summary>Measures each choice on what came later than its training.</summary>
    private static RecommenderTrial Try(TrainingData data, long lastMs, JobRun run, TrainingOptions training, CancellationToken cancellationToken)
    {
        run.Report(0.3, "comparing algorithms on the latest events");
        var cutMs = CutOf(data, run.Number("later")!.Value);
        var before = ModelTrainer.Liked(data.Where(e => e.TimeMs < cutMs).Preferences(cutMs));

        // Somebody of whom nothing is known before says nothing about algorithms that go by what is known.
        var after = ModelTrainer.Liked(data.Where(e => e.TimeMs >= cutMs && before.ItemsOf(e.User).Length > 0).Preferences(lastMs));
        var evaluation = new RecommenderEvaluation(before, after, new EvaluationOptions { At = [At], Samples = 200, Seed = run.Seed });
        var choices = ModelTrainer.Choices(data.Items.Count, training);
        var trial = new RecommenderTrial(evaluation.Users, Ndcg(evaluation, PopularRecommender.Train(before), cancellationToken)) { Positives = before.Count };
        if (evaluation.Users < FewestUsers) return trial with { Choice = choices[0] };
        foreach (var choice in choices)
        {
            var lists = ModelTrainer.Similar(before, choice, training, cancellationToken);
            trial = trial.With(choice, Ndcg(evaluation, new ListRecommender(choice.Name, lists), cancellationToken));
        }

        return trial;
    }

    private static MeasuredMetric Ndcg(RecommenderEvaluation evaluation, IRecommender recommender, CancellationToken cancellationToken) =>
        evaluation.Users == 0 ? new(RankingMetric.Ndcg, At, 0, 0, 0) : evaluation.Measure(recommender, cancellationToken).First(m => m.Metric == RankingMetric.Ndcg);
}
