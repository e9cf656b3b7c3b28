using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Products that go with a product, whoever looks at it.</summary>
internal static class SimilarProducts
{
    private static readonly (string Kind, Source Source, float Weight)[] Parts =
    [
        ("similar", Source.Similar, 1), ("viewed-together", Source.ViewedTogether, 0.7f), ("bought-together", Source.BoughtTogether, 0.7f), ("content", Source.Content, 0.5f),
    ];

    /// <summary>The kinds that can be asked for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Parts.Select(p => p.Kind)];

    /// <summary>The products of one kind, or of all fused by rank, that pass; what fills up comes from the same content, then from what is popular.</summary>
    public static Answer Find(ShopView view, int number, string? kind, VisitorProfile profile, AnswerRequest request, DateTimeOffset now)
    {
        var filter = new ProductFilter(view, request, now);
        var barred = new HashSet<int>(request.IncludeSeen ? profile.Hidden : profile.Seen) { number };
        var scores = new Dictionary<int, (float Score, byte[] Ranks)>();
        foreach (var (_, source, weight) in Parts.Where(p => kind is null || p.Kind == kind))
        {
            byte rank = 0;
            foreach (var other in Of(view, source, number))
            {
                if (rank == byte.MaxValue) break;
                if (barred.Contains(other) || !filter.Passes(other)) continue;
                rank++;
                var found = scores.TryGetValue(other, out var before) ? before : (0, new byte[Sources.Count]);
                found.Item2[(int)source] = rank;
                scores[other] = (found.Item1 + (weight / (AnswerPolicy.Smoothing + rank)), found.Item2);
            }
        }

        List<AnsweredProduct> items = [.. scores.OrderByDescending(s => s.Value.Score).ThenBy(s => s.Key).Take(request.Count)
            .Select(s => new AnsweredProduct(s.Key, s.Value.Score, s.Value.Ranks, Strongest(s.Value.Ranks), 1))];
        List<string> fallbacks = [];
        if (items.Count < request.Count && kind is null)
        {
            foreach (var (popular, _) in view.Popular)
            {
                if (items.Count == request.Count) break;
                if (barred.Contains(popular) || scores.ContainsKey(popular) || !filter.Passes(popular)) continue;
                items.Add(new(popular, 1f / (1_000 + items.Count), default, Source.Popular, 1));
                fallbacks = [Source.Popular.Name()];
            }
        }

        return new(items, kind ?? "similar-products", fallbacks, items.Count == 0 ? kind is null ? "No other product passes the filters." : $"No product is known as {kind} that passes the filters." : null);
    }

    private static int[] Of(ShopView view, Source source, int number)
    {
        if (source == Source.Content) return [.. view.Content.Near(number).Select(n => n.Number)];
        if (view.Model is not { } model || model.ItemOf(number) is not (>= 0 and var item)) return [];
        ItemLists lists = source switch
        {
            Source.ViewedTogether => model.ViewedTogether,
            Source.BoughtTogether => model.BoughtTogether,
            _ => model.Similar,
        };
        var scores = lists.ScoresOf(item).ToArray();
        return [.. lists.ItemsOf(item).ToArray().Where((_, i) => scores[i] > 0)];
    }

    private static Source Strongest(byte[] ranks) => Parts.Where(p => ranks[(int)p.Source] > 0).MaxBy(p => p.Weight / (AnswerPolicy.Smoothing + ranks[(int)p.Source])).Source;
}
