using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>Finds the sessions of training that resemble a prefix; shared by the session-kNN algorithms.</summary>
/// <param name="sessions">The sessions of training.</param>
/// <param name="sample">How many of the most recent sessions that share an item are looked at.</param>
/// <param name="neighbours">How many of them are kept.</param>
internal sealed class NeighbourSessions(SessionLog sessions, int sample, int neighbours)
{
    private readonly int[][] _of = sessions.SessionsOfItems();
    private readonly ScratchPool<Scratch> _scratch = new(() => new(sessions.Count, neighbours));

    /// <summary>The sessions.</summary>
    public SessionLog Sessions => sessions;

    /// <summary>The nearest sessions, nearest first, equal ones by descending number.</summary>
    /// <param name="weights">The different items of the prefix and what sharing each of them counts.</param>
    /// <param name="adjust">The similarity of a session, given its number and the sum of the weights of shared items.</param>
    public List<(int Session, float Similarity)> Find(IReadOnlyList<(int Item, float Weight)> weights, Func<int, float, float> adjust)
    {
        var scratch = _scratch.Take();
        var count = 0;
        foreach (var (item, weight) in weights)
        {
            // A session among the most recent of all candidates is among the most recent of each of its items.
            foreach (var session in _of[item].AsSpan(Math.Max(0, _of[item].Length - sample)))
            {
                if (scratch.Sums[session] == 0)
                {
                    if (count == scratch.Touched.Length) Array.Resize(ref scratch.Touched, 2 * count);
                    scratch.Touched[count++] = session;
                }

                scratch.Sums[session] += weight;
            }
        }

        var touched = scratch.Touched.AsSpan(0, count);
        if (count > sample) KeepLatest(touched, sample);
        var selection = new TopSelection(scratch.Nearest);
        foreach (var session in touched[..Math.Min(count, sample)]) selection.Offer(-session, adjust(session, scratch.Sums[session]));
        foreach (var session in touched) scratch.Sums[session] = 0;
        var found = new List<(int Session, float Similarity)>(neighbours);
        foreach (var near in scratch.Nearest.AsSpan(0, selection.Finish())) found.Add((-near.Item, near.Score));
        _scratch.Return(scratch);
        return found;
    }

    /// <summary>Brings the latest sessions to the front (Hoare, "Algorithm 65: Find", 1961), in no particular order.</summary>
    private static void KeepLatest(Span<int> sessions, int count)
    {
        while (sessions.Length > count && count > 0)
        {
            var pivot = sessions[sessions.Length / 2];
            var (left, right) = (0, sessions.Length - 1);
            while (left <= right)
            {
                while (sessions[left] > pivot) left++;
                while (sessions[right] < pivot) right--;
                if (left > right) break;
                (sessions[left], sessions[right]) = (sessions[right], sessions[left]);
                left++;
                right--;
            }

            if (count <= right + 1) sessions = sessions[..(right + 1)];
            else if (count < left) return;
            else
            {
                count -= left;
                sessions = sessions[left..];
            }
        }
    }

    private sealed class Scratch(int sessions, int neighbours)
    {
        public int[] Touched = new int[1_024];

        public float[] Sums { get; } = new float[sessions];

        public ScoredItem[] Nearest { get; } = new ScoredItem[neighbours];
    }
}
