namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// The chance that the session goes back to one of its items, counted in training by how long ago the item was last clicked (in
/// different items), how often so far and the length of the session. It tells a look at the same thing again from moving on.
/// </summary>
internal sealed class RepeatedItems : ISessionRecommender
{
    private const int Recencies = 12;
    private const int Counts = 4;
    private const int Lengths = 6;
    private const float Prior = 20;
    private readonly float[] _chances;

    /// <summary>Counts every prefix of every session.</summary>
    public RepeatedItems(SessionLog sessions)
    {
        var (shown, chosen) = (new int[Recencies * Counts * Lengths], new int[Recencies * Counts * Lengths]);
        for (var s = 0; s < sessions.Count; s++)
        {
            var session = sessions[s];
            for (var length = 1; length < session.Length; length++)
            {
                var target = session[length];
                Visit(session[..length], (item, cell) =>
                {
                    shown[cell]++;
                    if (item == target) chosen[cell]++;
                });
            }
        }

        var mean = shown.Sum() == 0 ? 0 : (float)chosen.Sum() / shown.Sum();
        _chances = [.. shown.Select((n, cell) => (chosen[cell] + (Prior * mean)) / (n + Prior))];
    }

    /// <inheritdoc/>
    public string Name => "repeat";

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, SessionScores scores) => Visit(prefix, (item, cell) => scores.Add(item, _chances[cell]));

    private static void Visit(ReadOnlySpan<int> prefix, Action<int, int> visit)
    {
        var recency = 0;
        var length = prefix.Length switch { 1 => 0, 2 => 1, 3 => 2, <= 5 => 3, <= 10 => 4, _ => 5 };
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (prefix[(i + 1)..].Contains(prefix[i])) continue;
            var count = Math.Min(Counts, prefix[..(i + 1)].Count(prefix[i])) - 1;
            visit(prefix[i], (((Math.Min(recency, Recencies - 1) * Counts) + count) * Lengths) + length);
            recency++;
        }
    }
}
