namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// Expressions that wish, or mean nothing, although their words may not. One a line, in the format of <see cref="LexiconSource"/>:
/// <c>|</c> separates alternatives, <c>+</c> joins the words of one, <c>_</c> is the empty one; hyphens and spaces are the same.
/// </summary>
internal static class SetPhrases
{
    /// <summary>Wishes and regrets: what could have been was not.</summary>
    public const string Wishes = """
        unreal=-0.8 should|could|might have
        unreal=-0.8 should've|could've|would've
        unreal=-0.8 would have been|liked|preferred
        unreal=-0.8 would be nice|better
        unreal=-0.6 would have
        unreal=-1.0 wish|wished it|i|they|we|there|you|this
        unreal=-1.0 if only
        -0.8 i|we|i'd|had hoped|expected
        -0.8 expected|expecting|hoping for|more|better
        -0.8 was|were|been expecting|hoping
        unreal=-0.8 supposed to
        unreal=-0.8 needs|need to be
        -0.8 could be better
        unreal=-0.8 used to be
        -0.8 would rather
        -0.8 i'd rather
        """;

    /// <summary>Set phrases that look like opinions but are none.</summary>
    public const string Indifferent = """
        0 as well
        0 as well as
        0 well known
        0 like a|an
        0 would|i'd|you'd|we'd|didn't look like
        0 looks|look|looked|feels|feel|felt|seems|seemed|tastes|taste|tasted|sounds|sound|sounded like
        0 smelled|acted|acts|works|work|just|is|was|are|were|stuff|something|things|places like
        0 nothing but|like
        0 without a doubt
        0 cold war
        0 tough as nails
        0 like to|that|those|these
        0 deal|dealt|dealing with
        0 a good deal of
        0 a great deal of
        0 kind|kinds of people|thing|film|movie|food|place
        0 right|left now|away|side|hand|there|here
        0 for free
        0 last|this|next year|week|night|month|day|time
        0 at last|least
        0 oh well
        0 well as
        0 feel free
        0 free of
        0 hard drive|disk|case|cover|rock
        0 cold beer|water|drink|drinks|beers|coffee
        0 ice cold
        0 old fashioned|school|friend
        0 out of the blue
        0 broken in|english
        0 killer app
        0 late night
        0 take care of
        0 customer care|support|service|relations
        0 taking care of
        0 to work
        0 at|from work
        0 how well
        0 let alone
        0 right up|down|_ next|into|through
        """;
}
