using System.Text;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Splits a text into words, symbols and the punctuation that ends clauses and sentences. Stateless.</summary>
internal static class ReviewTokenizer
{
    /// <summary>Splits <paramref name="text"/>.</summary>
    /// <param name="text">Any UTF-16, unpaired surrogates included.</param>
    /// <param name="lexicon">Numbers the words.</param>
    /// <param name="tokens">Receives the tokens; as long as the text at least.</param>
    /// <param name="mixedCase">Whether the text holds a lower-case letter, so that capitals stand out.</param>
    /// <returns>The number of tokens.</returns>
    public static int Split(ReadOnlySpan<char> text, Lexicon lexicon, Span<Token> tokens, out bool mixedCase)
    {
        mixedCase = false;
        var count = 0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var c = text[at];
            if (c == ' ')
            {
                at++;
            }
            else if (lexicon.MatchEmoticon(text[at..], out var valence) is > 0 and var length && MayStand(text, at, length))
            {
                at += length;
                tokens[count++] = Symbol(text, start, length, valence);
            }
            else if (char.IsLetterOrDigit(c))
            {
                at = WordEnd(text, at);
                ref var token = ref tokens[count++];
                token = new Token { Kind = TokenKind.Word, Start = start, Length = at - start };
                ReviewWord.Recognise(text[start..at], lexicon, ref token, ref mixedCase);
            }
            else if (c < 0x80 || Rune.DecodeFromUtf16(text[at..], out var rune, out var units) != System.Buffers.OperationStatus.Done)
            {
                at++;
                if (Punctuation(text, ref at) is { } kind)
                    tokens[count++] = new Token { Kind = kind, Word = -1, Start = start, Length = at - start };
            }
            else
            {
                at += units;
                if (lexicon.TryEmoji(rune, out valence))
                    tokens[count++] = Symbol(text, start, units, valence);
                else if (Foreign(c) is { } kind)
                    tokens[count++] = new Token { Kind = kind, Word = -1, Start = start, Length = units };
            }
        }

        return count;
    }

    private static Token Symbol(ReadOnlySpan<char> text, int start, int length, float valence) => new()
    {
        Kind = TokenKind.Symbol,
        Word = -1,
        Start = start,
        Length = length,
        Contribution = valence,
        Hash = ReviewWord.Hash(text.Slice(start, length)),
    };

    /// <summary>
    /// Keeps emoticons apart from plain text such as "http://" and "(see below):". Behind a letter or digit one needs a colon, semicolon,
    /// equals sign or angle bracket in front and space behind.
    /// </summary>
    private static bool MayStand(ReadOnlySpan<char> text, int at, int length)
    {
        if (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
            return true;
        return text[at] is ':' or ';' or '=' or '<' && (at + length == text.Length || char.IsWhiteSpace(text[at + length]));
    }

    /// <summary>Letters and digits, with apostrophes between letters ("isn't") and points between digits ("4.5").</summary>
    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsLetterOrDigit(c))
                continue;
            var inside = at + 1 < text.Length
                && (ReviewWord.IsApostrophe(c)
                    ? char.IsLetter(text[at + 1])
                    : c == '.' && char.IsDigit(text[at - 1]) && char.IsDigit(text[at + 1]));
            if (!inside)
                break;
        }

        return at;
    }

    /// <summary>The role of the character before <paramref name="at"/>, which moves past the rest of an ellipsis or dash.</summary>
    private static TokenKind? Punctuation(ReadOnlySpan<char> text, ref int at)
    {
        var c = text[at - 1];
        switch (c)
        {
            case '!':
                return TokenKind.Exclamation;
            case '?':
                return TokenKind.Question;
            case ',' or ';' or ':' or '(' or ')' or '[' or ']' or '\n':
                return TokenKind.ClauseEnd;
            case '.' or '-':
                var first = at - 1;
                while (at < text.Length && text[at] == c)
                    at++;
                if (c == '.')
                    return at - first > 1 ? TokenKind.ClauseEnd : TokenKind.SentenceEnd;
                var joins = at - first == 1 && at < text.Length && !char.IsWhiteSpace(text[at]);
                return joins ? null : TokenKind.ClauseEnd;
            default:
                return null;
        }
    }

    /// <summary>The punctuation of typographers and of other scripts that stands for one of the marks above.</summary>
    private static TokenKind? Foreign(char c) => c switch
    {
        '…' or '–' or '—' or '\u0085' or '，' or '、' => TokenKind.ClauseEnd,
        '。' or '\u2028' or '\u2029' => TokenKind.SentenceEnd,
        '！' or '¡' => TokenKind.Exclamation,
        '？' => TokenKind.Question,
        _ => null,
    };
}
