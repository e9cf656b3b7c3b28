namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// A weighted sum of other algorithms, the scores of each divided by their sum. <see cref="Fit"/> finds the weights on the most
/// recent sessions, which the algorithms have not seen then, and trains the algorithms again on all.
/// </summary>
internal sealed class SessionHybrid(IReadOnlyList<ISessionRecommender> parts, IReadOnlyList<float> weights) : ISessionRecommender
{
    /// <inheritdoc/>
    public string Name => "hybrid";

    /// <summary>The weight of each part.</summary>
    public IReadOnlyList<float> Weights => weights;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        var part = new SessionScores(scores.Items);
        for (var p = 0; p < parts.Count; p++)
        {
            if (weights[p] == 0) continue;
            part.Clear();
            parts[p].Score(prefix, part);
            var sum = 0f;
            foreach (var item in part.Scored) sum += part[item];
            foreach (var item in part.Scored) scores.Add(item, weights[p] * part[item] / sum);
        }
    }

    /// <summary>The algorithms that a session hybrid is made of, trained.</summary>
    public static IReadOnlyList<ISessionRecommender> Parts(SessionLog sessions) =>
    [
        new RepeatedItems(sessions), new VectorSessionNeighbours(sessions), new SequenceTimeNeighbours(sessions),
        new MarkovChain(sessions), new MarkovChain(sessions, 10), new SessionItemNeighbours(sessions), new PopularItems(sessions),
    ];

    /// <summary>Finds the weights and trains.</summary>
    /// <param name="sessions">Oldest first.</param>
    /// <param name="trained">The parts trained on all sessions; trained here when null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static SessionHybrid Fit(SessionLog sessions, IReadOnlyList<ISessionRecommender>? trained = null, CancellationToken cancellationToken = default) =>
        new(trained ?? Parts(sessions), HybridWeights.Find(sessions, Parts, cancellationToken));
}
