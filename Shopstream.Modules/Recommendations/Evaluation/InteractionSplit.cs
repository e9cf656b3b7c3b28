using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>A way to divide interactions into training and test.</summary>
public sealed record InteractionSplit
{
    private const string Expected = "temporal:SHARE, last or random:SHARE, the share of the test between 0 and 1, such as temporal:0.2";

    private InteractionSplit(string kind, double share) => (Kind, Share) = (kind, share);

    /// <summary>A tenth drawn at random.</summary>
    public static InteractionSplit RandomTenth { get; } = new("random", 0.1);

    /// <summary>The newest tenth.</summary>
    public static InteractionSplit NewestTenth { get; } = new("temporal", 0.1);

    /// <summary><c>temporal</c>, <c>last</c> or <c>random</c>.</summary>
    public string Kind { get; }

    /// <summary>Share of the interactions that become the test; unused by <c>last</c>.</summary>
    public double Share { get; }

    /// <summary>Whether interactions must have times.</summary>
    public bool NeedsTimes => Kind != "random";

    /// <summary>Reads <c>temporal:0.2</c>, <c>last</c> or <c>random:0.2</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static InteractionSplit Parse(string text)
    {
        var parts = text.Split(':');
        if (parts is ["last"]) return new("last", 0);
        if (parts is ["temporal" or "random", var number] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1)
            return new(parts[0], share);
        throw new FormatException($"found the split \"{text}\", expected {Expected}");
    }

    /// <summary>
    /// Divides. <c>temporal</c>: the newest share of all interactions is the test, so that nothing of the future is trained on.
    /// <c>last</c>: the newest interaction of each user who has at least two. <c>random</c>: each one by its own seeded lot.
    /// Equal times stand in the order of the source.
    /// </summary>
    /// <exception cref="FormatException">A split by time finds interactions without one.</exception>
    public (InteractionLog Train, InteractionLog Test) Divide(InteractionLog log, long seed)
    {
        if (NeedsTimes && !log.HasTimes) throw new FormatException($"found interactions without a time, expected one in each to split by {Kind}");
        var interactions = log.Interactions;
        var isTest = new bool[interactions.Length];
        if (Kind == "random")
        {
            var random = new SeededRandom(seed);
            foreach (ref var test in isTest.AsSpan()) test = random.NextDouble() < Share;
        }
        else if (Kind == "temporal")
        {
            var times = interactions.ToArray();
            foreach (var n in Enumerable.Range(0, times.Length).OrderByDescending(n => times[n].Time).ThenByDescending(n => n).Take((int)Math.Round(Share * times.Length))) isTest[n] = true;
        }
        else
        {
            var (newest, counts) = (new int[log.Users.Count], new int[log.Users.Count]);
            for (var n = 0; n < interactions.Length; n++)
            {
                var user = interactions[n].User;
                if (counts[user]++ == 0 || interactions[n].Time >= interactions[newest[user]].Time) newest[user] = n;
            }

            for (var user = 0; user < newest.Length; user++)
                if (counts[user] > 1) isTest[newest[user]] = true;
        }

        var (train, held) = (new InteractionLog(log.Users, log.Items), new InteractionLog(log.Users, log.Items));
        for (var n = 0; n < interactions.Length; n++) (isTest[n] ? held : train).Add(interactions[n]);
        return (train, held);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == "last" ? Kind : string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Share}");
}
