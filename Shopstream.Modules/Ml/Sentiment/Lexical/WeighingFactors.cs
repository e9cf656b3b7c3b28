namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// How far the rules reach and how much they weigh. Chosen by judgement, not fitted: on labelled sentences the accuracy moves by less
/// than one percentage point when the reach of negation, the weight of contrast or that of suppositions is changed by a third.
/// </summary>
internal static class WeighingFactors
{
    /// <summary>How many words after a negator it still turns an opinion.</summary>
    public const int NegationReach = 6;

    /// <summary>How many words a negation reaches beyond an opinion it has turned: "not clean or friendly".</summary>
    public const int ReachAfterOpinion = 3;

    /// <summary>How many words after a degree it still weighs an opinion: "very, very good", "such a good film".</summary>
    public const int DegreeReach = 2;

    /// <summary>Weight of what was said before "but".</summary>
    public const float BeforeContrast = 0.5f;

    /// <summary>Weight of what follows "but", and of the main clause after a conceding one.</summary>
    public const float AfterContrast = 1.4f;

    /// <summary>Weight of the clause that opens with "although".</summary>
    public const float Yielding = 0.6f;

    /// <summary>Weight of the sentence before one that opens with "however".</summary>
    public const float EarlierSentence = 0.8f;

    /// <summary>Weight of praise that is only supposed: "if you want good food".</summary>
    public const float Supposed = 0.4f;

    /// <summary>What is left of the word that colours its neighbour: "great" in "a great disappointment".</summary>
    public const float Colouring = 0.3f;

    /// <summary>Weight of a word in capitals among words that are not.</summary>
    public const float Shouting = 1.3f;

    /// <summary>Weight of a stretched word.</summary>
    public const float Stretching = 1.2f;

    /// <summary>What each exclamation mark, up to <see cref="MostExclamations"/>, adds to the weight of its sentence.</summary>
    public const float PerExclamation = 0.12f;

    /// <summary>How many exclamation marks count.</summary>
    public const int MostExclamations = 3;

    /// <summary>Weight of praise in a question.</summary>
    public const float PraiseInQuestion = 0.5f;

    /// <summary>Valence of a question.</summary>
    public const float Doubt = -0.4f;

    /// <summary>Valence of a negation that met no opinion.</summary>
    public const float BareNegation = -0.5f;

    /// <summary>Valence of "too" before a word without opinion: "too small".</summary>
    public const float ExcessOfAnything = -1.0f;

    /// <summary>Weight of praise after "too".</summary>
    public const float ExcessOfPraise = 0.4f;
}
