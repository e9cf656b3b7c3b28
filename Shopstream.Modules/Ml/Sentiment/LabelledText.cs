namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>A text and what its author thought.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Praise">0 for blame, 1 for praise, 0.5 for neither; in between for shades.</param>
public readonly record struct LabelledText(string Text, float Praise)
{
    /// <summary>The class of <see cref="Praise"/>: the outer thirds praise and blame.</summary>
    public SentimentLabel Label => Praise > 2f / 3 ? SentimentLabel.Positive : Praise < 1f / 3 ? SentimentLabel.Negative : SentimentLabel.Neutral;

    /// <summary>The value of <see cref="Praise"/> for a rating: 1 star is 0, 3 are 0.5, 5 are 1.</summary>
    /// <param name="stars">1 to 5.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static float OfStars(double stars)
    {
        if (!(stars is >= 1 and <= 5)) throw new ArgumentOutOfRangeException(nameof(stars), stars, "A rating has 1 to 5 stars.");
        return (float)((stars - 1) / 4);
    }
}
