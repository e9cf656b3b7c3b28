using System.Globalization;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Why a product was recommended.</summary>
/// <param name="Source">What speaks for it, such as <c>bought-together</c>.</param>
/// <param name="Share">Its part of the score, 0 to 1.</param>
/// <param name="Text">In a sentence, in the language asked for.</param>
/// <param name="ProductId">The product that brought it, when one did.</param>
/// <param name="Detail">The brand, category or group that brought it, when one did.</param>
internal sealed record Reason(string Source, double Share, string Text, string? ProductId, string? Detail);

/// <summary>
/// Finds reasons in the terms of the algorithms themselves: the share of a source is its part of the fused score, the product it names
/// is the one that adds most to the score within that source.
/// </summary>
internal static class Reasons
{
    private const int Most = 3;

    /// <summary>The reasons of a product, the strongest first.</summary>
    public static IReadOnlyList<Reason> Of(in AnsweredProduct product, ServedAnswer served, string? language)
    {
        var texts = ReasonTexts.In(language);
        if (product.Source is null) return [new("pinned", 1, texts.Pinned, null, null)];
        if (product.IsExplored) return [new(Source.New.Name(), 1, texts.Explored, null, null)];
        if (product.Ranks.IsEmpty) return [Describe(product.Source.Value, 1, product.Number, served, texts, language)];
        var weights = AnswerPolicy.Find(served.Answer.Algorithm)?.Weights ?? AnswerPolicy.Find(AnswerPolicy.Default)!.Weights;
        var parts = new List<(Source Source, double Part)>();
        for (var source = 0; source < product.Ranks.Length; source++)
            if (product.Ranks.Span[source] is > 0 and var rank) parts.Add(((Source)source, weights[source] / (AnswerPolicy.Smoothing + rank)));
        var sum = parts.Sum(p => p.Part);
        var number = product.Number;
        return [.. parts.OrderByDescending(p => p.Part).Take(Most).Select(p => Describe(p.Source, p.Part / sum, number, served, texts, language))];
    }

    private static Reason Describe(Source source, double share, int number, ServedAnswer served, ReasonTexts texts, string? language)
    {
        share = Math.Round(share, 4);
        var (view, profile) = (served.View, served.Profile);
        var product = view.Catalogue[number];
        switch (source)
        {
            case Source.TrendingBrand:
                return new(source.Name(), share, Text(texts.TrendingBrand, product?.Brand), null, product?.Brand);
            case Source.Group:
                var group = GroupOf(view, profile, number);
                return new(source.Name(), share, group is null ? texts.Popular : Text(texts.Group(group[..group.IndexOf(':', StringComparison.Ordinal)]), group[(group.IndexOf(':', StringComparison.Ordinal) + 1)..]), null, group);
            case Source.Trending:
                return new(source.Name(), share, texts.Trending, null, null);
            case Source.Popular:
                return new(source.Name(), share, texts.Popular, null, null);
            case Source.Catalogue:
                return new(source.Name(), share, texts.Catalogue, null, null);
            case Source.New:
                return new(source.Name(), share, texts.New, null, null);
        }

        var causes = view.Search.Causes(source, number, profile);
        if (causes.Count == 0) return new(source.Name(), share, texts.Of(source), null, null);
        var cause = causes[0].Number;
        var name = view.Catalogue[cause]?.NameIn(language) ?? view.Catalogue.IdOf(cause);
        var detail = source == Source.Content ? string.Join(", ", view.Content.Shared(cause, number).Where(s => s.Kind != "price").Take(3).Select(s => s.Text)) : null;
        if (detail is { Length: 0 }) detail = null;
        return new(source.Name(), share, Text(texts.Of(source), name), view.Catalogue.IdOf(cause), detail);
    }

    /// <summary>The first group of the visitor in which the product is popular.</summary>
    private static string? GroupOf(ShopView view, VisitorProfile profile, int number) => view.Model is not { } model ? null
        : Training.VisitorGroups.Of(profile.Country, profile.Device, profile.Referrer).FirstOrDefault(g => model.Groups.TryGetValue(g, out var list) && model.GroupItems.ItemsOf(list).Contains(number));

    private static string Text(string format, string? argument) => string.Format(CultureInfo.InvariantCulture, format, argument);
}
