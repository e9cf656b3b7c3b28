using System.Numerics.Tensors;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Sessions;
using Shopstream.Modules.Recommendations.Training;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>
/// Finds what suits a visitor: each source scores products, and their ranks are fused (reciprocal rank fusion, Cormack, Clarke and
/// Büttcher, SIGIR 2009). Thread-safe.
/// </summary>
internal sealed class CandidateSearch(ShopView view)
{
    /// <summary>Candidates kept of a search.</summary>
    public const int Most = 100;

    private const int RecentClicks = 5;

    // Of the running session, when it is compared with others.
    private const int ComparedClicks = 4;
    private const int RankedByFactors = 200;
    private readonly ScratchPool<SearchScratch> _scratch = new(() => new());
    private readonly ScratchPool<SessionScores> _sessionScores = new(() => new(view.Model?.Numbers.Length ?? 0));

    /// <summary>Searches, or takes what was found for this profile before.</summary>
    public CandidateList Find(VisitorProfile profile, AnswerPolicy policy, bool includeSeen) =>
        profile.Remember(view, includeSeen ? policy.Name + "+" : policy.Name, p => Search(p, policy, includeSeen, filter: null, Most));

    /// <summary>Searches among the products that a filter lets pass.</summary>
    public CandidateList Search(VisitorProfile profile, AnswerPolicy policy, bool includeSeen, Func<int, bool>? filter, int most)
    {
        var scratch = _scratch.Take();
        scratch.Begin(view.Catalogue.Count);
        var blocked = includeSeen ? profile.Hidden : profile.Seen;
        scratch.Block(blocked, isBlocked: true);
        for (var source = (Source)0; (int)source < Sources.Count; source++)
        {
            if (!policy.Uses(source) || source == Source.Factors) continue;
            Score(source, profile, scratch);
            scratch.Fuse(source, policy.Weights[(int)source], filter);
        }

        if (policy.Uses(Source.Factors) && view.Model is { } model && profile.Items.Length > 0)
        {
            ScoreFactors(model, profile, scratch);
            scratch.Fuse(Source.Factors, policy.Weights[(int)Source.Factors], filter);
        }

        scratch.Block(blocked, isBlocked: false);
        var found = scratch.Finish(most);
        _scratch.Return(scratch);
        return found;
    }

    /// <summary>The products that bring a product into a source, the strongest first: what a reason names. Empty where none does.</summary>
    public IReadOnlyList<(int Number, float Weight)> Causes(Source source, int number, VisitorProfile profile)
    {
        if (view.Model is not { } model) return source == Source.Content ? ContentCauses(number, profile) : [];
        return source switch
        {
            Source.Similar => From(model, model.Similar, number, profile.Items, i => profile.Weights[i]),
            Source.Next => From(model, model.Next, number, Recent(profile), i => 1f / (i + 1)),
            Source.ViewedTogether => From(model, model.ViewedTogether, number, Recent(profile), i => 1f / (i + 1)),
            Source.BoughtTogether => From(model, model.BoughtTogether, number, Basket(profile), i => 1),
            Source.NearestSessions => [.. Recent(profile).Take(1).Select(n => (n, 1f))],
            Source.Factors => FactorCauses(model, number, profile),
            Source.Content => ContentCauses(number, profile),
            _ => [],
        };
    }

    private void Score(Source source, VisitorProfile profile, SearchScratch scratch)
    {
        switch (source)
        {
            case Source.Content:
                foreach (var (click, weight) in Weighted(Recent(profile)))
                    foreach (var (number, score) in view.Content.Near(click)) scratch.Add(number, weight * score);
                return;
            case Source.TrendingBrand:
                foreach (var (number, change) in view.Trending)
                    if (view.Catalogue[number]?.Brand is { } brand && profile.BrandNames.Contains(brand)) scratch.Add(number, change);
                return;
            case Source.Trending:
                foreach (var (number, change) in view.Trending) scratch.Add(number, change);
                return;
            case Source.Popular:
                foreach (var (number, popularity) in view.Popular.Take(SearchScratch.Depth + profile.Seen.Length)) scratch.Add(number, popularity);
                return;
            case Source.New:
                for (var i = 0; i < view.NewProducts.Count; i++) scratch.Add(view.NewProducts[i], 1f / (i + 1));
                return;
        }

        if (view.Model is not { } model) return;
        switch (source)
        {
            case Source.Similar:
                for (var i = 0; i < profile.Items.Length; i++) Add(model, model.Similar, profile.Items[i], profile.Weights[i], scratch);
                break;
            case Source.Next:
                foreach (var (click, weight) in Weighted(Recent(profile))) Add(model, model.Next, click, weight, scratch);
                break;
            case Source.ViewedTogether:
                foreach (var (click, weight) in Weighted(Recent(profile))) Add(model, model.ViewedTogether, click, weight, scratch);
                break;
            case Source.BoughtTogether:
                foreach (var number in Basket(profile)) Add(model, model.BoughtTogether, number, 1, scratch);
                break;
            case Source.Group:
                var strength = 1f;
                foreach (var group in VisitorGroups.Of(profile.Country, profile.Device, profile.Referrer))
                {
                    if (model.Groups.TryGetValue(group, out var list)) scratch.Add(model.GroupItems.ItemsOf(list), model.GroupItems.ScoresOf(list), strength);
                    strength /= 2;
                }

                break;
            case Source.NearestSessions:
                ScoreNearest(model, profile, scratch);
                break;
        }
    }

