using System.Globalization;
using System.Security.Cryptography;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>
/// The job <c>ranker</c>: learns from impressions and clicks in which order candidates should stand. On the latest answers, which it has
/// not learnt from, it must put clicked products higher than they stood; those were shown in the present order, so that the comparison
/// favours what is there.
/// </summary>
internal sealed class RankerJob(IDocumentStore documents, ModelStore store) : IBatchJob
{
    /// <summary>Name of the job and of its model.</summary>
    public const string ModelName = "ranker";

    private const double Confidence = 0.95;
    private const double Normal95 = 1.959964;
    private const double LaterShare = 0.25;

    public string Name => ModelName;

    public string Description => "Learns from impressions and clicks in which order recommended products should stand, and takes over when clicked products come to stand higher on later answers.";

    public string? DefaultCron => "0 35 4 * * ?";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.WholeNumber("days", "How many days back answers are read.", 30, 1, 3_650),
        JobParameter.WholeNumber("fewestClicks", "Fewest clicks to learn from.", 500, 10, 1_000_000_000),
        JobParameter.WholeNumber("trees", "Trees.", 100, 1, 10_000),
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        run.Report(0, "reading answers and clicks");
        var rows = await RankerRows.ReadAsync(documents, run.StartedAt.AddDays(-run.WholeNumber("days")!.Value).ToUnixTimeMilliseconds(), cancellationToken);
        var summary = new Dictionary<string, object?>(StringComparer.Ordinal) { ["answers"] = rows.AnsweredMs.Count, ["rows"] = rows.Count, ["clicks"] = rows.Clicks };
        if (rows.Clicks < run.WholeNumber("fewestClicks"))
        {
            summary["note"] = $"Too few clicks to learn from: found {rows.Clicks}, expected {run.WholeNumber("fewestClicks")} or more.";
            return summary;
        }

        run.Report(0.3, "training");
        var cut = CutOf(rows);
        var options = new BoostingOptions { Trees = (int)run.WholeNumber("trees")!, LearningRate = 0.1, Tree = new() { MaxDepth = 4, MinChildWeight = 20 }, Seed = run.Seed };
        var trees = await Task.Run(() => Train(rows, 0, cut, options, cancellationToken), cancellationToken);
        var comparison = Compare(rows, cut, trees);
        run.Report(0.7, "training on everything");
        var final = await Task.Run(() => Train(rows, 0, rows.Count, options, cancellationToken), cancellationToken);
        using var bytes = new MemoryStream();
        XgboostModel.Save(final, bytes);
        var version = await store.AddAsync(
            new ModelVersion
            {
                Name = ModelName,
                Kind = "boosted",
                Seed = run.Seed,
                RunId = run.Id,
                Data = new(FeedbackCollections.Feedback.Name, rows.AnsweredMs[0], rows.AnsweredMs[^1], rows.Count, rows.Clicks, null, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))),
                Hyperparameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["trees"] = $"{options.Trees}", ["maxDepth"] = "4", ["learningRate"] = "0.1" },
                Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
                {
                    ["later"] = new Dictionary<string, double>(StringComparer.Ordinal) { ["ndcg"] = comparison.Candidate, ["ndcgAsShown"] = comparison.Reference },
                },
            },
            bytes.ToArray(), ReadOnlyMemory<byte>.Empty, cancellationToken);
        var current = await store.CurrentNumberAsync(ModelName, cancellationToken);
        var isCurrent = await store.DecideAsync(ModelName, version.Number, comparison with { Against = current }, cancellationToken);
        (summary["version"], summary["outcome"], summary["reason"]) = (version.Number, isCurrent ? "current" : "rejected", comparison.Reason);
        (summary["ndcg"], summary["ndcgAsShown"]) = (Math.Round(comparison.Candidate, 4), Math.Round(comparison.Reference, 4));
        return summary;
    }

    /// <summary>The first row of the later answers.</summary>
    private static int CutOf(RankerRows rows)
    {
        var answer = (int)(rows.AnsweredMs.Count * (1 - LaterShare));
        var cut = 0;
        while (cut < rows.Count && rows.Answers[cut] < answer) cut++;
        return cut;
    }

    private static TreeEnsemble Train(RankerRows rows, int from, int to, BoostingOptions options, CancellationToken cancellationToken)
    {
        var (table, labels, weights) = rows.Table(from, to, asFirst: false);
        return BoostedTrees.Train(table, labels, options, weights, cancellationToken: cancellationToken).Model;
    }

    /// <summary>NDCG of the clicked products in the ranker's order and as they stood, over the later answers with a click.</summary>
    private static ModelVerdict Compare(RankerRows rows, int cut, TreeEnsemble trees)
    {
        var chances = trees.Predict(rows.Table(cut, rows.Count, asFirst: true).Table);
        var (ranked, shown) = (new List<double>(), new List<double>());
        for (int from = cut, to; from < rows.Count; from = to)
        {
            to = from;
            while (to < rows.Count && rows.Answers[to] == rows.Answers[from]) to++;
            int[] places = [.. Enumerable.Range(from, to - from)];
            if (!places.Any(r => rows.Labels[r] > 0) || places.All(r => rows.Labels[r] > 0)) continue;
            shown.Add(Ndcg(places, rows));
            ranked.Add(Ndcg([.. places.OrderByDescending(r => chances[r - cut])], rows));
        }

        double[] gains = [.. ranked.Select((r, i) => r - shown[i])];
        var mean = gains.DefaultIfEmpty(0).Average();
        var deviation = gains.Length > 1 ? Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Length - 1) / gains.Length) : double.PositiveInfinity;
        var (low, high) = (mean - (Normal95 * deviation), mean + (Normal95 * deviation));
        var reason = string.Create(CultureInfo.InvariantCulture, $"NDCG of clicked products on {gains.Length} later answers {ranked.DefaultIfEmpty(0).Average():0.0000} beside {shown.DefaultIfEmpty(0).Average():0.0000} as they stood");
        return new(low > 0, null, "ndcg", ranked.DefaultIfEmpty(0).Average(), shown.DefaultIfEmpty(0).Average(), Finite(low), Finite(high), Confidence, rows.Count - cut, gains.Length, reason);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static double Ndcg(int[] order, RankerRows rows)
    {
        var (gain, best, clicks) = (0.0, 0.0, 0);
        for (var place = 0; place < order.Length; place++)
        {
            if (rows.Labels[order[place]] <= 0) continue;
            gain += 1 / Math.Log2(place + 2);
            best += 1 / Math.Log2(clicks++ + 2);
        }

        return gain / best;
    }
}
