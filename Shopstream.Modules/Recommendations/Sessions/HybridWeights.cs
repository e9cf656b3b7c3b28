namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// Coordinate search for the weights of a hybrid: each weight in turn takes the value of a grid that ranks the targets of the
/// validation prefixes best, measured by the sum of hit rate and MRR at 20.
/// </summary>
internal static class HybridWeights
{
    private const double ValidationShare = 0.05;
    private const int LargestValidation = 6000;
    private const int Rounds = 3;
    private const int Depth = 150;
    private const int At = 20;
    private static readonly float[] Grid = [0, 0.05f, 0.1f, 0.2f, 0.35f, 0.5f, 0.75f, 1, 1.5f, 2, 3, 4];

    /// <summary>Finds the weights for parts trained on all but the most recent sessions.</summary>
    public static float[] Find(SessionLog sessions, Func<SessionLog, IReadOnlyList<ISessionRecommender>> train, CancellationToken cancellationToken)
    {
        var known = sessions.Count - Math.Min(LargestValidation, (int)Math.Ceiling(sessions.Count * ValidationShare));
        var parts = train(sessions.Slice(0, known));
        var prefixes = SessionPrefix.Of(sessions.Slice(known, sessions.Count));
        var candidates = new Candidates[prefixes.Count];
        Parallel.For(0, prefixes.Count, new ParallelOptions { CancellationToken = cancellationToken }, () => new SessionScores(sessions.Items), (p, _, scores) =>
        {
            candidates[p] = Candidates.Of(prefixes[p], parts, scores);
            return scores;
        }, _ => { });
        var weights = new float[parts.Count];
        Array.Fill(weights, 1);
        var best = Quality(candidates, weights);
        for (var round = 0; round < Rounds; round++)
        {
            for (var w = 0; w < weights.Length; w++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var kept = weights[w];
                foreach (var value in Grid)
                {
                    weights[w] = value;
                    var quality = Quality(candidates, weights);
                    if (quality > best) (best, kept) = (quality, value);
                }

                weights[w] = kept;
            }
        }

        return weights;
    }

    private static double Quality(Candidates[] candidates, float[] weights)
    {
        var gains = new double[candidates.Length];
        Parallel.For(0, candidates.Length, c =>
        {
            var rank = candidates[c].Rank(weights);
            gains[c] = rank is > 0 and <= At ? 1 + (1.0 / rank) : 0;
        });
        return gains.Sum();
    }

    /// <summary>The items that any part scores for a prefix, each with the scores of all parts, the target first.</summary>
    private sealed class Candidates(float[] scores, int parts)
    {
        public static Candidates Of(SessionPrefix prefix, IReadOnlyList<ISessionRecommender> parts, SessionScores scores)
        {
            Dictionary<int, float[]> found = new() { [prefix.Target] = new float[parts.Count] };
            for (var p = 0; p < parts.Count; p++)
            {
                scores.Clear();
                parts[p].Score(prefix.Items, scores);
                var sum = scores.Scored.Sum(i => scores[i]);
                foreach (var item in scores.Scored.OrderByDescending(i => scores[i]).Take(Depth))
                {
                    if (!found.TryGetValue(item, out var row)) found.Add(item, row = new float[parts.Count]);
                    row[p] = scores[item] / sum;
                }

                if (scores[prefix.Target] > 0) found[prefix.Target][p] = scores[prefix.Target] / sum;
            }

            return new([.. found.OrderBy(f => f.Key == prefix.Target ? 0 : 1).SelectMany(f => f.Value)], parts.Count);
        }

        public int Rank(float[] weights)
        {
            var wanted = Score(0, weights);
            if (wanted == 0) return 0;
            var rank = 1;
            for (var at = parts; at < scores.Length; at += parts)
                if (Score(at, weights) > wanted) rank++;
            return rank;
        }

        private float Score(int at, float[] weights)
        {
            var sum = 0f;
            for (var p = 0; p < parts; p++) sum += weights[p] * scores[at + p];
            return sum;
        }
    }
}
