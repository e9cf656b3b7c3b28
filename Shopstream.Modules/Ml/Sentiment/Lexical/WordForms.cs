namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Spells the regular inflected forms of English words, so that the lexicon lists each word once.</summary>
internal static class WordForms
{
    private const string Vowels = "aeiou";

    /// <summary>The forms that <paramref name="kind"/> asks for, without the word itself.</summary>
    /// <param name="word">A lower-case word.</param>
    /// <param name="kind">
    /// <c>n</c> plural; <c>v</c> -s, -ed, -ing; <c>vv</c> the same with the last letter doubled; <c>l</c> -ly; <c>er</c> -er, -est.
    /// </param>
    /// <exception cref="FormatException">The kind is none of these.</exception>
    public static string[] Of(string word, string kind) => kind switch
    {
        "n" => [ThirdPerson(word)],
        "v" => [ThirdPerson(word), Suffixed(word, "ed"), Suffixed(word, "ing")],
        "vv" => [ThirdPerson(word), word + word[^1] + "ed", word + word[^1] + "ing"],
        "l" => [Adverb(word)],
        "er" => [Suffixed(word, "er"), Suffixed(word, "est")],
        _ => throw new FormatException($"The lexicon asks for the forms '{kind}' of '{word}'; known are n, v, vv, l and er."),
    };

    private static string ThirdPerson(string word)
    {
        if (EndsInConsonantAndY(word))
            return word[..^1] + "ies";
        var hisses = word[^1] is 's' or 'x' or 'z'
            || word.EndsWith("ch", StringComparison.Ordinal)
            || word.EndsWith("sh", StringComparison.Ordinal);
        return word + (hisses ? "es" : "s");
    }

    private static string Suffixed(string word, string suffix)
    {
        if (string.Equals(suffix, "ing", StringComparison.Ordinal))
            return (word[^1] == 'e' && word[^2] != 'e' ? word[..^1] : word) + suffix;
        if (word[^1] == 'e')
            return word[..^1] + suffix;
        return EndsInConsonantAndY(word) ? word[..^1] + "i" + suffix : word + suffix;
    }

    private static string Adverb(string word)
    {
        if (word.EndsWith("le", StringComparison.Ordinal) && !Vowels.Contains(word[^3], StringComparison.Ordinal))
            return word[..^1] + "y";
        if (EndsInConsonantAndY(word))
            return word[..^1] + "ily";
        if (word.EndsWith("ic", StringComparison.Ordinal))
            return word + "ally";
        return word + (word.EndsWith("ll", StringComparison.Ordinal) ? "y" : "ly");
    }

    private static bool EndsInConsonantAndY(string word) =>
        word.Length > 2 && word[^1] == 'y' && !Vowels.Contains(word[^2], StringComparison.Ordinal);
}
