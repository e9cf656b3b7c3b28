using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>recent</c>: the same for everybody, items by their interactions, each of which counts half as much for every half-life that it
/// is older than the newest (exponential decay as in Ding and Li, "Time Weight Collaborative Filtering", CIKM 2005).
/// </summary>
public sealed class RecentRecommender : IRecommender
{
    private const double SecondsOfADay = 86_400;
    private readonly float[] _scores;

    private RecentRecommender(float[] scores) => _scores = scores;

    /// <inheritdoc/>
    public string Name => "recent";

    /// <inheritdoc/>
    public int Items => _scores.Length;

    /// <summary>Adds up the interactions.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="interactions">With their times; one without counts as the oldest.</param>
    /// <param name="halfLife">Above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not above zero, or an item is not below the number of items.</exception>
    public static RecentRecommender Train(int items, ReadOnlySpan<Interaction> interactions, TimeSpan halfLife)
    {
        if (halfLife <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(halfLife), halfLife, "expected a half-life above zero");
        var (oldest, newest) = (long.MaxValue, long.MinValue);
        foreach (var i in interactions)
            if (i.Time is { } time) (oldest, newest) = (Math.Min(oldest, time), Math.Max(newest, time));
        var sums = new double[items];
        foreach (var i in interactions)
        {
            if ((uint)i.Item >= (uint)items) throw new ArgumentOutOfRangeException(nameof(interactions), i.Item, $"an item is not below {items}");
            sums[i.Item] += newest < oldest ? 1 : Math.Pow(2, (((i.Time ?? oldest) - newest) / SecondsOfADay) / halfLife.TotalDays);
        }

        return new(Array.ConvertAll(sums, s => (float)s));
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top) => TopSelection.Of(_scores, exclude, top, above: 0);
}
