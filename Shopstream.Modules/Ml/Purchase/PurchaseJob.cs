using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// The job <c>purchase</c>: trains forest, boosted trees and network on archived sessions, keeps the best as a version, and lets it
/// predict when it is better than the current version on later sessions.
/// </summary>
internal sealed class PurchaseJob(IDocumentStore documents, ModelStore store, MlMetrics metrics, IOptions<MlOptions> options, ILogger<PurchaseJob> logger) : IBatchJob
{
    private const string Days = "days";
    private const string Rows = "rows";
    private const string Kind = "model";
    private const string Tune = "tune";
    private const string Later = "later";
    private const string Threads = "threads";
    private const string All = "all";
    private const int LeastOfAClass = 100;

    public string Name => PurchaseFamily.ModelName;

    public string Description => "Trains models that predict a purchase on archived sessions, and promotes the best when it is better than the current one on later sessions.";

    public string? DefaultCron => "0 15 3 * * ?";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.Choice(Kind, "What to train; all keeps the best of the three.", All, All, "forest", "boosted", "network"),
        JobParameter.WholeNumber(Days, "How many days back sessions are read.", 90, 1, 3650),
        JobParameter.WholeNumber(Rows, "Sessions read at most, the latest.", 200_000, 1000, 10_000_000),
        JobParameter.Number(Later, "Share of the sessions, the latest, that models are judged on and not trained on.", 0.2, 0.05, 0.5),
        JobParameter.WholeNumber(Tune, "Candidates that successive halving begins with for each kind; 0 takes the built-in settings.", 9, 0, 243),
        JobParameter.WholeNumber(Threads, "Threads at work; 0 for half of the cores.", 0, 0, 256),
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        run.Report(0, "reading sessions");
        var current = await store.CurrentAsync(Name, cancellationToken);
        var reigning = current is null ? null : PurchaseFamily.Read(await store.ReadModelAsync(current.Version, cancellationToken));
        var from = run.StartedAt.AddDays(-run.WholeNumber(Days)!.Value);
        var sessions = await PurchaseArchive.LatestAsync(documents, from, (int)run.WholeNumber(Rows)!.Value, cancellationToken);
        var (table, asCurrent) = await PurchaseFeatures.ReadBothAsync(sessions, reigning?.Pipeline, cancellationToken);
        var division = PurchaseDivision.Of(table, run.Number(Later)!.Value);
        if (TooFew(table, division) is { } why) return new Dictionary<string, object?>(StringComparer.Ordinal) { ["outcome"] = "nothing trained", ["reason"] = why, ["sessions"] = table.Rows };

