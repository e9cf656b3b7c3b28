namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>What a text says about its subject.</summary>
/// <param name="Label">The class, derived from <paramref name="Score"/> alone.</param>
/// <param name="Score">Strength and direction in [-1, 1]; 0 where nothing decided. Never NaN.</param>
public readonly record struct SentimentScore(SentimentLabel Label, double Score)
{
    /// <summary>
    /// Scores nearer to 0 than this are neutral. A score is <c>2p − 1</c> for the probability p of praise, so that the three labels stand for
    /// the thirds of p.
    /// </summary>
    public const double NeutralBand = 1.0 / 3;

    /// <summary>The score with its label: positive from <see cref="NeutralBand"/> on, negative from minus it on, neutral between.</summary>
    /// <param name="score">In [-1, 1].</param>
    public static SentimentScore Of(double score) => new(
        score >= NeutralBand ? SentimentLabel.Positive : score <= -NeutralBand ? SentimentLabel.Negative : SentimentLabel.Neutral, score);
}
