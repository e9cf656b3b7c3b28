namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>Where a sentiment model comes from.</summary>
/// <param name="Version">Names the model: <c>built-in</c>, or what the training was told.</param>
/// <param name="Data">What it was trained on, in words.</param>
/// <param name="Texts">Number of labelled texts.</param>
/// <param name="Seed">Seed of the order in which they were learned.</param>
/// <param name="Passes">How often each was learned.</param>
public sealed record SentimentOrigin(string Version, string Data, long Texts, int Seed, int Passes)
{
    /// <summary>The origin of a model without learned weights.</summary>
    public static SentimentOrigin Lexicon { get; } = new("lexicon", "nothing; the lexicon's judgement alone", 0, 0, 0);
}
