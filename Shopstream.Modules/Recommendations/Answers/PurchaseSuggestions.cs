using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>What is recommended with a purchase, as it happens: first what is bought with the product, then what suits the buyer.</summary>
internal sealed class PurchaseSuggestions(ShopViews views, RecommendationEngine engine, IOptions<RecommendationsOptions> options, TimeProvider time)
{
    private static readonly AnswerPolicy Buyer = AnswerPolicy.Find(AnswerPolicy.Default)!;

    /// <summary>Suggestions for a product that a visitor bought.</summary>
    public List<SuggestedProduct> For(string productId, VisitorProfile profile)
    {
        var view = views.Current;
        var request = new AnswerRequest { Count = options.Value.PurchaseSuggestions };
        var filter = new ProductFilter(view, request, time.GetUtcNow());
        var suggestions = new List<SuggestedProduct>();
        if (view.Model is { } model && view.Catalogue.Find(productId) is >= 0 and var bought && model.ItemOf(bought) is >= 0 and var item)
        {
            var numbers = model.BoughtTogether.ItemsOf(item);
            var scores = model.BoughtTogether.ScoresOf(item);
            for (var i = 0; i < numbers.Length && suggestions.Count < request.Count; i++)
            {
                if (Array.BinarySearch(profile.Seen, numbers[i]) >= 0 || !filter.Passes(numbers[i])) continue;
                suggestions.Add(new() { ProductId = view.Catalogue.IdOf(numbers[i]), Score = scores[i], Source = Source.BoughtTogether.Name() });
            }
        }

        if (suggestions.Count == request.Count) return suggestions;
        var least = suggestions.Count == 0 ? 1 : suggestions[^1].Score;
        var answer = engine.Recommend(view, profile, request, Buyer, time.GetUtcNow(), seed: 0);
        foreach (var product in answer.Items)
        {
            var id = view.Catalogue.IdOf(product.Number);
            if (suggestions.Count == request.Count) break;
            if (suggestions.Exists(s => s.ProductId == id)) continue;
            suggestions.Add(new() { ProductId = id, Score = least * product.Score / (1 + answer.Items[0].Score), Source = product.Source?.Name() ?? "pinned" });
        }

        return suggestions;
    }
}
