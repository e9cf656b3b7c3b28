using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Shopstream.Tests.Ml.Sentiment;

/// <summary>The built-in model on cases that a classifier must not get wrong, and what every model guarantees.</summary>
public sealed class SentimentModelTests
{
    private static double Score(string text) => SentimentModel.Default.Score(text).Score;

    [TestCase("An excellent sofa, very comfortable.", SentimentLabel.Positive)]
    [TestCase("I love this chair", SentimentLabel.Positive)]
    [TestCase("A terrible desk. It broke after a week.", SentimentLabel.Negative)]
    [TestCase("The worst service I have ever had", SentimentLabel.Negative)]
    [TestCase("The table has four legs and stands in the kitchen.", SentimentLabel.Neutral)]
    [TestCase("Our meeting was moved to the library.", SentimentLabel.Neutral)]
    [TestCase("The food was good and the service was bad", SentimentLabel.Neutral)]
    [TestCase("", SentimentLabel.Neutral)]
    public void Score_PlainCase_HasItsLabel(string text, SentimentLabel expected) => SentimentModel.Default.Score(text).Label.ShouldBe(expected);

    [TestCase("The food is good", "The food is not good")]
    [TestCase("It works", "It doesn't work")]
    [TestCase("It works", "It doesnt work")]
    [TestCase("I was impressed", "I was never impressed")]
    [TestCase("The staff was helpful", "The staff was hardly helpful")]
    [TestCase("A comfortable bed", "A bed without comfortable slats")]
    [TestCase("I can recommend it", "I cannot recommend it")]
    [TestCase("It is worth it", "It is not worth it")]
    public void Score_Negation_TurnsPraiseIntoBlame(string praise, string denied)
    {
        SentimentModel.Default.Score(praise).Label.ShouldBe(SentimentLabel.Positive);
        SentimentModel.Default.Score(denied).Label.ShouldBe(SentimentLabel.Negative);
    }

    [TestCase("It disappoints", "It never disappoints")]
    [TestCase("There are problems with it", "There are no problems with it")]
    public void Score_Negation_TurnsBlame(string blame, string denied)
    {
        Score(blame).ShouldBeLessThan(0);
        Score(denied).ShouldBeGreaterThan(Score(blame) + 0.5);
    }

    // A single sentence may shift the other way, as "really" is a word with a weight of its own; over many the degree must show.
    [TestCase("very", 1)]
    [TestCase("extremely", 1)]
    [TestCase("really", 1)]
    [TestCase("so", 1)]
    [TestCase("slightly", -1)]
    [TestCase("somewhat", -1)]
    [TestCase("a bit", -1)]
    public void Score_Degree_StrengthensOrWeakens(string degree, int sign)
    {
        string[] praise = ["good", "nice", "comfortable", "helpful", "pretty", "friendly", "useful", "pleasant"];
        string[] blame = ["bad", "slow", "uncomfortable", "ugly", "annoying", "dirty", "disappointing", "poor"];
        (praise.Average(word => LogOdds($"The bed is {degree} {word}") - LogOdds($"The bed is {word}")) * sign).ShouldBeGreaterThan(0.1);
        (blame.Average(word => LogOdds($"The bed is {word}") - LogOdds($"The bed is {degree} {word}")) * sign).ShouldBeGreaterThan(0.1);

        static double LogOdds(string text) => 2 * Math.Atanh(Score(text));
    }

    [TestCase("The food was good, but the service was bad", "The service was bad, but the food was good")]
    [TestCase("Although the food was good, the service was bad", "Although the service was bad, the food was good")]
    [TestCase("The food was good; however, the service was bad", "The service was bad; however, the food was good")]
    public void Score_Contrast_LetsTheMainClauseWin(string blame, string praise)
    {
        Score(blame).ShouldBeLessThan(-SentimentScore.NeutralBand);
        Score(praise).ShouldBeGreaterThan(Score(blame) + 0.5);
    }

