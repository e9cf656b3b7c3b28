using System.Buffers;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Makes answers of a view of the shop, a visitor and a request. Has no state; thread-safe.</summary>
internal sealed class RecommendationEngine(IOptions<RecommendationsOptions> options)
{
    // Beyond these many choices a place, diversity has nothing more to choose from.
    private const int ChoicesPerPlace = 4;
    private const int LeastChoices = 30;
    private const float ImpressionDamping = 0.1f;
    private readonly RecommendationsOptions _options = options.Value;

    /// <summary>Answers.</summary>
    /// <param name="view">The shop as it is.</param>
    /// <param name="profile">The visitor.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="policy">The algorithm.</param>
    /// <param name="now">The moment.</param>
    /// <param name="seed">Decides what exploration draws; the same seed draws the same.</param>
    public Answer Recommend(ShopView view, VisitorProfile profile, AnswerRequest request, AnswerPolicy policy, DateTimeOffset now, ulong seed)
    {
        var filter = new ProductFilter(view, request, now);
        var wanted = Math.Max(LeastChoices, ChoicesPerPlace * request.Count);
        var found = view.Search.Find(profile, policy, request.IncludeSeen);
        var choices = ArrayPool<Choice>.Shared.Rent(wanted + request.Count);
        var count = Choose(profile, found, filter, choices.AsSpan(0, wanted));
        if (count < request.Count && (filter.IsNarrow || request.Count > CandidateSearch.Most || request.Exclude.Count > 0))
        {
            found = view.Search.Search(profile, policy, request.IncludeSeen, filter.Passes, wanted);
            count = Choose(profile, found, filter, choices.AsSpan(0, wanted));
        }

        if (policy.IsRanked) view.Ranker?.Order(view, profile, found, choices.AsSpan(0, count));
        ApplyRules(view, now, choices.AsSpan(0, count));
        new ListBuilder(view, profile, _options, stackalloc double[6]).Order(choices.AsSpan(0, count), request.Count);
        count = Math.Min(count, request.Count);
        List<string> fallbacks = [];
        if (count < request.Count) count = FallBack(view, profile, request, filter, choices, count, fallbacks);
        var items = new List<AnsweredProduct>(count);
        for (var i = 0; i < count; i++) items.Add(Answered(choices[i], found, policy));
        ArrayPool<Choice>.Shared.Return(choices);
        Explore(view, profile, request, filter, items, seed);
        Pin(view, profile, request, filter, items, now);
        return new(items, policy.Name, fallbacks, items.Count == 0 ? Emptiness(view, profile, request, filter) : null);
    }

