using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// Next-item evaluation over every prefix: hit rate (the share of prefixes whose target is among the first n) and MRR (the mean of
/// 1 / rank, 0 beyond n), each with a 95 % bootstrap interval over prefixes. Items without a score are never hit.
/// </summary>
internal static class SessionEvaluation
{
    private const int Repetitions = 400;

    /// <summary>The rank of each target from 1, or 0 where it is not among the first <paramref name="at"/>.</summary>
    public static int[] Ranks(ISessionRecommender recommender, IReadOnlyList<SessionPrefix> prefixes, int items, int at, CancellationToken cancellationToken = default)
    {
        var ranks = new int[prefixes.Count];
        Parallel.For(0, prefixes.Count, new ParallelOptions { CancellationToken = cancellationToken }, () => (Scores: new SessionScores(items), Top: new ScoredItem[at]), (p, _, own) =>
        {
            own.Scores.Clear();
            recommender.Score(prefixes[p].Items, own.Scores);
            var found = own.Scores.Top(own.Top);
            ranks[p] = Array.FindIndex(own.Top, 0, found, t => t.Item == prefixes[p].Target) + 1;
            return own;
        }, _ => { });
        return ranks;
    }

    /// <summary>Hit rate and MRR at n from ranks.</summary>
    public static (SessionMeasure HitRate, SessionMeasure Mrr) Measure(IReadOnlyList<int> ranks, int at, long seed = 1) =>
        (Of([.. ranks.Select(r => r > 0 && r <= at ? 1.0 : 0)], seed), Of([.. ranks.Select(r => r > 0 && r <= at ? 1.0 / r : 0)], seed));

    private static SessionMeasure Of(double[] values, long seed)
    {
        if (values.Length == 0) return new(0, 0, 0);
        var means = new double[Repetitions];
        Parallel.For(0, Repetitions, b =>
        {
            var random = new SeededRandom(seed, b);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++) sum += values[random.Below(values.Length)];
            means[b] = sum / values.Length;
        });
        Array.Sort(means);
        return new(values.Average(), means[(int)(Repetitions * 0.025)], means[(int)(Repetitions * 0.975) - 1]);
    }
}
