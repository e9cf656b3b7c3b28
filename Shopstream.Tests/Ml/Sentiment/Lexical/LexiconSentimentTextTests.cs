using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Shopstream.Tests.Ml.Sentiment.Lexical;

public sealed class LexiconSentimentTextTests
{
    private static readonly string[] s_pieces =
    [
        "good", "BAD", "not", "n't", "don't", "very", "too", "but", "although", "However", "if", "waste", "of", "money", "can't", "be", "better",
        "sooooo", "!", "?", "...", ".", ",", "-", "--", ":)", ":(", "</3", "😍", "\uD83D", "\uDE0D", "\u0000", "’", "'", "İ", "ß", "é", "\u200D", "\uFE0F",
        "10/10", "4.5", "\n", "\t", " ", "\u0085", "𝒢𝓇𝑒𝒶𝓉", "好", "(", ")", "xD", "T_T", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    [TestCase("")]
    [TestCase(" \t\r\n")]
    [TestCase("'''")]
    [TestCase("\uD83D")]
    [TestCase("\uDE0D\uD83D")]
    [TestCase("\u0000\u0000")]
    [TestCase("Ünïcödé 漢字 العربية 𐍈")]
    [TestCase("!!!???...")]
    public void Score_TextWithoutKnownWords_IsZeroAndNeutral(string text)
    {
        List<DecidingWord> words = [];
        LexiconSentiment.Default.Score(text, words).ShouldBe(new SentimentScore(SentimentLabel.Neutral, 0));
        words.ShouldBeEmpty();
    }

    [TestCase("good ")]
    [TestCase("but ")]
    [TestCase("not ")]
    [TestCase("However. ")]
    [TestCase("although ")]
    [TestCase("waste of ")]
    [TestCase("a")]
    [TestCase("'")]
    [TestCase("bad! ")]
    [CancelAfter(20_000)]
    public void Score_VeryLongText_TakesLinearTime(string piece)
    {
        // A quadratic rule would need minutes here, so that the time limit of the test is far from any honest machine.
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        LexiconSentiment.Default.Score(text).Score.ShouldBeInRange(-1, 1);
    }

    [Test]
    public void Score_TextLongerThanTheStackBuffer_ScoresAsBefore()
    {
        var padding = string.Concat(Enumerable.Repeat("the table ", 100));
        LexiconSentiment.Default.Score(padding + "is excellent").ShouldBe(LexiconSentiment.Default.Score("the table is excellent"));
    }

    [Test]
    public void Score_WithWords_NamesThemAsWritten()
    {
        List<DecidingWord> words = [new("kept", 1)];
        var explained = LexiconSentiment.Default.Score("The sofa is GREAT, but a Waste of money 😡", words);
        words.Select(word => word.Word).ShouldBe(["kept", "GREAT", "Waste of money", "😡"]);
        words.Skip(1).Select(word => Math.Sign(word.Contribution)).ShouldBe([1, -1, -1]);
        explained.ShouldBe(LexiconSentiment.Default.Score("The sofa is GREAT, but a Waste of money 😡"));
        explained.Score.ShouldBe(Math.Tanh(words.Skip(1).Sum(word => word.Contribution) / 4), 1e-6);
    }

    [Test]
    public void Score_NullArguments_Throw()
    {
        Should.Throw<ArgumentNullException>(() => LexiconSentiment.Default.Score(null!, []));
        Should.Throw<ArgumentNullException>(() => LexiconSentiment.Default.Score("good", null!));
    }

    [Test]
    public void Score_ShortTexts_AllocatesNothing()
    {
        string[] texts = ["The bed is very good!", "I don't like it, but WOW 😍 what a waste of money :(", "sooooo baaaad", ""];
        foreach (var text in texts)
            LexiconSentiment.Default.Score(text.AsSpan());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            foreach (var text in texts)
                LexiconSentiment.Default.Score(text.AsSpan());
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Test]
    public void Score_ManyThreads_AgreeWithOne()
    {
        string[] texts = ["The bed is very good!", "not worth the money", "Although nice, it broke.", new string('x', 2000) + " awful"];
        var expected = texts.Select(text => LexiconSentiment.Default.Score(text)).ToArray();
        Parallel.For(0, 4000, index => LexiconSentiment.Default.Score(texts[index % 4]).ShouldBe(expected[index % 4]));
    }

    [Property(MaxTest = 500)]
    public Property Score_AnyText_StaysInRangeAndItsLabelFollows() => Prop.ForAll(AnyText(), text =>
    {
        List<DecidingWord> words = [];
        var result = LexiconSentiment.Default.Score(text, words);
        var label = result.Score >= SentimentScore.NeutralBand ? SentimentLabel.Positive
            : result.Score <= -SentimentScore.NeutralBand ? SentimentLabel.Negative
            : SentimentLabel.Neutral;
        return result.Score is >= -1 and <= 1
            && result.Label == label
            && result == LexiconSentiment.Default.Score(text.AsSpan())
            && words.TrueForAll(word => text.Contains(word.Word, StringComparison.Ordinal) && double.IsFinite(word.Contribution));
    });

    [TestCase(" ")]
    [TestCase("")]
    public void Score_AnySequenceOfPieces_StaysInRange(string separator)
    {
        const int seed = 20240611;
        var random = new Random(seed);
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Join(separator, Enumerable.Range(0, random.Next(1, 30)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
            LexiconSentiment.Default.Score(text).Score.ShouldBeInRange(-1, 1, $"seed {seed}, round {round}: {text}");
        }
    }

    private static Arbitrary<string> AnyText() => Gen.OneOf(
        Gen.Choose(0, char.MaxValue).Select(unit => (char)unit).ArrayOf().Select(units => new string(units)),
        Gen.Elements(s_pieces).ArrayOf().Select(pieces => string.Join(' ', pieces)),
        Gen.Elements(s_pieces).ArrayOf().Select(string.Concat)).ToArbitrary();
}
