using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.Ml.Sentiment;

public sealed class PlainStatementsTests
{
    [Test]
    public void Write_SameSeed_GivesTheSameFilledSentences()
    {
        var texts = PlainStatements.Write(2_000, 42);
        texts.ShouldBe(PlainStatements.Write(2_000, 42));
        texts.ShouldNotBe(PlainStatements.Write(2_000, 43));
        texts.ShouldAllBe(text => text.Praise == 0.5f && !text.Text.Contains('{') && !text.Text.Contains('+') && text.Text.Length > 10);
        texts.Distinct().Count().ShouldBeGreaterThan(1_200);
    }

    [Test]
    public void Score_StatementsOfAnotherSeed_AreMostlyNeutral()
    {
        var evaluation = SentimentEvaluation.Of(SentimentModel.Default, PlainStatements.Write(1_000, 7));
        TestContext.Out.WriteLine($"neutral: {evaluation.LabelAccuracy:F3}");
        evaluation.LabelAccuracy.ShouldBeGreaterThan(0.85);
        double.IsNaN(evaluation.Accuracy).ShouldBeTrue("none of them is praise or blame");
    }
}
