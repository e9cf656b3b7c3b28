using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Tests.Ml.Sentiment.Lexical;

public sealed class LexiconSentimentTests
{
    private static double Score(string text) => LexiconSentiment.Default.Score(text).Score;

    private static SentimentLabel Label(string text) => LexiconSentiment.Default.Score(text).Label;

    [TestCase("An excellent sofa, very comfortable.", SentimentLabel.Positive)]
    [TestCase("I love this chair", SentimentLabel.Positive)]
    [TestCase("A terrible desk. It broke after a week.", SentimentLabel.Negative)]
    [TestCase("The worst service I have ever had", SentimentLabel.Negative)]
    [TestCase("The table has four legs and stands in the kitchen.", SentimentLabel.Neutral)]
    public void Score_PlainOpinion_IsLabelled(string text, SentimentLabel expected) => Label(text).ShouldBe(expected);

    [TestCase("The food is good", "The food is not good")]
    [TestCase("It works", "It doesn't work")]
    [TestCase("It works", "It doesnt work")]
    [TestCase("It works", "It doesn’t work")]
    [TestCase("I was impressed", "I was never impressed")]
    [TestCase("A comfortable bed", "A bed without comfortable slats")]
    [TestCase("The film has charm", "The film lacks charm")]
    [TestCase("The staff was helpful", "The staff was hardly helpful")]
    [TestCase("They were friendly", "No friendly person there")]
    [TestCase("She manages to entertain", "She fails to entertain")]
    public void Score_NegatedPraise_TurnsNegative(string praise, string denied)
    {
        Score(praise).ShouldBeGreaterThan(0);
        Score(denied).ShouldBeLessThan(0);
    }

    [TestCase("It was a disappointment", "It was no disappointment")]
    [TestCase("There are problems with it", "There are no problems with it")]
    [TestCase("The ending is predictable", "The ending is never predictable")]
    public void Score_NegatedBlame_TurnsPositive(string blame, string denied)
    {
        Score(blame).ShouldBeLessThan(0);
        Score(denied).ShouldBeGreaterThan(0);
    }

    [Test]
    public void Score_NegatedPraise_IsMilderThanBlame() => Score("It is not great").ShouldBeGreaterThan(Score("It is terrible"));

    [Test]
    public void Score_TwoNegators_Cancel() => Score("The film is not without charm").ShouldBeGreaterThan(0);

    [TestCase("I did not ask, good food came")]
    [TestCase("I did not ask. Good food")]
    [TestCase("I did not ask because good food came")]
    [TestCase("I did not ask but good food came")]
    [TestCase("They do not take cards and one has to bring cash for the good food")]
    public void Score_OpinionBeyondTheScope_IsNotNegated(string text)
    {
        List<DecidingWord> words = [];
        LexiconSentiment.Default.Score(text, words);
        words.Single(word => word.Word.Equals("good", StringComparison.OrdinalIgnoreCase)).Contribution.ShouldBeGreaterThan(0);
    }

    [Test]
    public void Score_NegatedList_NegatesEveryItem()
    {
        List<DecidingWord> words = [];
        LexiconSentiment.Default.Score("The room was not clean or comfortable", words);
        words.Select(word => word.Word).ShouldBe(["clean", "comfortable"]);
        words.ShouldAllBe(word => word.Contribution < 0);
    }

    [Test]
    public void Score_NegationWithoutOpinion_IsFaintlyNegative() => Score("They never refilled our water").ShouldBeInRange(-0.3, -0.01);

    [TestCase("very")]
    [TestCase("extremely")]
    [TestCase("really")]
    [TestCase("so")]
    public void Score_Intensifier_Strengthens(string degree)
    {
        Score($"The bed is {degree} good").ShouldBeGreaterThan(Score("The bed is good"));
        Score($"The bed is {degree} bad").ShouldBeLessThan(Score("The bed is bad"));
    }

    [TestCase("slightly")]
    [TestCase("kind of")]
    [TestCase("a bit")]
    [TestCase("somewhat")]
    public void Score_Dampener_Weakens(string degree)
    {
        Score($"The bed is {degree} good").ShouldBeInRange(0.01, Score("The bed is good") - 0.01);
        Score($"The bed is {degree} bad").ShouldBeInRange(Score("The bed is bad") + 0.01, -0.01);
    }

    [Test]
    public void Score_IntensifierInAnotherClause_DoesNotReach() =>
        Score("I slept very, good bed").ShouldBe(Score("I slept there, good bed"), 1e-6);

    [Test]
    public void Score_TooBeforePlainWord_IsAComplaint()
    {
        Score("The table is too small").ShouldBeLessThan(0);
        Score("The table is not too small").ShouldBeGreaterThan(Score("The table is too small"));
        Score("I bought the table too").ShouldBe(0);
    }

