namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>The items with most clicks in training, the same for every session. Ties go to the lower number.</summary>
internal sealed class PopularItems : ISessionRecommender
{
    private readonly int[] _best;
    private readonly float[] _shares;

    /// <summary>Counts clicks and keeps the <paramref name="keep"/> best items.</summary>
    public PopularItems(SessionLog sessions, int keep = 200)
    {
        var counts = new int[sessions.Items];
        var all = 0;
        for (var s = 0; s < sessions.Count; s++)
        {
            foreach (var item in sessions[s]) counts[item]++;
            all += sessions[s].Length;
        }

        _best = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).OrderByDescending(i => counts[i]).ThenBy(i => i).Take(keep)];
        _shares = [.. _best.Select(i => counts[i] / (float)all)];
    }

    /// <inheritdoc/>
    public string Name => "popular";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        for (var i = 0; i < _best.Length; i++) scores.Add(_best[i], _shares[i]);
    }
}
