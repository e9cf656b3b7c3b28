using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// The features of a text by the hashing trick: words and pairs of neighbouring words, and every four characters in a row of a
/// word with a blank before and behind it. Words within the reach of a negation are features of their own. No dictionary is kept: a
/// feature is the number of its bucket with a sign, which makes the error of collisions zero in the mean.
/// </summary>
/// <remarks>Weinberger et al., "Feature hashing for large scale multitask learning" (2009), equation 1. Buckets come from the upper bits of
/// a product with an odd number (Dietzfelbinger et al., "A reliable randomized algorithm for the closest-pair problem", 1997).</remarks>
internal static class HashedNgrams
{
    /// <summary>Bits of a bucket's number.</summary>
    public const int BucketBits = 18;

    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 1 << BucketBits;

    private const ulong WordFactor = 0x9E37_79B9_7F4A_7C15;
    private const ulong PairFactor = 0xC2B2_AE3D_27D4_EB4F;
    private const ulong FourFactor = 0xA076_1D64_78BD_642F;
    private const ulong DeniedSalt = 0x8EBC_6AF0_9C88_C6E3;

    /// <summary>The most features that a text of a length has.</summary>
    /// <param name="length">Length in UTF-16 units.</param>
    public static int Most(int length) => (3 * length) + 2;

    /// <summary>Bucket of a feature.</summary>
    public static int Bucket(uint feature) => (int)(feature >> 1);

    /// <summary>1 where a feature's value is to be subtracted, otherwise 0.</summary>
    public static int IsNegative(uint feature) => (int)(feature & 1);

    /// <summary>The features made of words and symbols.</summary>
    /// <param name="tokens">Weighed tokens of the text.</param>
    /// <param name="features">Receives bucket and sign of each feature.</param>
    /// <returns>The number of features.</returns>
    public static int OfWords(ReadOnlySpan<Token> tokens, Span<uint> features)
    {
        var count = 0;
        var previous = 0UL;
        foreach (ref readonly var token in tokens)
        {
            if (token.Kind is TokenKind.Word or TokenKind.Symbol)
            {
                var hash = token.Denied ? token.Hash ^ DeniedSalt : token.Hash;
                features[count++] = Feature(hash * WordFactor);
                if (previous != 0)
                    features[count++] = Feature(((previous * PairFactor) ^ hash) * WordFactor);
                previous = hash;
            }
            else if (token.Kind != TokenKind.ClauseEnd)
            {
                previous = 0;
            }
        }

        return count;
    }

    /// <summary>The features made of characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="features">Receives bucket and sign of each feature.</param>
    /// <returns>The number of features.</returns>
    public static int OfCharacters(ReadOnlySpan<char> text, Span<uint> features)
    {
        var count = 0;
        // The last four characters, the newest in the low bits, and how many of them are this word and the blank before it.
        ulong window = ' ';
        var length = 1;
        for (var at = 0; at <= text.Length; at++)
        {
            var c = at < text.Length ? CharacterFolding.Fold(text[at]) : ' ';
            var isThirdAlike = c == (char)window && c == (char)(window >> 16);
            if (c == CharacterFolding.Dropped || isThirdAlike || (c == ' ' && length == 1))
                continue;
            window = (window << 16) | c;
            if (++length >= 4)
                features[count++] = Feature(window * FourFactor);
            if (c != ' ')
                continue;
            window = ' ';
            length = 1;
        }

        return count;
    }

    private static uint Feature(ulong product) => (uint)(product >> (64 - BucketBits - 1));
}
