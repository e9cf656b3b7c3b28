namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// V-SKNN (Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", 2018, §3.3.2): sessions that share items
/// with the running one, later clicks counting more; what they contain is scored by similarity and by how recent the last shared item is.
/// </summary>
internal sealed class VectorSessionNeighbours(SessionLog sessions, int sample = 5000, int neighbours = 500) : ISessionRecommender
{
    private readonly NeighbourSessions _neighbours = new(sessions, sample, neighbours);

    /// <inheritdoc/>
    public string Name => "v-sknn";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        List<(int Item, float Weight)> weights = [];
        Dictionary<int, int> steps = [];
        for (var i = prefix.Length - 1; i >= 0; i--)
            if (steps.TryAdd(prefix[i], prefix.Length - i)) weights.Add((prefix[i], (i + 1f) / prefix.Length));
        var different = weights.Count;
        foreach (var (session, similarity) in _neighbours.Find(weights, (_, sum) => sum / different))
        {
            var items = sessions[session];
            var step = int.MaxValue;
            foreach (var item in items)
                if (steps.TryGetValue(item, out var found)) step = Math.Min(step, found);
            for (var i = 0; i < items.Length; i++)
                if (!items[..i].Contains(items[i])) scores.Add(items[i], similarity / step);
        }
    }
}