    private void ScoreNearest(BoundModel model, VisitorProfile profile, SearchScratch scratch)
    {
        Span<int> prefix = stackalloc int[ComparedClicks];
        var length = 0;
        for (var i = Math.Min(ComparedClicks, profile.Session.Length) - 1; i >= 0; i--)
            if (model.ItemOf(profile.Session[i]) is >= 0 and var item) prefix[length++] = item;
        if (length == 0) return;
        var scores = _sessionScores.Take();
        scores.Clear();
        model.Nearest.Score(prefix[..length], scores);
        foreach (var item in scores.Scored) scratch.Add(model.Numbers[item], scores[item]);
        _sessionScores.Return(scores);
    }

    /// <summary>Ranks by factors what other sources found; all products when there are no others.</summary>
    private void ScoreFactors(BoundModel model, VisitorProfile profile, SearchScratch scratch)
    {
        var factors = FactorsOf(model, profile);
        if (!factors.AsSpan().ContainsAnyExcept(0)) return;
        if (scratch.Found.Length >= SearchScratch.Depth)
        {
            foreach (var number in scratch.Found[..Math.Min(scratch.Found.Length, RankedByFactors)])
                if (model.ItemOf(number) is >= 0 and var item) scratch.Add(number, Math.Max(0, model.Factors.Items.Dot(item, factors)));
            return;
        }

        for (var item = 0; item < model.Numbers.Length; item++)
            if (model.Factors.Items.Dot(item, factors) is > 0 and var score) scratch.Add(model.Numbers[item], score);
    }

    private float[] FactorsOf(BoundModel model, VisitorProfile profile) => profile.Remember(view, "factors", p =>
    {
        var known = new List<(int Item, float Weight)>();
        for (var i = 0; i < p.Items.Length; i++)
            if (model.ItemOf(p.Items[i]) is >= 0 and var item) known.Add((item, p.Weights[i]));
        known.Sort((a, b) => a.Item.CompareTo(b.Item));
        return model.Factors.FoldIn([.. known.Select(k => k.Item)], [.. known.Select(k => k.Weight)], FactorSolver.ConjugateGradient);
    });

    /// <summary>The liked products nearest in the space of factors.</summary>
    private static IReadOnlyList<(int Number, float Weight)> FactorCauses(BoundModel model, int number, VisitorProfile profile)
    {
        if (model.ItemOf(number) is not (>= 0 and var item)) return [];
        var causes = new List<(int Number, float Weight)>();
        for (var i = 0; i < profile.Items.Length; i++)
        {
            if (model.ItemOf(profile.Items[i]) is not (>= 0 and var liked)) continue;
            var near = TensorPrimitives.CosineSimilarity(model.Factors.Items[item], model.Factors.Items[liked]);
            if (near > 0) causes.Add((profile.Items[i], profile.Weights[i] * near));
        }

        return [.. causes.OrderByDescending(c => c.Weight)];
    }

    private IReadOnlyList<(int Number, float Weight)> ContentCauses(int number, VisitorProfile profile) =>
        [.. Weighted(Recent(profile)).Select(c => (c.Click, Weight: c.Weight * view.Content.Near(c.Click).FirstOrDefault(n => n.Number == number).Score)).Where(c => c.Weight > 0).OrderByDescending(c => c.Weight)];

    private static IReadOnlyList<(int Number, float Weight)> From(BoundModel model, ItemLists lists, int number, int[] from, Func<int, float> weight)
    {
        var causes = new List<(int Number, float Weight)>();
        for (var i = 0; i < from.Length; i++)
        {
            if (model.ItemOf(from[i]) is not (>= 0 and var item)) continue;
            var at = lists.ItemsOf(item).IndexOf(number);
            if (at >= 0 && lists.ScoresOf(item)[at] > 0) causes.Add((from[i], weight(i) * lists.ScoresOf(item)[at]));
        }

        return [.. causes.OrderByDescending(c => c.Weight)];
    }

    private static void Add(BoundModel model, ItemLists lists, int number, float weight, SearchScratch scratch)
    {
        if (model.ItemOf(number) is not (>= 0 and var item)) return;
        scratch.Add(lists.ItemsOf(item), lists.ScoresOf(item), weight);
    }

    private static int[] Recent(VisitorProfile profile) => profile.Session.Length > RecentClicks ? profile.Session[..RecentClicks] : profile.Session;

    private static int[] Basket(VisitorProfile profile) => profile.Cart.Length > 0 ? profile.Cart : profile.Session.Length > 0 ? profile.Session[..1] : [];

    private static IEnumerable<(int Click, float Weight)> Weighted(int[] clicks) => clicks.Select((click, i) => (click, 1f / (i + 1)));
}
