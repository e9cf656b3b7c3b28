using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Tests.Ml.Sentiment.Lexical;

public sealed class LexiconTests
{
    [Test]
    public void Build_BuiltInLists_HoldNoContradiction() => Lexicon.Build().OpinionCount.ShouldBeGreaterThan(2000);

    [TestCase("disappoint", "v", "disappoints disappointed disappointing")]
    [TestCase("love", "v", "loves loved loving")]
    [TestCase("worry", "v", "worries worried worrying")]
    [TestCase("annoy", "v", "annoys annoyed annoying")]
    [TestCase("crash", "v", "crashes crashed crashing")]
    [TestCase("regret", "vv", "regrets regretted regretting")]
    [TestCase("difficulty", "n", "difficulties")]
    [TestCase("terrible", "l", "terribly")]
    [TestCase("happy", "l", "happily")]
    [TestCase("fantastic", "l", "fantastically")]
    [TestCase("dull", "l", "dully")]
    [TestCase("sole", "l", "solely")]
    [TestCase("cheap", "er", "cheaper cheapest")]
    public void Of_RegularWord_SpellsItsForms(string word, string kind, string forms) =>
        string.Join(' ', WordForms.Of(word, kind)).ShouldBe(forms);

    [Test]
    public void Of_UnknownKind_Throws() => Should.Throw<FormatException>(() => WordForms.Of("good", "x"));

    [Test]
    public void AddWords_LineWithFormsAndDenials_GivesEntries()
    {
        var entries = new LexiconSource().AddWords("+2.0 enjoy/v~-2.5 well-made\n-2 bad").Entries();
        entries["enjoyed"].ShouldBe(new LexiconEntry(WordRole.Opinion, 2.0f, -2.5f));
        entries["well made"].ShouldBe(new LexiconEntry(WordRole.Opinion, 2.0f, -1.5f));
        entries["bad"].Negated.ShouldBe(0.7f, 1e-6f);
    }

    [Test]
    public void AddWords_StatedForm_GoesBeforeTheInflectedOne() =>
        new LexiconSource().AddWords("+2 like/v\n+1 liked").Entries()["liked"].Value.ShouldBe(1);

    [Test]
    public void AddWords_WordStatedTwice_Throws() =>
        Should.Throw<InvalidOperationException>(() => new LexiconSource().AddWords("+2 good\n-2 good")).Message.ShouldContain("'good'");

    [TestCase("+9 good")]
    [TestCase("+x good")]
    [TestCase("+2 good~y")]
    [TestCase("+2 good/q")]
    public void AddWords_UnreadableItem_Throws(string list) => Should.Throw<FormatException>(() => new LexiconSource().AddWords(list));

    [Test]
    public void AddPhrases_Alternatives_AreAllStated() =>
        new LexiconSource().AddPhrases("-3 waste|loss of _|my|all+the time").Entries().Keys.ShouldBe(
            [
                "waste of time", "waste of my time", "waste of all the time",
                "loss of time", "loss of my time", "loss of all the time",
            ],
            ignoreOrder: true);

    [Test]
    public void Match_OverlappingExpressions_TakesTheLongest()
    {
        List<DecidingWord> words = [];
        LexiconSentiment.Default.Score("a waste of my time indeed", words);
        words.ShouldHaveSingleItem().Word.ShouldBe("waste of my time");
    }
}
