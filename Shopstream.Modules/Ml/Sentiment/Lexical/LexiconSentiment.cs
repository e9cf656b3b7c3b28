using System.Buffers;
using System.Runtime.CompilerServices;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// Says whether an English text praises or blames, from the words it uses and the rules by which words turn, strengthen and weigh each
/// other. Knows no context beyond the text and needs no training. Any text is accepted; one without known words scores 0. Thread-safe;
/// scoring without an explanation allocates nothing for texts up to 512 UTF-16 units and rents a pooled buffer beyond.
/// The time taken is linear in the length of the text.
/// </summary>
/// <remarks>The lexicon-and-rules approach is that of Taboada et al., "Lexicon-based methods for sentiment analysis" (2011).</remarks>
public sealed class LexiconSentiment
{
    /// <summary>The sum of contributions at which the score reaches tanh(1) = 0.76.</summary>
    internal const double Saturation = 4;

    private const int TokensOnStack = 512;

    private static readonly Lazy<LexiconSentiment> s_default = new(() => new LexiconSentiment(Lexicon.Build()));

    private readonly Lexicon _lexicon;

    internal LexiconSentiment(Lexicon lexicon) => _lexicon = lexicon;

    /// <summary>The analyser over the built-in lexicon, built on first use.</summary>
    public static LexiconSentiment Default => s_default.Value;

    /// <summary>How many words and expressions with an opinion the lexicon holds, inflected forms included.</summary>
    public int OpinionCount => _lexicon.OpinionCount;

    /// <summary>Scores a text.</summary>
    public SentimentScore Score(ReadOnlySpan<char> text) => Score(text, null);

    /// <summary>Scores a text and says why.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Receives what decided, in the order of the text; what it holds already stays.</param>
    public SentimentScore Score(string text, ICollection<DecidingWord> words)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        return Score(text.AsSpan(), words);
    }

    /// <summary>Splits a text and weighs its words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Receives the tokens; as long as the text at least.</param>
    /// <param name="evidence">What the words say together.</param>
    /// <returns>The number of tokens.</returns>
    internal int Read(ReadOnlySpan<char> text, Span<Token> tokens, out LexicalEvidence evidence)
    {
        var count = ReviewTokenizer.Split(text, _lexicon, tokens, out var mixedCase);
        new OpinionWeighing(_lexicon, tokens[..count], mixedCase).Run(out evidence);
        return count;
    }

    [SkipLocalsInit]
    private SentimentScore Score(ReadOnlySpan<char> text, ICollection<DecidingWord>? words)
    {
        if (text.Length <= TokensOnStack)
            return Score(text, stackalloc Token[text.Length], words);
        var rented = ArrayPool<Token>.Shared.Rent(text.Length);
        try
        {
            return Score(text, rented, words);
        }
        finally
        {
            ArrayPool<Token>.Shared.Return(rented);
        }
    }

    private SentimentScore Score(ReadOnlySpan<char> text, Span<Token> buffer, ICollection<DecidingWord>? words)
    {
        var count = Read(text, buffer, out var evidence);
        if (words is not null)
        {
            foreach (ref readonly var token in buffer[..count])
            {
                if (token.Contribution != 0)
                    words.Add(new DecidingWord(text.Slice(token.Start, token.Length).ToString(), token.Contribution));
            }
        }

        return SentimentScore.Of(Math.Tanh(evidence.Sum / Saturation));
    }
}
