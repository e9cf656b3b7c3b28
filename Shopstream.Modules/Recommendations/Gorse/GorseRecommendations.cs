using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Recommendations and lists in gorse's form, all from the same answers that the other endpoints give. Thread-safe.</summary>
internal sealed class GorseRecommendations(
    RecommendationService service, VisitorProfiles profiles, GorseLatest latest, IOptions<RecommendationsOptions> options, TimeProvider time)
{
    /// <summary>Further into a list of recommendations nobody looks, and to order it would take long.</summary>
    public const int MostSkipped = 1_000;

    /// <summary>Products for a user; null for none, when it is asked too far into the list.</summary>
    public async ValueTask<ServedAnswer?> ForUserAsync(string userId, AnswerRequest request, CancellationToken cancellationToken)
    {
        if (request.Count == 0 || request.Skip > MostSkipped) return null;
        return service.Answer(userId, await profiles.GetAsync(userId, cancellationToken), request, null);
    }

    /// <summary>Products for a session that is told with the request, by the order of its times.</summary>
    public async ValueTask<ServedAnswer?> ForSessionAsync(IReadOnlyList<GorseFeedback> feedback, AnswerRequest request, CancellationToken cancellationToken)
    {
        if (request.Count == 0 || request.Skip > MostSkipped) return null;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var visits = feedback.OrderBy(f => f.Timestamp).Select((f, i) => new VisitorEvent(
            f.ItemId, options.Value.Gorse.EventTypeOf(f.FeedbackType), now - feedback.Count + i, f.Value == 0 ? null : f.Value, service.View.Catalogue.Get(f.ItemId)?.Brand, "session"));
        return service.Answer("", await profiles.WithAsync(null, visits, cancellationToken), request with { Algorithm = AnswerPolicy.Default }, null);
    }

    /// <summary>The items of an answer with their scores.</summary>
    public static IReadOnlyList<GorseScore> ScoresOf(ServedAnswer? served) =>
        served is null ? [] : [.. served.Answer.Items.Select(i => new GorseScore(served.View.Catalogue.IdOf(i.Number), Rounded(i.Score)))];

    /// <summary>Items that go with an item; none for one that nobody knows.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="kind">One of <see cref="SimilarProducts.Kinds"/>; null for all of them.</param>
    /// <param name="userId">A user whose seen items are left out; null for none.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async ValueTask<IReadOnlyList<GorseScore>> NeighboursAsync(string itemId, string? kind, string? userId, AnswerRequest request, CancellationToken cancellationToken)
    {
        var view = service.View;
        if (request.Count == 0 || request.Skip > MostSkipped || view.Catalogue.Find(itemId) is not (>= 0 and var number)) return [];
        var found = SimilarProducts.Find(view, number, kind, await ProfileAsync(userId, cancellationToken), request with { Count = request.Count + request.Skip!.Value }, time.GetUtcNow());

        // What is only popular is no neighbour.
        return [.. found.Items.Where(i => i.Source != Source.Popular).Skip(request.Skip.Value).Select(i => new GorseScore(view.Catalogue.IdOf(i.Number), Rounded(i.Score)))];
    }

    /// <summary>Popular items with their popularity.</summary>
    public ValueTask<IReadOnlyList<GorseScore>> PopularAsync(string? userId, AnswerRequest request, CancellationToken cancellationToken) =>
        ListAsync(service.View.Popular.Select(p => (p.Number, Rounded(p.Score))), userId, request, cancellationToken);

    /// <summary>Rising items with their change.</summary>
    public ValueTask<IReadOnlyList<GorseScore>> TrendingAsync(string? userId, AnswerRequest request, CancellationToken cancellationToken) =>
        ListAsync(service.View.Trending.Select(t => (t.Number, Rounded(t.Change))), userId, request, cancellationToken);

    /// <summary>The newest items with their times in seconds since 1970.</summary>
    public ValueTask<IReadOnlyList<GorseScore>> LatestAsync(string? userId, AnswerRequest request, CancellationToken cancellationToken) =>
        ListAsync(latest.Products.Select(p => (p.Number, (double)p.AddedAt.ToUnixTimeSeconds())), userId, request, cancellationToken);

    private static double Rounded(float score) => Math.Round((double)score, 6);

    private async ValueTask<IReadOnlyList<GorseScore>> ListAsync(IEnumerable<(int Number, double Score)> ranked, string? userId, AnswerRequest request, CancellationToken cancellationToken)
    {
        var view = service.View;
        var filter = new ProductFilter(view, request, time.GetUtcNow());
        var seen = (await ProfileAsync(userId, cancellationToken)).Seen;
        return [.. ranked.Where(r => filter.Passes(r.Number) && Array.BinarySearch(seen, r.Number) < 0).Skip(request.Skip!.Value).Take(request.Count)
            .Select(r => new GorseScore(view.Catalogue.IdOf(r.Number), r.Score))];
    }

    private async ValueTask<VisitorProfile> ProfileAsync(string? userId, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(userId) ? VisitorProfile.Empty : await profiles.GetAsync(userId, cancellationToken);
}
