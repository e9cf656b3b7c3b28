namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>Item-kNN: the items that share most sessions with the last one, by the cosine of their sessions.</summary>
internal sealed class SessionItemNeighbours : ISessionRecommender
{
    private readonly (int Item, float Similarity)[][] _neighbours;

    /// <summary>Finds the <paramref name="keep"/> nearest items of each item.</summary>
    public SessionItemNeighbours(SessionLog sessions, int keep = 100)
    {
        var of = sessions.SessionsOfItems();
        _neighbours = new (int, float)[sessions.Items][];
        Parallel.For(0, sessions.Items, item =>
        {
            Dictionary<int, int> shared = [];
            foreach (var session in of[item])
                foreach (var other in sessions[session].ToArray().Distinct()) shared[other] = shared.GetValueOrDefault(other) + 1;
            shared.Remove(item);
            _neighbours[item] = [.. shared.Select(s => (s.Key, s.Value / MathF.Sqrt((float)of[item].Length * of[s.Key].Length)))
                .OrderByDescending(n => n.Item2).ThenBy(n => n.Key).Take(keep)];
        });
    }

    /// <inheritdoc/>
    public string Name => "item-knn";

    /// <summary>The nearest items of an item, nearest first.</summary>
    public (int Item, float Similarity)[] NeighboursOf(int item) => _neighbours[item];

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        foreach (var (item, similarity) in _neighbours[prefix[^1]]) scores.Add(item, similarity);
    }
}
