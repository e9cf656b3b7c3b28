using System.Globalization;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// Reads the lexicon's lists. A line starts with its meaning: a valence (<c>+2.4</c>), optionally with the valence under negation
/// (<c>+2.4~-3.0</c>), or a role from <see cref="WordRole"/> (<c>negator</c>, <c>degree=1.3</c>). In a list of words the items follow,
/// each with the inflected forms to add after <c>/</c> (see <see cref="WordForms"/>) and its own valence under negation after <c>~</c>.
/// In a list of phrases one expression follows, where <c>|</c> separates alternatives, <c>+</c> joins the words of one, <c>_</c> is none.
/// </summary>
internal sealed class LexiconSource
{
    /// <summary>What is left of praise when it is denied: "not great" is a milder complaint than "bad".</summary>
    private const float DeniedPraise = -0.75f;

    /// <summary>What is left of blame when it is denied: "not terrible" is hardly praise.</summary>
    private const float DeniedBlame = -0.35f;

    private readonly Dictionary<string, LexiconEntry> _stated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LexiconEntry> _inflected = new(StringComparer.Ordinal);

    /// <summary>Every word and expression (joined by spaces) with what it means; a stated form goes before an inflected one.</summary>
    public Dictionary<string, LexiconEntry> Entries()
    {
        var all = new Dictionary<string, LexiconEntry>(_inflected, StringComparer.Ordinal);
        foreach (var (words, entry) in _stated)
            all[words] = entry;
        return all;
    }

    /// <summary>Adds a list of single words; a hyphenated one becomes an expression, since texts are split at hyphens.</summary>
    /// <exception cref="FormatException">A line or word cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A word is stated twice.</exception>
    public LexiconSource AddWords(string list)
    {
        foreach (var line in Lines(list))
        {
            var items = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var meaning = Meaning(items[0]);
            foreach (var item in items.AsSpan(1))
                AddWord(item, meaning);
        }

        return this;
    }

    /// <summary>Adds a list of expressions, one a line.</summary>
    /// <inheritdoc cref="AddWords" path="/exception"/>
    public LexiconSource AddPhrases(string list)
    {
        foreach (var line in Lines(list))
        {
            var meaningEnd = line.IndexOf(' ', StringComparison.Ordinal);
            var meaning = Meaning(line[..meaningEnd]);
            var words = line[meaningEnd..].Replace('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var phrase in Expand(words))
                State(phrase, meaning, inPlaceOfEqual: true);
        }

        return this;
    }

    /// <summary>The lines of a list as its first item and the rest.</summary>
    public static IEnumerable<string> Lines(string list) =>
        list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void AddWord(string item, LexiconEntry meaning)
    {
        var parts = item.Split('~');
        var formed = parts[0].Split('/');
        if (parts.Length == 2)
            meaning = meaning with { Negated = Number(parts[1], item) };
        var word = formed[0].Replace('-', ' ');
        State(word, meaning, inPlaceOfEqual: false);
        foreach (var kind in formed.AsSpan(1))
        {
            foreach (var form in WordForms.Of(word, kind))
                _inflected.TryAdd(form, meaning);
        }
    }

    private void State(string words, LexiconEntry meaning, bool inPlaceOfEqual)
    {
        if (_stated.TryGetValue(words, out var known) && !(inPlaceOfEqual && known == meaning))
            throw new InvalidOperationException($"The lexicon states '{words}' twice: first {known}, then {meaning}.");
        _stated[words] = meaning;
    }

    private static List<string> Expand(string[] words)
    {
        List<string> phrases = [""];
        foreach (var word in words)
        {
            List<string> longer = [];
            foreach (var phrase in phrases)
            {
                foreach (var choice in word.Split('|'))
                    longer.Add(string.Equals(choice, "_", StringComparison.Ordinal)
                        ? phrase
                        : $"{phrase} {choice.Replace('+', ' ')}".TrimStart());
            }

            phrases = longer;
        }

        return phrases;
    }

    private static LexiconEntry Meaning(string head)
    {
        if (char.IsAsciiLetter(head[0]))
        {
            var parts = head.Split('=');
            var role = Enum.Parse<WordRole>(parts[0], ignoreCase: true);
            return new LexiconEntry(role, parts.Length == 2 ? Number(parts[1], head) : 0, 0);
        }

        var valences = head.Split('~');
        var valence = Number(valences[0], head);
        if (valence == 0)
            return new LexiconEntry(WordRole.Plain, 0, 0);
        var denied = valence * (valence > 0 ? DeniedPraise : DeniedBlame);
        return new LexiconEntry(WordRole.Opinion, valence, valences.Length == 2 ? Number(valences[1], head) : denied);
    }

    private static float Number(string digits, string item) =>
        float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= 4
            ? value
            : throw new FormatException($"The lexicon holds '{item}', where '{digits}' is not a number in [-4, 4].");
}
