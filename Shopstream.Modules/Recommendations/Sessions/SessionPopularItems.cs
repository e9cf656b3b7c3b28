namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// S-POP (Hidasi et al., "Session-based Recommendations with Recurrent Neural Networks", ICLR 2016, §4): the items clicked most in
/// the session so far, equal counts by popularity in training; then the popular items.
/// </summary>
internal sealed class SessionPopularItems(PopularItems popular, SessionLog sessions) : ISessionRecommender
{
    private readonly float[] _shares = SharesOf(sessions);

    /// <inheritdoc/>
    public string Name => "s-pop";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
    {
        popular.Score(prefix, scores);
        for (var i = 0; i < prefix.Length; i++)
        {
            var first = prefix[..i].IndexOf(prefix[i]) < 0;
            scores.Add(prefix[i], 1 + (first && scores[prefix[i]] == 0 ? _shares[prefix[i]] : 0));
        }
    }

    private static float[] SharesOf(SessionLog sessions)
    {
        var (shares, all) = (new float[sessions.Items], 0);
        for (var s = 0; s < sessions.Count; s++) all += sessions[s].Length;
        for (var s = 0; s < sessions.Count; s++)
            foreach (var item in sessions[s]) shares[item] += 1f / all;
        return shares;
    }
}
