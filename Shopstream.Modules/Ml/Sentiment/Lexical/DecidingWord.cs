namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>A word, expression or symbol of a text that moved its score.</summary>
/// <param name="Word">The words as the text spells them; a <c>?</c> stands for the doubt that a question casts.</param>
/// <param name="Contribution">
/// Valence after negation, emphasis and contrast. The contributions of a text add up to the sum that
/// <see cref="LexiconSentiment"/> squeezes into the score; their sign is the direction in which the word pulled.
/// </param>
public readonly record struct DecidingWord(string Word, double Contribution);