    [TestCase("The chair arrived 😍", SentimentLabel.Positive)]
    [TestCase("The chair arrived 👍🏽", SentimentLabel.Positive)]
    [TestCase("The chair arrived :-)", SentimentLabel.Positive)]
    [TestCase("The chair arrived 😡", SentimentLabel.Negative)]
    [TestCase("The chair arrived 👎🏿", SentimentLabel.Negative)]
    [TestCase("The chair arrived :(", SentimentLabel.Negative)]
    [TestCase("The chair arrived", SentimentLabel.Neutral)]
    public void Score_Symbol_Decides(string text, SentimentLabel expected) => SentimentModel.Default.Score(text).Label.ShouldBe(expected);

    [Test]
    public void Score_SimulatedReviews_MostlyHasTheirSentiment()
    {
        const int seed = 9;
        var random = new Xoshiro256(seed, 0);
        var right = new int[3];
        for (var i = 0; i < 3_000; i++)
            right[i % 3] += (int)SentimentModel.Default.Score(ReviewGrammar.Write(i % FurnitureCatalog.Count, (ReviewSentiment)(i % 3), random)).Label == i % 3 ? 1 : 0;
        TestContext.Out.WriteLine($"right of 1,000 each: negative {right[0]}, neutral {right[1]}, positive {right[2]}");
        right[0].ShouldBeGreaterThan(980);
        right[1].ShouldBeGreaterThan(650);
        right[2].ShouldBeGreaterThan(980);
    }

    [TestCase("The bed is very good!")]
    [TestCase("not good 😡, but I like it")]
    [TestCase("")]
    public void Score_WithoutLearnedWeights_IsTheLexicons(string text) =>
        SentimentModel.Lexical.Score(text).Score.ShouldBe(LexiconSentiment.Default.Score(text).Score, 1e-6);

    [Test]
    public void Of_Score_GivesTheLabelOfItsThird()
    {
        SentimentScore.Of(SentimentScore.NeutralBand).Label.ShouldBe(SentimentLabel.Positive);
        SentimentScore.Of(-SentimentScore.NeutralBand).Label.ShouldBe(SentimentLabel.Negative);
        SentimentScore.Of(Math.BitDecrement(SentimentScore.NeutralBand)).Label.ShouldBe(SentimentLabel.Neutral);
        SentimentScore.Of(Math.BitIncrement(-SentimentScore.NeutralBand)).Label.ShouldBe(SentimentLabel.Neutral);
        SentimentScore.Of(0).Label.ShouldBe(SentimentLabel.Neutral);
    }

    [Test]
    public void Score_AnyLengthUpToTheBuffer_AllocatesNothing()
    {
        string[] texts = ["The bed is very good!", "I don't like it, but WOW 😍 what a waste of money :(", "", new string('x', 16_000) + " bad"];
        foreach (var text in texts) SentimentModel.Default.Score(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 200; round++)
        {
            foreach (var text in texts) SentimentModel.Default.Score(text.AsSpan());
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    [Test]
    public void Score_ManyThreads_AgreeWithOne()
    {
        string[] texts = ["The bed is very good!", "not worth the money", "Although nice, it broke.", new string('x', 20_000) + " awful"];
        var expected = texts.Select(text => SentimentModel.Default.Score(text)).ToArray();
        Parallel.For(0, 4_000, index => SentimentModel.Default.Score(texts[index % 4]).ShouldBe(expected[index % 4]));
    }

    [TestCase("good ")]
    [TestCase("not ")]
    [TestCase("a")]
    [TestCase("😀")]
    [CancelAfter(20_000)]
    public void Score_VeryLongText_TakesLinearTime(string piece) =>
        Score(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))).ShouldBeInRange(-1, 1);

    [Property(MaxTest = 300)]
    public Property Score_AnyUtf16_StaysInRangeWithItsLabel() => Prop.ForAll(
        Gen.Choose(0, char.MaxValue).Select(unit => (char)unit).ArrayOf().Select(units => new string(units)).ToArbitrary(),
        text => SentimentModel.Default.Score(text) is var score && score.Score is >= -1 and <= 1 && score == SentimentScore.Of(score.Score));
}