        var contenders = Train(run, table, division, cancellationToken);
        var best = contenders.MaxBy(c => c.Metrics["unseenUsers"].GetValueOrDefault("auc", double.NegativeInfinity))!;
        run.Report(0.9, $"keeping the {best.Kind} model");
        var version = await KeepAsync(run, table, division, best, cancellationToken);
        var rows = current is null ? division.LaterUnseen : LaterThan(table, division.LaterUnseen, current.Version.Data.ToMs);
        var verdict = Judge(best, table, rows, current, reigning, asCurrent, division);
        var outcome = "candidate";
        if (verdict is not null) outcome = await store.DecideAsync(Name, version.Number, verdict, cancellationToken) ? "current" : "rejected";
        metrics.Decided(Name, outcome);
        var reason = verdict?.Reason ?? $"{rows.Length} later sessions are too few to judge on";
        ModelsLog.Decided(logger, Name, version.Number, outcome, reason);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["outcome"] = outcome,
            ["reason"] = reason,
            ["version"] = version.Number,
            ["model"] = best.Kind,
            ["sessions"] = table.Rows,
            ["trainedOn"] = division.Train.Length,
            ["auc"] = contenders.ToDictionary(c => c.Kind, c => c.Metrics.ToDictionary(m => m.Key, m => m.Value.GetValueOrDefault("auc"), StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }

    private static List<PurchaseContender> Train(JobRun run, ColumnTable table, PurchaseDivision division, CancellationToken cancellationToken)
    {
        var kinds = Enum.GetValues<PurchaseModelKind>().Where(k => run.Text(Kind) is All || Label(k) == run.Text(Kind)).ToList();
        var threads = (int)run.WholeNumber(Threads)!.Value;
        if (threads == 0) threads = Math.Max(1, Environment.ProcessorCount / 2);
        var basis = Options(run.Seed, threads);
        var candidates = (int)run.WholeNumber(Tune)!.Value;
        var contenders = new List<PurchaseContender>();
        foreach (var kind in kinds)
        {
            var (begin, share) = (0.1 + (0.8 * contenders.Count / kinds.Count), 0.8 / kinds.Count);
            var settings = basis;
            if (candidates > 1)
            {
                run.Report(begin, $"tuning the {Label(kind)} model");
                settings = PurchaseTuning.Run(
                    kind, table, division, basis, candidates,
                    (done, total) => run.Report(begin + (0.7 * share * done / total), $"tuning the {Label(kind)} model: {done} of {total} trials"), cancellationToken);
            }

            run.Report(begin + (0.7 * share), $"training the {Label(kind)} model on {division.Train.Length} sessions");
            contenders.Add(PurchaseContender.Of(PurchaseTraining.Train(kind, table, division.Train, settings, ledger: null, cancellationToken), settings, table, division));
        }

        return contenders;
    }

    private static PurchaseOptions Options(int seed, int threads)
    {
        var options = new PurchaseOptions
        {
            Target = PurchaseFeatures.Target,
            Group = PurchaseFeatures.User,
            Exclude = PurchaseFeatures.Keys,
            Seed = seed,
        };
        return options with
        {
            Boosted = options.Boosted with { Threads = threads },
            Forest = options.Forest with { Threads = threads },
            Network = options.Network with { Threads = threads },
        };
    }

    private async Task<ModelVersion> KeepAsync(JobRun run, ColumnTable table, PurchaseDivision division, PurchaseContender best, CancellationToken cancellationToken)
    {
        var times = division.Train.Select(r => (long)table[PurchaseFeatures.Time].Number(r)).ToList();
        var version = new ModelVersion
        {
            Name = Name,
            Kind = best.Kind,
            Seed = run.Seed,
            RunId = run.Id,
            Data = new ModelData(
                PurchaseFeatures.Collection, times.Min(), times.Max(), division.Train.Length, division.Train.Count(r => table[PurchaseFeatures.Target].Number(r) > 0),
                division.Train.Select(r => table[PurchaseFeatures.User].Text(r)).Distinct(StringComparer.Ordinal).Count(), PurchaseDivision.Fingerprint(table, division.Train)),
            Hyperparameters = PurchaseSettings.Of(best.Model, best.Options),
            Metrics = best.Metrics,
        };
        var reference = DriftReference.Of(table, best.Model.Pipeline.Sources, division.Train, best.Scores(table, division.Unseen));
        return await store.AddAsync(version, PurchaseFamily.Write(best.Model), reference.Save(), cancellationToken);
    }

    private ModelVerdict? Judge(
        PurchaseContender best, ColumnTable table, int[] rows, StoredModel? current, PurchaseModel? reigning, ColumnTable? asCurrent, PurchaseDivision division)
    {
        if (rows.Length == 0) return null;
        var labels = best.Model.Pipeline.Labels(table, rows);
        var users = Array.ConvertAll(rows, r => table[PurchaseFeatures.User].Text(r) ?? "");
        var scores = best.Scores(table, rows);
        if (current is null)
        {
            var rate = division.Train.Average(r => table[PurchaseFeatures.Target].Number(r));
            return PromotionRule.AgainstRate(rate, labels, scores, users, options.Value);
        }

        var others = reigning!.Learner.Predict(reigning.Pipeline.Apply(asCurrent!, rows));
        return PromotionRule.AgainstModel(current.Version.Number, labels, scores, others, users, options.Value);
    }

    private static int[] LaterThan(ColumnTable table, int[] rows, long? timeMs) =>
        timeMs is { } time ? Array.FindAll(rows, r => table[PurchaseFeatures.Time].Number(r) > time) : rows;

    private static string? TooFew(ColumnTable table, PurchaseDivision division)
    {
        foreach (var (rows, what) in ((int[], string)[])[(division.Train, "to learn from"), (division.Unseen, "of users held out")])
        {
            var yes = rows.Count(r => table[PurchaseFeatures.Target].Number(r) > 0);
            var least = rows == division.Train ? LeastOfAClass : LeastOfAClass / 5;
            if (Math.Min(yes, rows.Length - yes) < least)
                return $"found {rows.Length} sessions {what}, {yes} of them with a purchase; expected at least {least} with and {least} without one";
        }

        return null;
    }

    private static string Label(PurchaseModelKind kind) => PurchaseContender.Label(kind);
}
