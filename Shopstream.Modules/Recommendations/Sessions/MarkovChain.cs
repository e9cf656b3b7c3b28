namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// What followed the last item in training: with a reach of 1 the first-order Markov chain, with a longer one the sequential rules of
/// Ludewig and Jannach ("Evaluation of Session-based Recommendation Algorithms", 2018, §3.1.4), where an item d clicks later counts 1/d.
/// </summary>
internal sealed class MarkovChain : ISessionRecommender
{
    private readonly (int Item, float Share)[][] _next;

    /// <summary>Counts transitions of up to <paramref name="reach"/> clicks, at least 1.</summary>
    public MarkovChain(SessionLog sessions, int reach = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reach, 1);
        Name = reach == 1 ? "markov" : "sequential-rules";
        var counts = new Dictionary<int, float>[sessions.Items];
        for (var s = 0; s < sessions.Count; s++)
        {
            var session = sessions[s];
            for (var to = 1; to < session.Length; to++)
            {
                for (var d = 1; d <= Math.Min(reach, to); d++)
                {
                    var of = counts[session[to - d]] ??= [];
                    of[session[to]] = of.GetValueOrDefault(session[to]) + (1f / d);
                }
            }
        }

        _next = [.. counts.Select(Shares)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What followed an item, the largest share first.</summary>
    public (int Item, float Share)[] NextOf(int item) => _next[item];

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        foreach (var (item, share) in _next[prefix[^1]]) scores.Add(item, share);
    }

    private static (int Item, float Share)[] Shares(Dictionary<int, float>? counts)
    {
        if (counts is null) return [];
        var sum = counts.Values.Sum();
        return [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => (c.Key, c.Value / sum))];
    }
}
