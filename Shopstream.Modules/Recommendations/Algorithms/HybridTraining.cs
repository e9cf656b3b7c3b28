using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Trains <c>hybrid</c>. Without weights among the settings it learns them: the parts are trained without a validation part of the
/// training data, fused by rank and by score with the best weights there, and the better fusion is trained again on everything.
/// </summary>
internal static class HybridTraining
{
    private const int MostUsers = 4_000;
    private static readonly string[] Names = ["ease", "als", "user-knn", "item-knn", "bpr", "co-occurrence", "content", "recent", "demographics", "popular"];

    // Without settings of their own; those that need times, features or attributes take part where there are any.
    private static readonly string[] Learned = ["ease", "als", "user-knn", "item-knn", "content", "recent", "demographics"];

    public static IRecommender Train(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var defaults = new RankFusionOptions();
        var options = new RankFusionOptions { Smoothing = choice.Number("smoothing", defaults.Smoothing), Depth = choice.Whole("depth", defaults.Depth) };
        options.Validate();
        var fuse = choice.OneOf("fuse", FusionKind.Either);
        var seed = choice.Whole("seed", 1);
        var given = Names.Select(name => (Name: name, Weight: choice.Number(name, double.NaN))).Where(w => !double.IsNaN(w.Weight)).ToList();
        choice.Finish();
        if (given.Count > 0)
        {
            if (!given.Exists(w => w.Weight > 0)) throw new FormatException($"{choice.Text}: found no weight above 0, expected one of {string.Join(", ", Names)}");
            return Fuse(given.FindAll(w => w.Weight != 0), data, options, fuse == FusionKind.Rank, null, threads, cancellationToken);
        }

        return Learn(data, options, fuse, seed, threads, cancellationToken);
    }

    private static IRecommender Learn(LearningData data, RankFusionOptions options, FusionKind fuse, int seed, int threads, CancellationToken cancellationToken)
    {
        string[] names = [.. Learned.Where(name => RecommenderCatalogue.Lacks(name, data) is null)];
        var (fit, validation) = data.HoldOut(seed);
        var users = Askable(fit.Matrix, validation, seed);
        // Nobody to learn from: the parts count alike.
        if (users.Length == 0) return Fuse([.. names.Select(n => (n, 1.0))], data, options, fuse == FusionKind.Rank, "too little to learn weights from: all parts count alike", threads, cancellationToken);
        List<IRecommender> parts = [.. names.Select(n => RecommenderCatalogue.Train(AlgorithmChoice.Parse(n), fit, threads, cancellationToken))];
        var workers = ParallelWork.Threads(threads);
        var tried = new List<(bool ByRank, double[] Weights, double Ndcg, double BestSingle)>();
        foreach (var byRank in (bool[])[false, true])
        {
            if (fuse != FusionKind.Either && byRank != (fuse == FusionKind.Rank)) continue;
            var (weights, ndcg, single) = FusionWeights.Of(parts, fit.Matrix, validation, users, options.Depth, byRank ? options.Smoothing : null, workers).Learn(cancellationToken);
            tried.Add((byRank, weights, ndcg, single));
        }

        var best = tried.MaxBy(t => t.Ndcg);
        var chosen = names.Zip(best.Weights).Where(w => w.Second > 0).ToList();
        var note = string.Create(CultureInfo.InvariantCulture, $"{(best.ByRank ? "ranks" : "scores")} fused: {string.Join(", ", chosen.Select(w => FormattableString.Invariant($"{w.Second:0.##} {w.First}")))}")
            + string.Create(CultureInfo.InvariantCulture, $"; NDCG@10 {best.Ndcg:0.0000} on {users.Length} users of the validation part, best single {best.BestSingle:0.0000}");
        return Fuse(chosen, data, options, best.ByRank, note, threads, cancellationToken);
    }

    private static IRecommender Fuse(
        List<(string Name, double Weight)> weights, LearningData data, RankFusionOptions options, bool byRank, string? note, int threads, CancellationToken cancellationToken)
    {
        List<(IRecommender, double)> parts = [.. weights.Select(w => (RecommenderCatalogue.Train(AlgorithmChoice.Parse(w.Name), data, threads, cancellationToken), w.Weight))];
        note ??= $"{(byRank ? "ranks" : "scores")} fused with given weights";
        return byRank ? new RankFusionRecommender(parts, options) { Note = note } : new ScoreFusionRecommender(parts, options.Depth) { Note = note };
    }

    /// <summary>Users who have something to learn from and something to foretell, at most so many drawn by the seed.</summary>
    private static int[] Askable(InteractionMatrix fit, InteractionMatrix validation, int seed)
    {
        var users = new List<int>();
        for (var user = 0; user < fit.Users; user++)
        {
            var isNew = false;
            foreach (var item in validation.ItemsOf(user)) isNew |= fit.ItemsOf(user).BinarySearch(item) < 0;
            if (isNew && !fit.ItemsOf(user).IsEmpty) users.Add(user);
        }

        var drawn = users.ToArray();
        new SeededRandom(seed, 7).Shuffle(drawn.AsSpan());
        return drawn.Length <= MostUsers ? drawn : drawn[..MostUsers];
    }
}

/// <summary>What a hybrid fuses.</summary>
internal enum FusionKind
{
    /// <summary>Whatever is better on the validation part; scores where the weights are given.</summary>
    Either,

    /// <summary>Ranks.</summary>
    Rank,

    /// <summary>Scores.</summary>
    Score,
}
