namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>What a text is to the linear model. Valid until the <see cref="FeatureReader"/> reads the next text.</summary>
internal readonly ref struct SentimentFeatures
{
    /// <summary>Features of words and pairs of words, see <see cref="HashedNgrams"/>.</summary>
    public ReadOnlySpan<uint> Words { get; init; }

    /// <summary>Features of characters.</summary>
    public ReadOnlySpan<uint> Characters { get; init; }

    /// <summary>Inputs from the lexicon, see <see cref="Lexical.LexicalEvidence.Names"/>.</summary>
    public ReadOnlySpan<float> Evidence { get; init; }

    /// <summary>The value of each of <paramref name="count"/> features, so that a long text weighs no more than a short one.</summary>
    public static float ValueOf(int count) => count == 0 ? 0 : 1 / MathF.Sqrt(count);
}
