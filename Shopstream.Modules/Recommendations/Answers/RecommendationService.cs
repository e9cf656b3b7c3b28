using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Interleaving;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>An answer as it goes out.</summary>
/// <param name="RecommendationId">Its id; feedback names it.</param>
/// <param name="View">The shop that it was made from.</param>
/// <param name="Profile">The visitor that it was made for.</param>
/// <param name="Answer">The products.</param>
/// <param name="FirstPosition">Place of the first product: 1, more on a further page.</param>
/// <param name="Experiment">The experiment that chose; null for none.</param>
/// <param name="Variant">Its variant.</param>
internal sealed record ServedAnswer(
    string RecommendationId, ShopView View, VisitorProfile Profile, Answer Answer, int FirstPosition, string? Experiment, string? Variant);

/// <summary>Answers requests: finds the variant and the algorithm, gives the answer an id, and tells the log of it. Thread-safe.</summary>
internal sealed class RecommendationService(
    ShopViews views, RecommendationEngine engine, ServedPages pages, ServedLog log, RunningExperiments experiments, IOptions<RecommendationsOptions> options, RecommendationsMetrics metrics, TimeProvider time)
{
    private const string Interleave = "interleave:";

    // Lists that are paged by offset are made in lengths of so many.
    private const int Sheet = 100;

    /// <summary>What is logged for a feature that is not known; no feature has it otherwise.</summary>
    public const float Unknown = -1;

    /// <summary>The shop as it is now.</summary>
    public ShopView View => views.Current;

    /// <summary>Answers.</summary>
    /// <param name="userId">Who asks; decides the variant.</param>
    /// <param name="profile">What is known of them.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="pageOf">Id of the answer of which this is a further page; null for a new one.</param>
    public ServedAnswer Answer(string userId, VisitorProfile profile, AnswerRequest request, string? pageOf)
    {
        var view = views.Current;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var experiment = request.Algorithm is null ? experiments.Current : null;
        var variant = experiment?.VariantOf(userId);
        var shown = pageOf is null ? null : pages.Find(pageOf);
        var (count, note) = (request.Count, default(string));
        if (count > options.Value.MostResults) (count, note) = (options.Value.MostResults, $"Asked for {request.Count:N0} products; an answer has at most {options.Value.MostResults:N0}.");
        if (pageOf is not null && shown is null) note = "The first page is not known any more; this is a first page again.";
        var wanted = shown is null ? request with { Count = count } : request with { Count = count, Exclude = new HashSet<int>([.. request.Exclude, .. shown]) };
        if (request.Skip is { } skip) wanted = wanted with { Count = (skip + count + Sheet - 1) / Sheet * Sheet };
        var answer = By(variant?.Algorithm ?? request.Algorithm ?? AnswerPolicy.Default, view, profile, wanted, now, request.Skip is null ? SeedOf(id) : ItemHash.Of(userId).Low);
        if (request.Skip is not null) answer = Cut(answer, request.Skip.Value, count);
        if (shown is not null && answer.Items.Count == 0) answer = answer with { Note = "There are no further products." };
        if (note is not null) answer = answer with { Note = answer.Note is null ? note : $"{note} {answer.Note}" };
        var name = shown is null ? id.ToString("N") : pageOf!;
        pages.Remember(name, shown, answer.Items);
        var served = new ServedAnswer(name, view, profile, answer, (shown?.Length ?? request.Skip ?? 0) + 1, variant is null ? null : experiment!.Id, variant?.Name);
        metrics.Answered(answer.Algorithm, answer.Fallbacks);
        if (options.Value.LogServed && answer.Items.Count > 0 && userId.Length > 0) log.Add(RecordOf(userId, served, now, log.IsRelaxed));
        return served;
    }

    /// <summary>Answers by an algorithm, or by two whose lists are interleaved.</summary>
    private Answer By(string algorithm, ShopView view, VisitorProfile profile, AnswerRequest request, DateTimeOffset now, ulong seed)
    {
        if (AnswerPolicy.Find(algorithm) is { } policy) return engine.Recommend(view, profile, request, policy, now, seed);
        if (algorithm.StartsWith(Interleave, StringComparison.Ordinal) && algorithm[Interleave.Length..].Split(',') is [var one, var other]
            && AnswerPolicy.Find(one) is { } first && AnswerPolicy.Find(other) is { } second)
        {
            return Interleaved(algorithm, engine.Recommend(view, profile, request, first, now, seed), engine.Recommend(view, profile, request, second, now, seed), request.Count, seed);
        }

        var answer = engine.Recommend(view, profile, request, AnswerPolicy.Find(AnswerPolicy.Default)!, now, seed);
        return answer with { Note = $"The variant asks for the algorithm {algorithm}, which there is not; {AnswerPolicy.Default} answered." };
    }

    private static Answer Interleaved(string algorithm, Answer first, Answer second, int count, ulong seed)
    {
        var products = first.Items.Concat(second.Items).DistinctBy(i => i.Number).ToDictionary(i => i.Number);
        var drafted = TeamDraft.Interleave([.. first.Items.Select(i => i.Number)], [.. second.Items.Select(i => i.Number)], count, (long)(seed >> 1));
        return new(
            [.. drafted.Select(d => products[d.Item] with { Team = d.Team == 0 ? first.Algorithm : second.Algorithm, Propensity = d.Probability * products[d.Item].Propensity })],
            algorithm, [.. first.Fallbacks.Union(second.Fallbacks)], first.Note ?? second.Note);
    }

    /// <summary>Answers with products that go with a product.</summary>
    public ServedAnswer Similar(int number, string? kind, string userId, VisitorProfile profile, AnswerRequest request)
    {
        var (view, now) = (views.Current, time.GetUtcNow());
        var answer = SimilarProducts.Find(view, number, kind, profile, request with { Count = Math.Min(request.Count, options.Value.MostResults) }, now);

        // Reasons name the product that was asked about.
        var viewed = VisitorProfile.Of([PartOf(view.Catalogue.IdOf(number), now.ToUnixTimeMilliseconds())], view.Catalogue, options.Value.Preferences);
        var served = new ServedAnswer(Guid.CreateVersion7(now).ToString("N"), view, viewed, answer, 1, null, null);
        metrics.Answered(answer.Algorithm, answer.Fallbacks);
        if (options.Value.LogServed && answer.Items.Count > 0 && userId.Length > 0) log.Add(RecordOf(userId, served, now, log.IsRelaxed));
        return served;
    }

    private static Answer Cut(Answer answer, int skip, int count)
    {
        List<AnsweredProduct> items = [.. answer.Items.Skip(skip).Take(count)];
        return answer with { Items = items, Fallbacks = [.. answer.Fallbacks.Where(f => items.Exists(i => i.Ranks.IsEmpty && i.Source?.Name() == f))] };
    }

    private ProfilePart PartOf(string productId, long nowMs)
    {
        var part = new ProfilePart();
        part.Add(new VisitorEvent(productId, EventTypes.View, nowMs), options.Value.Preferences);
        return part;
    }

    private static ServedRecommendations RecordOf(string userId, ServedAnswer served, DateTimeOffset now, bool withFeatures)
    {
        var items = new List<ServedProduct>(served.Answer.Items.Count);
        for (var i = 0; i < served.Answer.Items.Count; i++)
        {
            var item = served.Answer.Items[i];
            items.Add(new ServedProduct
            {
                ProductId = served.View.Catalogue.IdOf(item.Number),
                Position = served.FirstPosition + i,
                Propensity = item.Propensity,
                Team = item.Team,
                Features = withFeatures ? FeaturesOf(served, item) : null,
            });
        }

        return new ServedRecommendations
        {
            RecommendationId = served.RecommendationId,
            UserId = userId,
            ServedAt = now,
            ServedMs = now.ToUnixTimeMilliseconds(),
            Experiment = served.Experiment,
            Variant = served.Variant,
            Algorithm = served.Answer.Algorithm,
            ModelVersion = served.View.Model?.Version,
            Items = items,
        };
    }

    private static float[] FeaturesOf(ServedAnswer served, in AnsweredProduct item)
    {
        var features = new float[RankingFeatures.Logged.Count];
        RankingFeatures.Fill(served.View, served.Profile, item.Number, item.Score, item.Ranks.Span, features);

        // JSON has no number for what is not known.
        for (var f = 0; f < features.Length; f++)
            if (float.IsNaN(features[f])) features[f] = Unknown;
        return features;
    }

    private static ulong SeedOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BitConverter.ToUInt64(bytes[8..]);
    }
}
