namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What a word or expression does to the sentence around it.</summary>
internal enum WordRole : byte
{
    /// <summary>Nothing of its own; it may be part of an expression.</summary>
    Plain,

    /// <summary>Carries an opinion.</summary>
    Opinion,

    /// <summary>Turns the opinions that follow it.</summary>
    Negator,

    /// <summary>Strengthens (factor above 1) or weakens (below 1) the opinion that follows it.</summary>
    Degree,

    /// <summary>"Too": a degree that is a complaint in front of a word without opinion.</summary>
    Excess,

    /// <summary>"But": what follows counts more than what came before.</summary>
    Contrast,

    /// <summary>"Although": opens a clause that yields to the other one of its sentence.</summary>
    Concession,

    /// <summary>"If", "would": what follows is not said to be so.</summary>
    Unreal,

    /// <summary>Joins the parts of a list, so that a negation reaches across it.</summary>
    Joint,

    /// <summary>Ends the reach of a negation like a comma does.</summary>
    Boundary,
}

/// <summary>One word or expression of the lexicon.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Value">Factor of a degree; valence in [-4, 4] of anything else that holds an opinion of its own, otherwise 0.</param>
/// <param name="Negated">Valence of an opinion under negation.</param>
internal readonly record struct LexiconEntry(WordRole Role, float Value, float Negated);
