namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// STAN (Garg et al., "Sequence and Time Aware Neighbourhood for Session-based Recommendations", SIGIR 2019): session-kNN with three
/// exponential decays: of earlier clicks in the running session, of older sessions, and of items far from the shared one. Sessions
/// carry no time here, so that their age is the share of all sessions that came later.
/// </summary>
internal sealed class SequenceTimeNeighbours(SessionLog sessions, int sample = 2500, int neighbours = 500, float clicks = 2f, float age = 0.5f, float distance = 2f) : ISessionRecommender
{
    private readonly NeighbourSessions _neighbours = new(sessions, sample, neighbours);

    /// <inheritdoc/>
    public string Name => "stan";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        List<(int Item, float Weight)> weights = [];
        Dictionary<int, int> steps = [];
        for (var i = prefix.Length - 1; i >= 0; i--)
            if (steps.TryAdd(prefix[i], prefix.Length - i)) weights.Add((prefix[i], MathF.Exp((i + 1 - prefix.Length) / clicks)));
        foreach (var (session, similarity) in _neighbours.Find(weights, Adjust))
        {
            var items = sessions[session];
            var (at, step) = (0, int.MaxValue);
            for (var i = 0; i < items.Length; i++)
                if (steps.TryGetValue(items[i], out var found) && found <= step) (at, step) = (i, found);
            for (var i = 0; i < items.Length; i++)
                scores.Add(items[i], similarity * MathF.Exp(-Math.Abs(i - at) / distance));
        }
    }

    private float Adjust(int session, float sum) =>
        sum / MathF.Sqrt(sessions[session].Length) * MathF.Exp(-(sessions.Count - session) / (age * sessions.Count));
}