    [TestCase("The food was good, but the service was bad")]
    [TestCase("The food was good; however, the service was bad")]
    [TestCase("Although the food was good, the service was bad")]
    [TestCase("The food was good although the service was bad")]
    public void Score_Contrast_LetsTheMainClauseWin(string text)
    {
        var plain = Score("The food was good and the service was bad");
        Score(text).ShouldBeLessThan(plain - 0.05);
    }

    [Test]
    public void Score_HoweverInTheNextSentence_WeighsDownTheOneBefore() =>
        Score("The food was good. However, the service was slow.").ShouldBeLessThan(Score("The food was good. The service was slow."));

    [TestCase("The chair arrived 😍", 1)]
    [TestCase("The chair arrived 👍🏽", 1)]
    [TestCase("The chair arrived ❤️", 1)]
    [TestCase("The chair arrived :-)", 1)]
    [TestCase("The chair arrived:D", 1)]
    [TestCase("The chair <3", 1)]
    [TestCase("The chair 😡", -1)]
    [TestCase("The chair 👎🏿", -1)]
    [TestCase("The chair :(", -1)]
    [TestCase("The chair :'(", -1)]
    [TestCase("The chair 🪑 at http://shop.example/chair", 0)]
    [TestCase("The chair at 10:30 (8)", 0)]
    [TestCase("The chair (see below): four legs", 0)]
    public void Score_Symbol_Counts(string text, int sign)
    {
        List<DecidingWord> words = [];
        var withSymbol = LexiconSentiment.Default.Score(text, words).Score;
        Math.Sign(withSymbol - Score(text.Contains("arrived", StringComparison.Ordinal) ? "The chair arrived" : "The chair")).ShouldBe(sign);
    }

    [Test]
    public void Score_Capitals_Emphasise()
    {
        Score("This is a GREAT bed").ShouldBeGreaterThan(Score("This is a great bed"));
        Score("This is a TERRIBLE bed").ShouldBeLessThan(Score("This is a terrible bed"));
        Score("THIS IS A GREAT BED").ShouldBe(Score("this is a great bed"));
    }

    [Test]
    public void Score_ExclamationMarks_EmphasiseUpToThree()
    {
        var calm = Score("It is good.");
        var one = Score("It is good!");
        var three = Score("It is good!!!");
        one.ShouldBeGreaterThan(calm);
        three.ShouldBeGreaterThan(one);
        Score("It is good!!!!!!!!").ShouldBe(three);
        Score("It is bad!").ShouldBeLessThan(Score("It is bad."));
        Score("It is a bed!").ShouldBe(0);
    }

    [TestCase("sooooo good", "so good")]
    [TestCase("I loooove it", "I love it")]
    public void Score_StretchedWord_Emphasises(string stretched, string plain) => Score(stretched).ShouldBeGreaterThan(Score(plain));

    [TestCase("What a waste of money", -1)]
    [TestCase("Don't waste your time", -1)]
    [TestCase("Stay away from this shop", -1)]
    [TestCase("It is not worth the trip", -1)]
    [TestCase("We will not be back", -1)]
    [TestCase("1 star", -1)]
    [TestCase("I was let down", -1)]
    [TestCase("Top notch", 1)]
    [TestCase("Top-notch", 1)]
    [TestCase("A must have", 1)]
    [TestCase("You can't go wrong", 1)]
    [TestCase("It never disappoints", 1)]
    [TestCase("I could not be happier", 1)]
    [TestCase("10/10", 1)]
    [TestCase("It arrived in no time as well", 0)]
    public void Score_Expression_CountsAsAWhole(string text, int sign)
    {
        if (sign == 0)
            Score(text).ShouldBeInRange(-0.4, 0.4);
        else
            (Score(text) * sign).ShouldBeGreaterThan(0.3);
    }

    [Test]
    public void Score_ExpressionAcrossClauses_IsNone()
    {
        Score("It is at the top, notch included").ShouldBe(0);
        Score("It is at the top notch").ShouldBeGreaterThan(0);
    }

    [TestCase("They should have sent two")]
    [TestCase("It would have been in the box")]
    [TestCase("I wish it had wheels")]
    [TestCase("Who designed this?")]
    public void Score_WishOrQuestion_IsLightlyNegative(string text) => Score(text).ShouldBeInRange(-0.4, -0.05);

    [Test]
    public void Score_PraiseInAQuestion_CountsLess() => Score("Is it comfortable?").ShouldBeInRange(0, Score("It is comfortable.") - 0.25);

    [Test]
    public void Score_SupposedPraise_CountsLess() =>
        Score("If you want good food go there").ShouldBeInRange(0.01, Score("You get good food there") - 0.05);

    [Test]
    public void Score_NeighboursThatDisagree_FollowTheBlame()
    {
        Score("A great disappointment").ShouldBeLessThan(0);
        Score("Poor quality").ShouldBeLessThan(0);
        Score("It breaks easily").ShouldBeLessThan(Score("It breaks"));
        Score("Insanely good").ShouldBeGreaterThan(0);
    }
}
