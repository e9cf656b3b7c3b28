namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// How the model that comes with the program is trained. It learns every second line of the public sentences, the lines that the lexicon
/// was improved on; the other lines were never used for anything but measuring.
/// </summary>
/// <remarks>Kotzias et al., "From group to individual labels using deep features" (2015): UCI Sentiment Labelled Sentences, CC BY 4.0.</remarks>
public static class BuiltInTraining
{
    /// <summary>How many <see cref="PlainStatements"/> go with labelled sentences, which know no neutral ones.</summary>
    public const int PlainTexts = 2_000;

    /// <summary>Files of the public sentences.</summary>
    public static readonly IReadOnlyList<string> Files = ["amazon_cells_labelled.txt", "imdb_labelled.txt", "yelp_labelled.txt"];

    /// <summary>The lines that the lexicon was improved on: the second, the fourth and so on.</summary>
    public static IReadOnlyList<LabelledText> Development(IReadOnlyList<LabelledText> set) => [.. set.Where((_, index) => index % 2 == 1)];

    /// <summary>The lines that neither the lexicon nor the built-in model has seen: the first, the third and so on.</summary>
    public static IReadOnlyList<LabelledText> HeldOut(IReadOnlyList<LabelledText> set) => [.. set.Where((_, index) => index % 2 == 0)];

    /// <summary>Sentences that judge nothing, to be learned with labelled ones.</summary>
    public static IReadOnlyList<LabelledText> Plain(int seed) => PlainStatements.Write(PlainTexts, seed);

    /// <summary>Trains the built-in model.</summary>
    /// <param name="folder">Where <see cref="Files"/> lie.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public static SentimentModel Train(string folder, SentimentTrainingOptions options, CancellationToken cancellationToken)
    {
        List<LabelledText> texts = [];
        foreach (var file in Files) texts.AddRange(Development(LabelledTextReader.Read(Path.Combine(folder, file))));
        texts.AddRange(Plain(options.Seed));
        var trainer = new SentimentTrainer(options);
        trainer.Learn(texts, cancellationToken);
        return trainer.ToModel(new SentimentOrigin(
            "built-in",
            $"every second line of UCI Sentiment Labelled Sentences (Kotzias et al. 2015, CC BY 4.0) and {PlainTexts} plain statements of this program",
            texts.Count,
            options.Seed,
            options.Passes));
    }
}
