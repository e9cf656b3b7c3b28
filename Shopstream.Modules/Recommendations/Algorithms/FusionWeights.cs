using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Learns the weights of a fusion on users whose answers are known: from the best part alone, each weight in turn takes the value of a
/// grid that gives the greatest mean NDCG@10, until a round changes nothing (coordinate ascent as in Metzler and Croft, "Linear
/// Feature-Based Models for Information Retrieval", 2007).
/// </summary>
internal sealed class FusionWeights
{
    private const int At = 10;
    private const int Rounds = 5;
    private const int Batch = 32;
    private static readonly double[] Grid = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3];
    private readonly Candidates[] _users;
    private readonly int _parts;
    private readonly int _threads;

    private FusionWeights(Candidates[] users, int parts, int threads) => (_users, _parts, _threads) = (users, parts, threads);

    /// <summary>Lets the parts answer the users of a validation part.</summary>
    /// <param name="parts">Trained without the validation part.</param>
    /// <param name="fit">What they were trained on.</param>
    /// <param name="validation">What they must foretell.</param>
    /// <param name="users">Users to ask.</param>
    /// <param name="depth">Items of each part.</param>
    /// <param name="smoothing">Of ranks; null fuses scores.</param>
    /// <param name="threads">Threads to use.</param>
    public static FusionWeights Of(IReadOnlyList<IRecommender> parts, InteractionMatrix fit, InteractionMatrix validation, int[] users, int depth, double? smoothing, int threads)
    {
        var found = new Candidates[users.Length];
        ParallelWork.Ranges(threads, users.Length, Batch, (from, to) =>
        {
            var list = new ScoredItem[Math.Min(depth, fit.Items)];
            for (var u = from; u < to; u++) found[u] = Candidates.Of(parts, UserRow.Of(fit, users[u]), validation.ItemsOf(users[u]), list, smoothing);
        });
        return new(found, parts.Count, threads);
    }

    /// <summary>The weights, at least one above 0, and the NDCG@10 they have on the validation part.</summary>
    public (double[] Weights, double Ndcg, double BestSingle) Learn(CancellationToken cancellationToken)
    {
        var singles = Enumerable.Range(0, _parts).Select(p => Enumerable.Range(0, _parts).Select(i => i == p ? 1.0 : 0).ToArray()).ToList();
        var qualities = singles.ConvertAll(Quality);
        var best = qualities.Max();
        var single = best;
        var weights = singles[qualities.IndexOf(best)];
        for (var (round, changed) = (0, true); round < Rounds && changed; round++)
        {
            changed = false;
            for (var p = 0; p < _parts; p++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var kept = weights[p];
                foreach (var value in Grid)
                {
                    weights[p] = value;
                    if (Array.TrueForAll(weights, w => w == 0)) continue;
                    var quality = Quality(weights);
                    if (quality > best) (best, kept, changed) = (quality, value, true);
                }

                weights[p] = kept;
            }
        }

        return (weights, best, single);
    }

    private double Quality(double[] weights)
    {
        var gains = new double[_users.Length];
        ParallelWork.Ranges(_threads, _users.Length, Batch, (from, to) =>
        {
            for (var u = from; u < to; u++) gains[u] = _users[u].Ndcg(weights);
        });
        return gains.Sum() / Math.Max(1, gains.Length);
    }

    /// <summary>What the parts give each item of their lists for one user.</summary>
    private sealed class Candidates(float[] shares, bool[] relevant, double ideal)
    {
        public static Candidates Of(IReadOnlyList<IRecommender> parts, UserRow user, ReadOnlySpan<int> wanted, ScoredItem[] list, double? smoothing)
        {
            var (numbers, given) = (new Dictionary<int, int>(), new List<float>());
            for (var p = 0; p < parts.Count; p++)
            {
                var found = list.AsSpan(0, parts[p].Recommend(user, user.Items, list));
                if (smoothing is null) ScoreFusionRecommender.Spread(found);
                for (var rank = 1; rank <= found.Length; rank++)
                {
                    var (item, score) = found[rank - 1];
                    if (!numbers.TryGetValue(item, out var number))
                    {
                        numbers.Add(item, number = numbers.Count);
                        for (var n = 0; n < parts.Count; n++) given.Add(0);
                    }

                    given[(number * parts.Count) + p] = smoothing is { } s ? (float)(1 / (s + rank)) : score;
                }
            }

            var (relevant, unknown) = (new bool[numbers.Count], 0);
            foreach (var item in wanted)
                if (user.Items.BinarySearch(item) < 0) unknown++;
            foreach (var (item, number) in numbers) relevant[number] = wanted.BinarySearch(item) >= 0;
            return new([.. given], relevant, Enumerable.Range(1, Math.Min(At, Math.Max(1, unknown))).Sum(r => 1 / Math.Log2(r + 1)));
        }

        public double Ndcg(double[] weights)
        {
            Span<ScoredItem> top = stackalloc ScoredItem[At];
            var selection = new TopSelection(top);
            for (var n = 0; n < relevant.Length; n++)
            {
                var score = 0.0;
                for (var p = 0; p < weights.Length; p++) score += weights[p] * shares[(n * weights.Length) + p];
                // The place, not the item, stands for a candidate; ties fall by place instead.
                if (score > 0) selection.Offer(n, (float)score);
            }

            var (count, gain) = (selection.Finish(), 0.0);
            for (var rank = 1; rank <= count; rank++)
                if (relevant[top[rank - 1].Item]) gain += 1 / Math.Log2(rank + 1);
            return gain / ideal;
        }
    }
}
