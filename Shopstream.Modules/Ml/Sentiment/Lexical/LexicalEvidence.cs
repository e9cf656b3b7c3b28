namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What the weighed words of a text say together: the dense inputs of <see cref="SentimentModel"/>.</summary>
internal struct LexicalEvidence
{
    /// <summary>How many inputs <see cref="CopyTo"/> writes.</summary>
    public const int Inputs = 10;

    /// <summary>Sum of all contributions.</summary>
    public double Sum;

    /// <summary>What praise adds to it, at least 0.</summary>
    public float Praise;

    /// <summary>What blame adds to it, at most 0.</summary>
    public float Blame;

    /// <summary>What opinions under negation add.</summary>
    public float Denied;

    /// <summary>What opinions with an intensifier or dampener add.</summary>
    public float Graded;

    /// <summary>What stands behind the last contrast adds; 0 without one.</summary>
    public float AfterContrast;

    /// <summary>What emoji and emoticons add.</summary>
    public float Symbols;

    /// <summary>What the last sentence adds.</summary>
    public float Closing;

    /// <summary>Question marks.</summary>
    public int Questions;

    /// <summary>Names of the inputs, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["sum", "score", "praise", "blame", "denied", "graded", "contrast", "symbols", "closing", "question"];

    /// <summary>Adds up the tokens of a text.</summary>
    /// <param name="tokens">Weighed tokens.</param>
    /// <param name="lastContrast">The token that opened the last contrast, -1 where there is none.</param>
    /// <param name="lastSentence">First token of the last sentence.</param>
    public static LexicalEvidence Of(ReadOnlySpan<Token> tokens, int lastContrast, int lastSentence)
    {
        var evidence = default(LexicalEvidence);
        for (var at = 0; at < tokens.Length; at++)
        {
            ref readonly var token = ref tokens[at];
            if (token.Kind == TokenKind.Question)
                evidence.Questions++;
            var value = token.Contribution;
            if (value == 0)
                continue;
            evidence.Sum += value;
            if (value > 0)
                evidence.Praise += value;
            else
                evidence.Blame += value;
            if (token.Denied)
                evidence.Denied += value;
            if (token.Graded)
                evidence.Graded += value;
            if (lastContrast >= 0 && at >= lastContrast)
                evidence.AfterContrast += value;
            if (token.Kind == TokenKind.Symbol)
                evidence.Symbols += value;
            if (at >= lastSentence)
                evidence.Closing += value;
        }

        return evidence;
    }

    /// <summary>Writes the inputs, each within about [-1, 1] but the first, which is the log-odds of the lexicon's score.</summary>
    public readonly void CopyTo(Span<float> inputs)
    {
        inputs[0] = (float)(2 * Sum / LexiconSentiment.Saturation);
        inputs[1] = Squeezed((float)Sum);
        inputs[2] = Squeezed(Praise);
        inputs[3] = Squeezed(Blame);
        inputs[4] = Squeezed(Denied);
        inputs[5] = Squeezed(Graded);
        inputs[6] = Squeezed(AfterContrast);
        inputs[7] = Squeezed(Symbols);
        inputs[8] = Squeezed(Closing);
        inputs[9] = Questions > 0 ? 1 : 0;
    }

    /// <summary>The sum of a text is mostly below 10; a quotient of this form keeps its sign and costs little.</summary>
    private static float Squeezed(float sum) => sum / (2 + Math.Abs(sum));
}
