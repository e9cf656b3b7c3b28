namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Words that work on opinions instead of holding one: a role, for degrees with a factor, and the words.</summary>
internal static class ModifierWords
{
    /// <summary>One role and its words a line; any word that ends in "n't" is a negator besides.</summary>
    public const string Words = """
        negator not no never none nor neither nobody nowhere nothing without cannot cant ain't aint non nope
        negator doesnt dont didnt isnt wasnt arent werent couldnt wouldnt wont shouldnt hasnt havent hadnt
        negator hardly barely scarcely rarely seldom
        negator=-1.2 lack lacks lacked lacking
        degree=1.25 very really so such quite most truly highly super pretty much especially particularly
        degree=1.25 thoroughly seriously genuinely greatly real deeply severely
        degree=1.4 extremely incredibly absolutely totally completely utterly unbelievably exceptionally insanely
        degree=1.4 amazingly ridiculously extraordinarily immensely hugely tremendously remarkably entirely fully
        degree=1.4 freaking freakin fucking bloody damn uber mega awfully terribly horribly majorly
        degree=0.6 slightly somewhat fairly mildly partly partially moderately marginally occasionally
        degree=0.6 sometimes sorta kinda almost nearly relatively rather mostly
        excess too
        contrast but however yet except nevertheless nonetheless
        concession although though despite notwithstanding albeit
        unreal if would could should unless might hopefully supposed supposedly
        joint and or
        boundary because since when while which who until why
        """;

    /// <summary>One role and one expression a line.</summary>
    public const string Phrases = """
        degree=0.6 kind|sort of
        degree=0.6 a|little bit
        degree=0.6 a little
        degree=0.6 to some extent
        degree=1.3 a lot
        excess way|far|bit|little|much too
        degree=1.3 so|very much
        degree=1.3 by far
        plain not|isn't|wasn't only|just|merely
        negator=-1.4 fail|fails|failed|failing|unable|struggle|struggles|struggled|refuses|refused to
        negator=-1.2 lack of
        negator=-1.0 no longer
        negator=0.6 fixes|solves|solved|prevents|eliminates|eliminated|reduces|removes a|all|any|the|my|most
        negator=-0.8 only worked|works|lasted once|for
        plain didn't|not|never realize|realise|expect|know|imagine
        degree=1.4 could|can not have+been|be|have+been+any|be+any more
        degree=1.4 couldn't|can't|cannot have+been|be|have+been+any|be+any more
        degree=1.3 never have|_ i|we|_ been|felt|had|seen|tasted|experienced more|such|so
        plain no|without doubt
        plain no doubts
        plain no|little wonder
        plain not|never mind
        plain not to mention
        plain no matter
        plain no one else
        plain why not
        plain so far
        plain the rest
        plain as if
        plain even if
        plain not sure if
        contrast on the other hand
        contrast then again
        contrast other than that
        contrast apart|aside from
        concession even though
        concession in spite of
        concession regardless of
        """;
}
