using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>A product of an answer that something became of.</summary>
/// <param name="Answer">The answer; its items may be absent.</param>
/// <param name="ServedMs">When it was given, milliseconds since 1970.</param>
/// <param name="Position">Place of the product, from 1; 0 when the answer does not hold it.</param>
/// <param name="Propensity">Probability with which it was shown there.</param>
/// <param name="Team">Ranker that gave it.</param>
internal sealed record Touch(ServedRecommendations Answer, long ServedMs, int Position, double Propensity, string? Team)
{
    /// <summary>A product of an answer.</summary>
    public static Touch Of(ServedRecommendations answer, string productId)
    {
        var at = answer.Items.FindIndex(item => item.ProductId == productId);
        var item = at < 0 ? null : answer.Items[at];
        return new(answer, answer.ServedAt.ToUnixTimeMilliseconds(), item is null ? 0 : Math.Max(1, item.Position), item?.Propensity ?? 1, item?.Team);
    }

    /// <summary>What an earlier fact was about.</summary>
    public static Touch Of(FeedbackFact fact) => new(
        new ServedRecommendations
        {
            RecommendationId = fact.RecommendationId,
            UserId = fact.UserId,
            ServedAt = DateTimeOffset.FromUnixTimeMilliseconds(fact.ServedMs),
            Experiment = fact.Experiment,
            Variant = fact.Variant,
            Algorithm = fact.Algorithm,
        },
        fact.ServedMs, fact.Position, fact.Propensity, fact.Team);

    /// <summary>The fact that an interaction makes of it.</summary>
    public FeedbackFact ToFact(Interaction interaction, bool isAttributed) => new()
    {
        RecommendationId = Answer.RecommendationId,
        Type = interaction.EventType,
        ProductId = interaction.ProductId,
        UserId = interaction.UserId,
        TimeMs = interaction.EventTimeMs,
        ServedMs = ServedMs,
        Experiment = Answer.Experiment,
        Variant = Answer.Variant,
        Algorithm = Answer.Algorithm,
        Position = Position,
        Propensity = Propensity,
        Team = Team,
        Value = interaction.EventType == EventTypes.Rating ? interaction.Value : null,
        Revenue = interaction.EventType == EventTypes.Purchase ? RevenueOf(interaction) : null,
        Attributed = isAttributed,
    };

    private static double RevenueOf(Interaction purchase)
    {
        var amount = purchase.Price is { } price ? price * (purchase.Quantity ?? 1) : 0;
        return Math.Min(amount, Money.Largest);
    }
}
