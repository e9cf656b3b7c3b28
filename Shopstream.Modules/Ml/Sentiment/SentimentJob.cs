using System.Globalization;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Trains the sentiment model anew on the shop's own rated reviews: always from the built-in model on, in the order of time, and tested on
/// the latest reviews, which neither the new nor the current version has learned. It becomes current when it is surely better there.
/// </summary>
internal sealed class SentimentJob(IDocumentStore documents, ModelStore models, SentimentModels versions, IOptions<MlOptions> options) : IBatchJob
{
    private const double LaterShare = 0.2;

    /// <inheritdoc/>
    public string Name => SentimentModels.Name;

    /// <inheritdoc/>
    public string Description => "Trains the sentiment of reviews on the shop's own reviews that have stars.";

    /// <inheritdoc/>
    public string DefaultCron => "50 3 * * *";

    /// <inheritdoc/>
    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.Duration("within", "How far back reviews are read.", TimeSpan.FromDays(730)),
        JobParameter.WholeNumber("most", "Reviews used at most, the latest.", 200_000, 10, 10_000_000),
        JobParameter.WholeNumber("least", "Reviews below which nothing is trained.", 100, 10, 10_000_000),
        JobParameter.WholeNumber("passes", "How often each review is learned.", 5, 1, 1_000),
    ];

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        run.Report(0, "reading reviews");
        var all = await RatedReviews.ReadAsync(documents, run.StartedAt - run.Duration("within")!.Value, cancellationToken);
        IReadOnlyList<RatedReview> reviews = [.. all.Skip((int)Math.Max(0, all.Count - run.WholeNumber("most")!.Value))];
        var stored = await models.CurrentAsync(Name, cancellationToken);
        var cut = FirstLater(reviews, stored?.Version.Data.ToMs);
        if (reviews.Count < run.WholeNumber("least")!.Value || cut == 0 || cut == reviews.Count)
            return Summary(reviews.Count, cut, "none", "too few reviews with stars that the current version has not learned");

        run.Report(0.3, $"learning {cut} reviews");
        var training = reviews.Take(cut).ToList();
        var later = reviews.Skip(cut).ToList();
        var (candidate, hyperparameters) = Train(training, run, cancellationToken);
        run.Report(0.8, $"comparing on {later.Count} later reviews");
        var current = stored is null ? SentimentVersion.BuiltIn : await versions.GetAsync(stored.Version.Number, cancellationToken);
        var verdict = SentimentComparison.Of(stored?.Version.Number, later, candidate, current.Model, options.Value, run.Seed);
        if (verdict is { IsBetter: true } && stored is null) verdict = verdict with { Against = await KeepBuiltInAsync(run, cancellationToken) };
        var version = await models.AddAsync(
            new ModelVersion
            {
                Name = Name,
                Kind = "linear",
                Seed = run.Seed,
                RunId = run.Id,
                Data = new ModelData(
                    "reviews with stars", training[0].TimeMs, training[^1].TimeMs, training.Count,
                    training.Count(review => review.Review.Label == SentimentLabel.Positive),
                    training.Select(review => review.User).Distinct(StringComparer.Ordinal).Count(), RatedReviews.Fingerprint(training)),
                Hyperparameters = hyperparameters,
                Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
                {
                    ["later"] = Measures(candidate, later),
                    ["laterCurrent"] = Measures(current.Model, later),
                },
            },
            SentimentModelFile.Write(candidate),
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        var outcome = verdict is null ? "candidate"
            : await models.DecideAsync(Name, version.Number, verdict, cancellationToken) ? "current"
            : "rejected";
        return Summary(reviews.Count, cut, outcome, verdict?.Reason ?? "too few later reviews with praise, or without, to decide", version);
    }

    /// <summary>
    /// Index of the first review to test on: the last fifth, or the later half of what the current version has not learned where that is less.
    /// </summary>
    private static int FirstLater(IReadOnlyList<RatedReview> reviews, long? learnedToMs)
    {
        var firstNew = reviews.TakeWhile(review => review.TimeMs <= learnedToMs).Count();
        var cut = Math.Max((int)(reviews.Count * (1 - LaterShare)), firstNew + ((reviews.Count - firstNew) / 2));
        // Reviews of one moment stay on one side, so that "later" means what it says.
        while (cut > firstNew && cut < reviews.Count && reviews[cut].TimeMs == reviews[cut - 1].TimeMs) cut++;
        return cut;
    }

    private static (SentimentModel Model, IReadOnlyDictionary<string, string> Hyperparameters) Train(
        List<RatedReview> training, JobRun run, CancellationToken cancellationToken)
    {
        var how = new SentimentTrainingOptions { Passes = (int)run.WholeNumber("passes")!.Value, Seed = run.Seed };
        List<LabelledText> texts = [.. training.Select(review => review.Review), .. BuiltInTraining.Plain(run.Seed)];
        var trainer = new SentimentTrainer(how, SentimentModel.Default);
        trainer.Learn(texts, cancellationToken);
        var origin = new SentimentOrigin("shop", $"{training.Count} reviews of the shop, beginning with the built-in model", texts.Count, run.Seed, how.Passes);
        return (trainer.ToModel(origin), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["passes"] = how.Passes.ToString(CultureInfo.InvariantCulture),
            ["learningRate"] = how.LearningRate.ToString("R", CultureInfo.InvariantCulture),
            ["evidenceRate"] = how.EvidenceRate.ToString("R", CultureInfo.InvariantCulture),
            ["pull"] = how.Pull.ToString("R", CultureInfo.InvariantCulture),
            ["plainStatements"] = BuiltInTraining.PlainTexts.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Makes the built-in model a version, so that the first of the shop's own can be rolled back.</summary>
    private async Task<int> KeepBuiltInAsync(JobRun run, CancellationToken cancellationToken)
    {
        var origin = SentimentModel.Default.Origin;
        var version = await models.AddAsync(
            new ModelVersion
            {
                Name = Name,
                Kind = "linear",
                Seed = origin.Seed,
                RunId = run.Id,
                Data = new ModelData(origin.Data, null, null, (int)origin.Texts, 0, null, ""),
            },
            SentimentModelFile.Write(SentimentModel.Default),
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        await models.PromoteAsync(Name, version.Number, "it comes with the program", cancellationToken);
        return version.Number;
    }

    private static Dictionary<string, double> Measures(SentimentModel model, IEnumerable<RatedReview> reviews)
    {
        var evaluation = SentimentEvaluation.Of(model, reviews.Select(review => review.Review));
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["accuracy"] = double.IsNaN(evaluation.Accuracy) ? 0 : evaluation.Accuracy,
            ["labelAccuracy"] = evaluation.LabelAccuracy,
            ["logLoss"] = evaluation.LogLoss,
        };
    }

    private static Dictionary<string, object?> Summary(int reviews, int learned, string outcome, string reason, ModelVersion? version = null) => new(StringComparer.Ordinal)
    {
        ["reviews"] = reviews,
        ["learned"] = version is null ? 0 : learned,
        ["outcome"] = outcome,
        ["reason"] = reason,
        ["version"] = version?.Number,
        ["labelAccuracy"] = version?.Metrics["later"]["labelAccuracy"],
        ["labelAccuracyBefore"] = version?.Metrics["laterCurrent"]["labelAccuracy"],
    };
}
