using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>The words, expressions and symbols that hold or steer opinions. Immutable; lookups allocate nothing.</summary>
internal sealed class Lexicon
{
    /// <summary>Longest word that can be found, in UTF-16 units.</summary>
    public const int LongestWord = 24;

    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly FrozenDictionary<string, float>.AlternateLookup<ReadOnlySpan<char>> _emoticons;
    private readonly FrozenDictionary<int, float> _emoji;
    private readonly LexiconEntry[] _entries;
    private readonly bool[] _emoticonStarts = new bool[128];

    private Lexicon(Dictionary<string, LexiconEntry> entries)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        // "Dont" is "don't" wherever it stands, in expressions too.
        var contractions = entries.Keys.SelectMany(words => words.Split(' ')).Where(word => word.EndsWith("n't", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToDictionary(word => word.Replace("'", "", StringComparison.Ordinal), StringComparer.Ordinal);
        List<(int[] Words, LexiconEntry Meaning)> phrases = [];
        foreach (var (words, meaning) in entries)
        {
            var parts = Array.ConvertAll(words.Split(' '), part => contractions.GetValueOrDefault(part, part));
            var numbered = Array.ConvertAll(parts, part =>
                numbers.TryGetValue(part, out var known) ? known : numbers[part] = numbers.Count);
            if (parts.Length > 1)
                phrases.Add((numbered, meaning));
        }

        _entries = new LexiconEntry[numbers.Count];
        foreach (var (word, number) in numbers)
            _entries[number] = entries.GetValueOrDefault(word, word.EndsWith("n't", StringComparison.Ordinal) ? entries["not"] : default);
        Phrases = new PhraseTrie(phrases, _entries.Length);
        foreach (var (bare, contraction) in contractions)
            numbers[bare] = numbers[contraction];
        Negation = numbers["not"];
        OpinionCount = entries.Count(entry => entry.Value.Role == WordRole.Opinion);
        _words = numbers.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var emoticons = Symbols(SymbolList.Emoticons).ToDictionary(symbol => symbol.Text, symbol => symbol.Valence, StringComparer.Ordinal);
        foreach (var emoticon in emoticons.Keys)
            _emoticonStarts[emoticon[0]] = true;
        _emoticons = emoticons.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _emoji = Symbols(SymbolList.Emoji)
            .ToFrozenDictionary(symbol => symbol.Text.EnumerateRunes().First().Value, symbol => symbol.Valence);
    }

    /// <summary>The expressions.</summary>
    public PhraseTrie Phrases { get; }

    /// <summary>Number of the word "not", which stands for every word in "n't".</summary>
    public int Negation { get; }

    /// <summary>How many words and expressions hold an opinion, inflected forms included.</summary>
    public int OpinionCount { get; }

    /// <summary>Reads the lists that this code base carries.</summary>
    public static Lexicon Build() => new(Entries());

    /// <summary>
    /// The same without some entries, which shows what they are worth. "Not" stays in any case, as contractions refer to it.
    /// </summary>
    /// <param name="without">Words and expressions as <see cref="Entries"/> spells them.</param>
    public static Lexicon Build(IReadOnlySet<string> without) =>
        new(Entries().Where(e => e.Key == "not" || !without.Contains(e.Key)).ToDictionary(StringComparer.Ordinal));

    /// <summary>Every word and expression of the lists, lower-case, words joined by spaces, with what it means.</summary>
    public static Dictionary<string, LexiconEntry> Entries() => new LexiconSource()
        .AddWords(ModifierWords.Words)
        .AddWords(GeneralWords.Words)
        .AddWords(ProductWords.Words)
        .AddWords(FilmWords.Words)
        .AddWords(FoodWords.Words)
        .AddWords(ServiceWords.Words)
        .AddWords(FeelingWords.Words)
        .AddPhrases(ModifierWords.Phrases)
        .AddPhrases(PraisePhrases.Phrases)
        .AddPhrases(BlamePhrases.Phrases)
        .AddPhrases(SetPhrases.Wishes)
        .AddPhrases(SetPhrases.Indifferent)
        .Entries();

    /// <summary>The number of a lower-case word, -1 where it is unknown.</summary>
    public int Find(ReadOnlySpan<char> word) => _words.TryGetValue(word, out var number) ? number : -1;

    /// <summary>What a word means; nothing for -1.</summary>
    public LexiconEntry Meaning(int word) => word < 0 ? default : _entries[word];

    /// <summary>The valence of the pictorial character with this code point.</summary>
    public bool TryEmoji(Rune rune, out float valence) => _emoji.TryGetValue(rune.Value, out valence);

    /// <summary>The length of the longest emoticon at the start of <paramref name="text"/>, 0 where there is none.</summary>
    public int MatchEmoticon(ReadOnlySpan<char> text, out float valence)
    {
        valence = 0;
        if (text[0] >= _emoticonStarts.Length || !_emoticonStarts[text[0]])
            return 0;
        for (var length = Math.Min(4, text.Length); length >= 2; length--)
        {
            var ends = length == text.Length || !char.IsLetterOrDigit(text[length]) || !char.IsLetterOrDigit(text[length - 1]);
            if (ends && _emoticons.TryGetValue(text[..length], out valence))
                return length;
        }

        return 0;
    }

    private static IEnumerable<(string Text, float Valence)> Symbols(string list)
    {
        foreach (var line in LexiconSource.Lines(list))
        {
            var items = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var valence = float.Parse(items[0], NumberStyles.Float, CultureInfo.InvariantCulture);
            for (var item = 1; item < items.Length; item++)
                yield return (items[item], valence);
        }
    }
}
