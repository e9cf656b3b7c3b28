using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Statistics;
using Shopstream.Modules.Stores.Experiments;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>Sums over the users of a variant in one or more partitions; they add up, since a user is in one partition and one variant.</summary>
internal sealed class VariantSums
{
    /// <summary>Users who got at least one answer.</summary>
    public long Users { get; set; }

    /// <summary>Answers they got.</summary>
    public long Answers { get; set; }

    /// <summary>Clicks (y) on impressions (x) of users with at least one impression.</summary>
    public Moments ClicksOnImpressions { get; set; }

    /// <summary>Clicks (y) of users with feedback; the others have none.</summary>
    public Moments Clicks { get; set; }

    /// <summary>Whether they bought (y, 0 or 1), of users with feedback.</summary>
    public Moments Conversions { get; set; }

    /// <summary>Amount bought (y, currency units), of users with feedback.</summary>
    public Moments Revenue { get; set; }

    /// <summary>Purchases.</summary>
    public long Purchases { get; set; }

    /// <summary>Users by the ranker that has most of their clicks, of interleaved answers.</summary>
    public SortedDictionary<string, long> Preferring { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Clicks by ranker, of interleaved answers.</summary>
    public SortedDictionary<string, long> TeamClicks { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Users with clicks on both rankers alike.</summary>
    public long Undecided { get; set; }

    /// <summary>Adds a user.</summary>
    public void Add(UserSums user)
    {
        if (user.Answers > 0)
        {
            Users++;
            Answers += user.Answers;
        }

        if (user.Impressions + user.Clicks + user.Purchases == 0) return;
        Purchases += user.Purchases;
        if (user.Impressions > 0) ClicksOnImpressions = ClicksOnImpressions.With(user.Clicks, user.Impressions);
        Clicks = Clicks.With(user.Clicks);
        Conversions = Conversions.With(user.Purchases > 0 ? 1 : 0);
        Revenue = Revenue.With(Money.ToUnits(user.Revenue));
        if (user.Teams is null) return;
        var most = user.Teams.Values.Max();
        var leading = user.Teams.Where(team => team.Value == most).ToList();
        if (leading.Count > 1) Undecided++;
        else Preferring[leading[0].Key] = Preferring.GetValueOrDefault(leading[0].Key) + 1;
        foreach (var (team, clicks) in user.Teams) TeamClicks[team] = TeamClicks.GetValueOrDefault(team) + clicks;
    }

    /// <summary>Adds the sums of other users.</summary>
    public void Add(VariantSums other)
    {
        Users += other.Users;
        Answers += other.Answers;
        ClicksOnImpressions += other.ClicksOnImpressions;
        Clicks += other.Clicks;
        Conversions += other.Conversions;
        Revenue += other.Revenue;
        Purchases += other.Purchases;
        Undecided += other.Undecided;
        foreach (var (team, users) in other.Preferring) Preferring[team] = Preferring.GetValueOrDefault(team) + users;
        foreach (var (team, clicks) in other.TeamClicks) TeamClicks[team] = TeamClicks.GetValueOrDefault(team) + clicks;
    }

    /// <summary>Sums over all users of the variant: those without feedback count with zero.</summary>
    public Moments OverUsers(Moments ofThoseWithFeedback) => ofThoseWithFeedback with { Users = Math.Max(Users, ofThoseWithFeedback.Users) };
}

/// <summary>A document of <see cref="FeedbackCollections.Sums"/>.</summary>
/// <param name="Experiment">Id of the experiment.</param>
/// <param name="Variants">Sums by variant.</param>
internal sealed record ExperimentSums(string Experiment, SortedDictionary<string, VariantSums> Variants)
{
    public static ExperimentSums Of(string experiment, IEnumerable<UserSums> users)
    {
        var sums = new ExperimentSums(experiment, new(StringComparer.Ordinal));
        foreach (var user in users)
        {
            if (!sums.Variants.TryGetValue(user.Variant, out var variant)) sums.Variants[user.Variant] = variant = new VariantSums();
            variant.Add(user);
        }

        return sums;
    }
}
