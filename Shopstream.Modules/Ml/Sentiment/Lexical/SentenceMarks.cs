using static Shopstream.Modules.Ml.Sentiment.Lexical.WeighingFactors;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What exclamation and question marks do to the sentence that they close.</summary>
internal static class SentenceMarks
{
    /// <summary>Applies the marks at <paramref name="end"/> to the sentence before them.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="start">The first token of the sentence.</param>
    /// <param name="end">The first mark.</param>
    /// <param name="hasWords">Whether the sentence holds a word, without which a question mark asks nothing.</param>
    /// <returns>The index behind the marks.</returns>
    public static int Apply(Span<Token> tokens, int start, int end, bool hasWords)
    {
        var exclamations = 0;
        var question = -1;
        var next = end;
        for (; next < tokens.Length && tokens[next].Kind is TokenKind.SentenceEnd or TokenKind.Exclamation or TokenKind.Question; next++)
        {
            exclamations += tokens[next].Kind == TokenKind.Exclamation ? 1 : 0;
            question = tokens[next].Kind == TokenKind.Question ? next : question;
        }

        var sentence = tokens[start..end];
        if (exclamations > 0)
            Scale(sentence, 1 + (PerExclamation * Math.Min(exclamations, MostExclamations)));
        if (question >= 0 && hasWords)
        {
            foreach (ref var token in sentence)
                token.Contribution *= token.Contribution > 0 ? PraiseInQuestion : 1;
            tokens[question].Contribution = Doubt;
        }

        return next;
    }

    /// <summary>Multiplies the contributions of some tokens.</summary>
    public static void Scale(Span<Token> tokens, float factor)
    {
        foreach (ref var token in tokens)
            token.Contribution *= factor;
    }
}
