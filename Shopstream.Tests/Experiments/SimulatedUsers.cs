using Shopstream.Modules.Experiments.Statistics;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Experiments;

/// <summary>Users whose events hang together: each has a rate of their own and sees another number of products.</summary>
internal static class SimulatedUsers
{
    /// <summary>Clicks (y) on 1 to 20 impressions (x) of users whose rates lie around a mean.</summary>
    public static Moments ClickThrough(SeededRandom random, int users, double rate)
    {
        var sums = default(Moments);
        for (var i = 0; i < users; i++) sums = Add(sums, random, rate);
        return sums;
    }

    /// <summary>One more such user.</summary>
    public static Moments Add(Moments sums, SeededRandom random, double rate)
    {
        var own = rate * 2 * random.NextDouble();
        var shown = 1 + random.Below(20);
        var clicks = 0;
        for (var i = 0; i < shown; i++)
            if (random.NextDouble() < own) clicks++;
        return sums.With(clicks, shown);
    }

    /// <summary>Users who buy or not.</summary>
    public static Moments Conversion(SeededRandom random, long users, double rate)
    {
        long buyers = 0;
        for (long i = 0; i < users; i++)
            if (random.NextDouble() < rate) buyers++;
        return new Moments(users, buyers, buyers);
    }
}