    private static int Choose(VisitorProfile profile, CandidateList found, ProductFilter filter, Span<Choice> choices)
    {
        var count = 0;
        for (var i = 0; i < found.Count && count < choices.Length; i++)
        {
            var number = found.Numbers[i];
            if (!filter.Passes(number)) continue;
            var score = found.Scores[i];
            if (profile.Impressions.TryGetValue(number, out var shown)) score /= 1 + (ImpressionDamping * shown);
            choices[count++] = new(number, score, i, null);
        }

        if (profile.Impressions.Count > 0) choices[..count].Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Number.CompareTo(b.Number));
        return count;
    }

    private static void ApplyRules(ShopView view, DateTimeOffset now, Span<Choice> choices)
    {
        var isChanged = false;
        foreach (var rule in view.Rules)
        {
            if (rule.Kind is not (MerchantRuleKind.Boost or MerchantRuleKind.Bury) || !rule.HoldsAt(now)) continue;
            foreach (ref var choice in choices)
            {
                if (!rule.IsAbout(view.Catalogue[choice.Number], view.Catalogue.IdOf(choice.Number))) continue;
                choice = choice with { Score = choice.Score * (float)rule.FactorOrDefault };
                isChanged = true;
            }
        }

        if (isChanged) choices.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Number.CompareTo(b.Number));
    }

    /// <summary>Fills up from what does not need to know the visitor, in the order of <see cref="AnswerPolicy.Fallbacks"/>.</summary>
    private static int FallBack(
        ShopView view, VisitorProfile profile, AnswerRequest request, ProductFilter filter, Choice[] choices, int count, List<string> fallbacks)
    {
        var taken = new HashSet<int>(request.IncludeSeen ? profile.Hidden : profile.Seen);
        for (var i = 0; i < count; i++) taken.Add(choices[i].Number);
        foreach (var source in AnswerPolicy.Fallbacks)
        {
            var before = count;
            foreach (var number in Ordered(view, profile, source))
            {
                if (count == request.Count) break;
                if (taken.Contains(number) || !filter.Passes(number)) continue;
                taken.Add(number);
                choices[count] = new(number, 1f / (1_000 + count), -1, source);
                count++;
            }

            if (count > before) fallbacks.Add(source.Name());
            if (count == request.Count) break;
        }

        return count;
    }

    private static IEnumerable<int> Ordered(ShopView view, VisitorProfile profile, Source source) => source switch
    {
        Source.TrendingBrand => view.Trending.Where(t => view.Catalogue[t.Number]?.Brand is { } brand && profile.BrandNames.Contains(brand)).Select(t => t.Number),
        Source.Trending => view.Trending.Select(t => t.Number),
        Source.Popular => view.Popular.Select(p => p.Number),
        Source.New => view.NewProducts.Concat(view.Latest),
        Source.Group when view.Model is { } model => Training.VisitorGroups.Of(profile.Country, profile.Device, profile.Referrer)
            .Where(model.Groups.ContainsKey).SelectMany(g => model.GroupItems.ItemsOf(model.Groups[g]).ToArray()),
        _ => [],
    };

    private static AnsweredProduct Answered(in Choice choice, CandidateList found, AnswerPolicy policy)
    {
        if (choice.Candidate < 0) return new(choice.Number, choice.Score, default, choice.Source, 1);
        var ranks = found.RanksOf(choice.Candidate);
        var (best, share) = (Source.Similar, 0f);
        for (var source = 0; source < ranks.Length; source++)
        {
            if (ranks[source] == 0) continue;
            var part = policy.Weights[source] / (AnswerPolicy.Smoothing + ranks[source]);
            if (part > share) (best, share) = ((Source)source, part);
        }

        return new(choice.Number, choice.Score, found.RanksMemoryOf(choice.Candidate), best, 1);
    }

    /// <summary>Gives the last place of a share of the answers to a product drawn evenly among the new ones.</summary>
    private void Explore(ShopView view, VisitorProfile profile, AnswerRequest request, ProductFilter filter, List<AnsweredProduct> items, ulong seed)
    {
        if (_options.Exploration == 0 || view.NewProducts.Count == 0 || items.Count < 2) return;
        var random = new SeededRandom((long)(seed >> 1), 0);
        var isExploring = random.NextDouble() < _options.Exploration;
        if (!isExploring)
        {
            items[^1] = items[^1] with { Propensity = 1 - _options.Exploration };
            return;
        }

        var pool = view.NewProducts.Where(n => filter.Passes(n) && Array.BinarySearch(profile.Seen, n) < 0 && !items.Exists(i => i.Number == n)).ToList();
        if (pool.Count == 0) return;
        var drawn = pool[(int)(random.NextDouble() * pool.Count)];
        items[^1] = new(drawn, items[^1].Score, default, Source.New, _options.Exploration / pool.Count) { IsExplored = true };
    }

    private static void Pin(ShopView view, VisitorProfile profile, AnswerRequest request, ProductFilter filter, List<AnsweredProduct> items, DateTimeOffset now)
    {
        foreach (var rule in view.Rules.Where(r => r.Kind == MerchantRuleKind.Pin && r.HoldsAt(now)).OrderBy(r => r.Position ?? 1))
        {
            var number = view.Catalogue.Find(rule.ProductId!);
            if (number < 0 || !filter.Passes(number) || !rule.IsAbout(view.Catalogue[number], rule.ProductId!)) continue;
            if (Array.BinarySearch(request.IncludeSeen ? profile.Hidden : profile.Seen, number) >= 0) continue;
            items.RemoveAll(i => i.Number == number);
            items.Insert(Math.Min(items.Count, (rule.Position ?? 1) - 1), new(number, items.Count > 0 ? items[0].Score : 1, default, null, 1));
            if (items.Count > request.Count) items.RemoveAt(items.Count - 1);
        }
    }

    private static string Emptiness(ShopView view, VisitorProfile profile, AnswerRequest request, ProductFilter filter)
    {
        if (view.Catalogue.Count == 0) return "The catalogue is empty; products come with events or by PUT /products.";
        var passing = Enumerable.Range(0, view.Catalogue.Count).Count(filter.Passes);
        if (passing == 0) return "No product passes the filters.";
        return $"The visitor has seen all {passing:N0} products that could be shown; includeSeen=true shows them again.";
    }
}
