using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Reads the features of texts into buffers of its own: allocates nothing but for texts of more than 16,384 UTF-16 units. One for each
/// thread.
/// </summary>
internal sealed class FeatureReader
{
    private const int KeptUnits = 16_384;

    [ThreadStatic]
    private static FeatureReader? s_own;

    private readonly float[] _evidence = new float[LexicalEvidence.Inputs];
    private Token[] _tokens = [];
    private uint[] _features = [];

    /// <summary>The reader of this thread.</summary>
    public static FeatureReader Own => s_own ??= new FeatureReader();

    /// <summary>Reads a text.</summary>
    /// <param name="lexicon">Reads its words.</param>
    /// <param name="text">Any UTF-16.</param>
    public SentimentFeatures Read(LexiconSentiment lexicon, ReadOnlySpan<char> text)
    {
        var (tokens, features) = Buffers(text.Length);
        var count = lexicon.Read(text, tokens, out var evidence);
        evidence.CopyTo(_evidence);
        var words = HashedNgrams.OfWords(tokens.AsSpan(0, count), features);
        var characters = HashedNgrams.OfCharacters(text, features.AsSpan(words));
        return new SentimentFeatures { Words = features.AsSpan(0, words), Characters = features.AsSpan(words, characters), Evidence = _evidence };
    }

    private (Token[] Tokens, uint[] Features) Buffers(int length)
    {
        if (length <= _tokens.Length)
            return (_tokens, _features);
        var size = (int)Math.Max(512, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length));
        var (tokens, features) = (new Token[size], new uint[HashedNgrams.Most(size)]);
        if (size <= KeptUnits)
            (_tokens, _features) = (tokens, features);
        return (tokens, features);
    }
}
