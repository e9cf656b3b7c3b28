namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>Finds the sessions of training that resemble a prefix; shared by the session-kNN algorithms.</summary>
/// <param name="sessions">The sessions of training.</param>
/// <param name="sample">How many of the most recent sessions that share an item are looked at.</param>
/// <param name="neighbours">How many of them are kept.</param>
internal sealed class NeighbourSessions(SessionLog sessions, int sample, int neighbours)
{
    private readonly int[][] _of = sessions.SessionsOfItems();

    /// <summary>The sessions.</summary>
    public SessionLog Sessions => sessions;

    /// <summary>The nearest sessions, nearest first, equal ones by descending number.</summary>
    /// <param name="weights">The different items of the prefix and what sharing each of them counts.</param>
    /// <param name="adjust">The similarity of a session, given its number and the sum of the weights of shared items.</param>
    public List<(int Session, float Similarity)> Find(IReadOnlyList<(int Item, float Weight)> weights, Func<int, float, float> adjust)
    {
        Dictionary<int, float> sums = [];
        foreach (var (item, weight) in weights)
        {
            // A session among the most recent of all candidates is among the most recent of each of its items.
            foreach (var session in _of[item].AsSpan(Math.Max(0, _of[item].Length - sample)))
                sums[session] = sums.GetValueOrDefault(session) + weight;
        }

        var oldest = sums.Count <= sample ? 0 : sums.Keys.OrderDescending().ElementAt(sample - 1);
        List<(int Session, float Similarity)> found = [];
        foreach (var (session, sum) in sums)
            if (session >= oldest) found.Add((session, adjust(session, sum)));
        found.Sort((a, b) => a.Similarity != b.Similarity ? b.Similarity.CompareTo(a.Similarity) : b.Session.CompareTo(a.Session));
        if (found.Count > neighbours) found.RemoveRange(neighbours, found.Count - neighbours);
        return found;
    }
}
