namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>The class of an opinion, ordered from worst to best.</summary>
public enum SentimentLabel
{
    /// <summary>The text complains: its score is at most minus <see cref="SentimentScore.NeutralBand"/>.</summary>
    Negative,

    /// <summary>The text states no opinion, or praise and blame balance.</summary>
    Neutral,

    /// <summary>The text praises: its score is at least <see cref="SentimentScore.NeutralBand"/>.</summary>
    Positive,
}
