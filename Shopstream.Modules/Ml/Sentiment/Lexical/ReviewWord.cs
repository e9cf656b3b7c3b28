namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Recognises a word however it is written: capitals, typographic apostrophes, stretched letters, possessives.</summary>
internal static class ReviewWord
{
    /// <summary>Whether <paramref name="c"/> is one of the characters that people type for an apostrophe.</summary>
    public static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or '`' or '´';

    /// <summary>A 64-bit FNV-1a hash over UTF-16 units, the same in every process.</summary>
    public static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in word)
            hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }

    /// <summary>Sets number, hash and emphasis of <paramref name="token"/>.</summary>
    /// <param name="word">The word as written.</param>
    /// <param name="lexicon">Numbers the words.</param>
    /// <param name="token">The token to complete.</param>
    /// <param name="mixedCase">Becomes true where the word holds a lower-case letter.</param>
    public static void Recognise(ReadOnlySpan<char> word, Lexicon lexicon, ref Token token, ref bool mixedCase)
    {
        token.Word = -1;
        var capitals = 0;
        var hasLower = false;
        // A stretched word may be longer than any known one, so that it is kept whole up to twice that length.
        Span<char> lower = stackalloc char[Lexicon.LongestWord * 2];
        var kept = Math.Min(word.Length, lower.Length);
        for (var i = 0; i < kept; i++)
        {
            var c = word[i];
            if (char.IsAsciiLetterLower(c))
            {
                hasLower = true;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                capitals++;
                c = (char)(c | 0x20);
            }
            else if (IsApostrophe(c))
            {
                c = '\'';
            }
            else if (c >= 0x80)
            {
                hasLower |= char.IsLower(c);
                capitals += char.IsUpper(c) ? 1 : 0;
                c = char.ToLowerInvariant(c);
            }

            lower[i] = c;
        }

        token.Hash = Hash(lower[..kept]);
        mixedCase |= hasLower;
        token.Shouted = capitals >= 2 && !hasLower;
        token.Adverb = lower[..kept].EndsWith("ly");
        if (word.Length <= lower.Length)
            token.Word = Find(lower[..kept], lexicon, ref token.Stretched);
    }

    private static int Find(Span<char> word, Lexicon lexicon, ref bool stretched)
    {
        var number = lexicon.Find(word);
        if (number >= 0)
            return number;
        if (word.EndsWith("n't"))
            return lexicon.Negation;
        if (word.EndsWith("'s"))
            return lexicon.Find(word[..^2]);
        for (var most = 2; most >= 1; most--)
        {
            var squeezed = Squeeze(word, most);
            if (squeezed == word.Length)
                return -1;
            stretched = true;
            number = lexicon.Find(word[..squeezed]);
            if (number >= 0)
                return number;
            word = word[..squeezed];
        }

        return -1;
    }

    /// <summary>
    /// Shortens in place what repeats: runs of three and more to two letters, and in a second round (<paramref name="most"/> = 1), which
    /// only a stretched word reaches, runs of two to one.
    /// </summary>
    private static int Squeeze(Span<char> word, int most)
    {
        var length = 0;
        var run = 0;
        for (var i = 0; i < word.Length; i++)
        {
            run = length > 0 && word[i] == word[length - 1] ? run + 1 : 1;
            if (run <= most)
                word[length++] = word[i];
        }

        return length;
    }
}
