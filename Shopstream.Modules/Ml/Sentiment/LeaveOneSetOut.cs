using System.Text.RegularExpressions;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Models for testing on a set of labelled texts that must have had no part in them. The linear part learns the other sets. The lexicon was
/// written from general knowledge and then improved on <see cref="BuiltInTraining.Development"/> lines of every set, so for a
/// test on the set as a whole it loses every entry that may have come from there: each that occurs in the development lines of that set and
/// not in those of the others.
/// </summary>
internal static partial class LeaveOneSetOut
{
    /// <summary>A model that has seen nothing of one set, to be tested on all of its lines.</summary>
    /// <param name="sets">All sets.</param>
    /// <param name="tested">Index of the one to test on.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public static SentimentModel Strict(
        IReadOnlyList<IReadOnlyList<LabelledText>> sets, int tested, SentimentTrainingOptions options, CancellationToken cancellationToken)
    {
        var lexicon = new LexiconSentiment(Lexicon.Build(OnlyIn(sets, tested)));
        return Train(sets, tested, SentimentModel.Untrained(lexicon), options, cancellationToken);
    }

    /// <summary>A model with the lexicon as it is, to be tested on <see cref="BuiltInTraining.HeldOut"/> lines of one set.</summary>
    /// <inheritdoc cref="Strict"/>
    public static SentimentModel HeldOut(
        IReadOnlyList<IReadOnlyList<LabelledText>> sets, int tested, SentimentTrainingOptions options, CancellationToken cancellationToken) =>
        Train(sets, tested, SentimentModel.Lexical, options, cancellationToken);

    /// <summary>The entries of the lexicon that occur in the development lines of one set only.</summary>
    public static IReadOnlySet<string> OnlyIn(IReadOnlyList<IReadOnlyList<LabelledText>> sets, int tested)
    {
        var texts = sets.Select(set => string.Concat(BuiltInTraining.Development(set).Select(text => Spelled(text.Text)))).ToArray();
        return Lexicon.Entries().Keys.Where(entry => Holds(texts[tested], entry) && !texts.Where((_, set) => set != tested).Any(text => Holds(text, entry)))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static SentimentModel Train(
        IReadOnlyList<IReadOnlyList<LabelledText>> sets, int tested, SentimentModel prior, SentimentTrainingOptions options, CancellationToken cancellationToken)
    {
        var texts = sets.Where((_, set) => set != tested).SelectMany(set => set).Concat(BuiltInTraining.Plain(options.Seed)).ToList();
        var trainer = new SentimentTrainer(options, prior);
        trainer.Learn(texts, cancellationToken);
        return trainer.ToModel(new SentimentOrigin("test", $"all sets but number {tested}, and plain statements", texts.Count, options.Seed, options.Passes));
    }

    /// <summary>The words of a text, each between blanks, also without possessives; a bar ends the text.</summary>
    private static string Spelled(string text)
    {
        var words = Words().Matches(text.ToLowerInvariant().Replace('’', '\'')).Select(match => match.Value).ToArray();
        return $" {string.Join(' ', words)} | {string.Join(' ', words.Select(word => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word))} |";
    }

    private static bool Holds(string texts, string entry) =>
        texts.Contains($" {entry} ", StringComparison.Ordinal) || texts.Contains($" {entry.Replace("'", "", StringComparison.Ordinal)} ", StringComparison.Ordinal);

    [GeneratedRegex(@"[\p{L}\d]+(?:'\p{L}+)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Words();
}
