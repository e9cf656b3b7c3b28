namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>Makes alike what is written differently: capitals, apostrophes, the invisible parts of emoji.</summary>
internal static class CharacterFolding
{
    /// <summary>Stands for a character that is left out.</summary>
    public const char Dropped = '\0';

    // Letters and digits as they are or in lower case; everything else of ASCII separates words, but the apostrophes.
    private static readonly char[] s_ascii = [.. Enumerable.Range(0, 128).Select(unit => unit switch
    {
        _ when char.IsAsciiLetterOrDigit((char)unit) => char.ToLowerInvariant((char)unit),
        '\'' or '`' => Dropped,
        _ => ' ',
    })];

    /// <summary>The character to use for <paramref name="c"/>: a blank between words, <see cref="Dropped"/> for none.</summary>
    public static char Fold(char c) => c < 128 ? s_ascii[c] : FoldOther(c);

    private static char FoldOther(char c) => c switch
    {
        // Typographic apostrophes, the joiner and the selectors inside emoji.
        '’' or '‘' or '´' or '\u200D' or '\uFE0E' or '\uFE0F' => Dropped,
        _ when char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.IsSymbol(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark => char.ToLowerInvariant(c),
        _ => ' ',
    };
}
