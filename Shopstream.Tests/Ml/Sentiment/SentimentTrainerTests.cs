using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.Ml.Sentiment;

public sealed class SentimentTrainerTests
{
    private static readonly SentimentOrigin Origin = new("test", "texts of a test", 1, 42, 1);

    [Test]
    public void Learn_WordThatNobodyKnows_GetsAMeaning()
    {
        SentimentModel.Default.Score("It is totally zorpy").Label.ShouldBe(SentimentLabel.Neutral);
        var trainer = new SentimentTrainer(new SentimentTrainingOptions(), SentimentModel.Default);
        trainer.Learn(Pairs(40), CancellationToken.None);
        var model = trainer.ToModel(Origin);
        model.Score("It is totally zorpy").Label.ShouldBe(SentimentLabel.Positive);
        model.Score("It is totally glibby").Label.ShouldBe(SentimentLabel.Negative);
        model.Score("An excellent sofa").Label.ShouldBe(SentimentLabel.Positive, "what it knew is not lost");
        model.Score("A terrible sofa").Label.ShouldBe(SentimentLabel.Negative, "what it knew is not lost");
    }

    [Test]
    public void Learn_EmojiThatNobodyKnows_GetsAMeaning()
    {
        var trainer = new SentimentTrainer(new SentimentTrainingOptions());
        for (var i = 0; i < 200; i++)
        {
            trainer.Learn($"Chair number {i} 🪑", 1);
            trainer.Learn($"Chair number {i} 🪀", 0);
        }

        var model = trainer.ToModel(Origin);
        model.Score("It came 🪑").Score.ShouldBeGreaterThan(model.Score("It came 🪀").Score + 0.5);
    }

    [Test]
    public void Learn_ReviewsAsTheyCome_ImprovesOnThoseToCome()
    {
        const int seed = 17;
        var reviews = Reviews(seed, 3_000);
        var trainer = new SentimentTrainer(new SentimentTrainingOptions(), SentimentModel.Default);
        var (before, online) = (new SentimentEvaluation(), new SentimentEvaluation());
        for (var i = 0; i < reviews.Count; i++)
        {
            // Each review is judged before it is learned.
            var score = trainer.Learn(reviews[i].Text, reviews[i].Praise);
            if (i < 2_000) continue;
            online.Add(reviews[i], score);
            before.Add(reviews[i], SentimentModel.Default.Score(reviews[i].Text));
        }

        TestContext.Out.WriteLine($"seed {seed}: labels {before.LabelAccuracy:F3} → {online.LabelAccuracy:F3}, log loss {before.LogLoss:F3} → {online.LogLoss:F3}");
        online.LabelAccuracy.ShouldBeGreaterThan(before.LabelAccuracy + 0.05);
        online.LogLoss.ShouldBeLessThan(before.LogLoss);
        online.LabelAccuracy.ShouldBeGreaterThan(0.97);
    }

    [Test]
    public void Learn_SameSeed_GivesTheSameModelAndAnotherSeedAnother()
    {
        var (one, same, other) = (Trained(1), Trained(1), Trained(2));
        one.Weights.SequenceEqual(same.Weights).ShouldBeTrue();
        one.EvidenceWeights.SequenceEqual(same.EvidenceWeights).ShouldBeTrue();
        one.Weights.SequenceEqual(other.Weights).ShouldBeFalse();

        static SentimentModel Trained(int seed)
        {
            var trainer = new SentimentTrainer(new SentimentTrainingOptions { Seed = seed });
            trainer.Learn(Reviews(5, 200), CancellationToken.None);
            return trainer.ToModel(Origin);
        }
    }

    [Test]
    public void Learn_NeutralTarget_MovesTowardsZero()
    {
        var trainer = new SentimentTrainer(new SentimentTrainingOptions());
        var before = Math.Abs(trainer.Learn("It is an average table", 0.5f).Score);
        for (var i = 0; i < 50; i++) trainer.Learn("It is an average table", 0.5f);
        Math.Abs(trainer.Learn("It is an average table", 0.5f).Score).ShouldBeLessThan(before / 2);
    }

    [Test]
    public void Pull_Strong_KeepsTheModelItBeganWith()
    {
        Distance(1).ShouldBeLessThan(Distance(0.001) / 2);

        static double Distance(double pull)
        {
            var trainer = new SentimentTrainer(new SentimentTrainingOptions { Pull = pull }, SentimentModel.Default);
            trainer.Learn(Pairs(40), CancellationToken.None);
            var model = trainer.ToModel(Origin);
            return Math.Abs(model.Score("zorpy").Score - SentimentModel.Default.Score("zorpy").Score);
        }
    }

    [Test]
    public void ToModel_Score_IsThatOfTheTrainerUpToRounding()
    {
        var trainer = new SentimentTrainer(new SentimentTrainingOptions());
        trainer.Learn(Reviews(3, 500), CancellationToken.None);
        var model = trainer.ToModel(Origin);
        foreach (var review in Reviews(4, 50))
        {
            var expected = model.Score(review.Text).Score;
            trainer.Learn(review.Text, (float)((expected + 1) / 2)).Score.ShouldBe(expected, 0.06, review.Text);
        }
    }

    [Test]
    public void Learn_Cancelled_Stops() => Should.Throw<OperationCanceledException>(() =>
        new SentimentTrainer(new SentimentTrainingOptions()).Learn(Pairs(1), new CancellationToken(canceled: true)));

    [TestCase(0, 0.05, 0.03, 0.001)]
    [TestCase(5, 0, 0.03, 0.001)]
    [TestCase(5, 0.05, 11, 0.001)]
    [TestCase(5, 0.05, double.NaN, 0.001)]
    [TestCase(5, 0.05, 0.03, -1)]
    public void Options_OutOfRange_AreRefused(int passes, double rate, double evidenceRate, double pull) =>
        Should.Throw<ArgumentException>(() => new SentimentTrainer(new SentimentTrainingOptions
        {
            Passes = passes, LearningRate = rate, EvidenceRate = evidenceRate, Pull = pull,
        })).Message.ShouldContain("expected");

    [TestCase(1, 0)]
    [TestCase(3, 0.5f)]
    [TestCase(5, 1)]
    [TestCase(4, 0.75f)]
    public void OfStars_Rating_IsAShare(double stars, float expected) => LabelledText.OfStars(stars).ShouldBe(expected);

    [TestCase(0.9)]
    [TestCase(6)]
    [TestCase(double.NaN)]
    public void OfStars_OutOfRange_Throws(double stars) => Should.Throw<ArgumentOutOfRangeException>(() => LabelledText.OfStars(stars));

    private static List<LabelledText> Pairs(int count) =>
    [
        .. Enumerable.Range(0, count).SelectMany(i => new LabelledText[]
        {
            new($"Chair {i} is zorpy", 1), new($"Sofa {i} is glibby", 0), new($"The zorpy bed {i}", 1), new($"Such a glibby desk {i}", 0),
        }),
    ];

    private static List<LabelledText> Reviews(int seed, int count)
    {
        var random = new Xoshiro256(seed, 0);
        return [.. Enumerable.Range(0, count).Select(i => new LabelledText(ReviewGrammar.Write(i % FurnitureCatalog.Count, (ReviewSentiment)(i % 3), random), i % 3 / 2f))];
    }
}
