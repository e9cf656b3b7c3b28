namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// STAN (Garg et al., "Sequence and Time Aware Neighbourhood for Session-based Recommendations", SIGIR 2019): session-kNN with three
/// exponential decays: of earlier clicks in the running session, of older sessions, and of items far from the shared one. Sessions
/// carry no time here, so that their age is the share of all sessions that came later.
/// </summary>
internal sealed class SequenceTimeNeighbours(SessionLog sessions, int sample = 2500, int neighbours = 500, float clicks = 2f, float age = 0.5f, float distance = 2f) : ISessionRecommender
{
    private readonly NeighbourSessions _neighbours = new(sessions, sample, neighbours);
    private readonly float[] _near = [.. Enumerable.Range(0, 64).Select(places => MathF.Exp(-places / distance))];

    /// <inheritdoc/>
    public string Name => "stan";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        // The different items, the last click first; a prefix is short, so that looking through it beats a dictionary.
        Span<int> items = prefix.Length <= 256 ? stackalloc int[prefix.Length] : new int[prefix.Length];
        var weights = new List<(int Item, float Weight)>(prefix.Length);
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (items[..weights.Count].Contains(prefix[i])) continue;
            items[weights.Count] = prefix[i];
            weights.Add((prefix[i], MathF.Exp((i + 1 - prefix.Length) / clicks)));
        }

        items = items[..weights.Count];
        foreach (var (session, similarity) in _neighbours.Find(weights, Adjust))
        {
            // The shared item clicked last in the running session; of several places of it, the last.
            var others = sessions[session];
            var (at, step) = (0, int.MaxValue);
            for (var i = 0; i < others.Length; i++)
                if (items.IndexOf(others[i]) is >= 0 and var found && found <= step) (at, step) = (i, found);
            for (var i = 0; i < others.Length; i++) scores.Add(others[i], similarity * Near(Math.Abs(i - at)));
        }
    }

    private float Near(int places) => places < _near.Length ? _near[places] : MathF.Exp(-places / distance);

    private float Adjust(int session, float sum) =>
        sum / MathF.Sqrt(sessions[session].Length) * MathF.Exp(-(sessions.Count - session) / (age * sessions.Count));
}
