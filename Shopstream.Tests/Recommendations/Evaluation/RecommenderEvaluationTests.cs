using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;
using Shopstream.Tests.Recommendations.Algorithms;

namespace Shopstream.Tests.Recommendations.Evaluation;

[TestFixture]
internal sealed class RecommenderEvaluationTests
{
    [Test]
    public void Measure_ListsKnownByHand_GivesTheFiguresByHand()
    {
        // User 0 has item 0 and takes 1 and 3; user 1 has 0 and 1 and takes 4, which nobody has in training; user 2 takes only what they have.
        var train = InteractionMatrix.Build(3, 5, [new(0, 0, 1, null), new(1, 0, 1, null), new(1, 1, 1, null), new(2, 0, 1, null), new(2, 2, 1, null), new(2, 1, 1, null)], RepeatedPairs.One);
        var test = InteractionMatrix.Build(3, 5, [new(0, 1, 1, null), new(0, 3, 1, null), new(1, 4, 1, null), new(2, 0, 1, null)], RepeatedPairs.One);
        var evaluation = new RecommenderEvaluation(train, test, new() { At = [2], Samples = 200 });
        evaluation.Users.ShouldBe(2);
        var measures = evaluation.Measure(PopularRecommender.Train(train), default).ToDictionary(m => m.Metric);

        // User 0 is shown 1, 2; user 1 is shown 2.
        measures[RankingMetric.Precision].Value.ShouldBe(0.25);
        measures[RankingMetric.Recall].Value.ShouldBe(0.25);
        measures[RankingMetric.Ndcg].Value.ShouldBe(1 / (1 + (1 / Math.Log2(3))) / 2, 1e-12);
        measures[RankingMetric.Mrr].Value.ShouldBe(0.5);
        measures[RankingMetric.HitRate].Value.ShouldBe(0.5);
        measures[RankingMetric.Coverage].Value.ShouldBe(2 / 3.0);
        measures[RankingMetric.Coverage].Low.ShouldBeNull();
        measures[RankingMetric.Novelty].Value.ShouldBe((((Math.Log2(1.5) + Math.Log2(3)) / 2) + Math.Log2(3)) / 2, 1e-12);
        measures[RankingMetric.PopularityShare].Value.ShouldBe(0);
        (measures[RankingMetric.HitRate].Low, measures[RankingMetric.HitRate].High).ShouldBe((0, 1));
    }

    [Test]
    public void Measure_EmptyLists_AreNeitherNovelNorPopularAndTheFallbackIsNotTheAlgorithms()
    {
        // User 0 has items and is answered; users 1 and 2 have nothing that the algorithm knows.
        var train = InteractionMatrix.Build(3, 5, [new(0, 0, 1, null), new(0, 1, 1, null), new(1, 2, 1, null), new(2, 2, 1, null)], RepeatedPairs.One);
        var test = InteractionMatrix.Build(3, 5, [new(0, 2, 1, null), new(1, 0, 1, null), new(2, 4, 1, null)], RepeatedPairs.One);
        var evaluation = new RecommenderEvaluation(train, test, new() { At = [2], Samples = 200 });
        var onlyFirst = new OnlyUser(0, 2);
        var alone = evaluation.Measure(onlyFirst, default).ToDictionary(m => m.Metric);
        alone[RankingMetric.UserCoverage].Value.ShouldBe(1 / 3.0);
        alone[RankingMetric.Novelty].Value.ShouldBe(Math.Log2(3 / 2.0), 1e-12);
        alone[RankingMetric.PopularityShare].Value.ShouldBe(1);
        alone[RankingMetric.HitRate].Value.ShouldBe(1 / 3.0);
        alone[RankingMetric.PopularityShare].High.ShouldBe(1);

        var helped = evaluation.Measure(onlyFirst, default, PopularRecommender.Train(train)).ToDictionary(m => m.Metric);
        helped[RankingMetric.UserCoverage].Value.ShouldBe(1 / 3.0);
        helped[RankingMetric.HitRate].Value.ShouldBe(2 / 3.0);
        helped[RankingMetric.Novelty].Value.ShouldBe((Math.Log2(3 / 2.0) + (2 * Math.Log2(3))) / 3, 1e-12);
    }

    [Test]
    public void NdcgDifference_OfTwo_IsThatOfTheirMeansWithAnIntervalOfItsOwn()
    {
        var (train, test) = (RecommenderTests.RandomMatrix(1), RecommenderTests.RandomMatrix(2));
        var evaluation = new RecommenderEvaluation(train, test, new() { At = [10] });
        IRecommender popular = PopularRecommender.Train(train), ease = RecommenderCatalogue.Train(AlgorithmChoice.Parse("ease:lambda=5"), train, 1, default);
        double Ndcg(IRecommender recommender) => evaluation.Measure(recommender, default).Single(m => m.Metric == RankingMetric.Ndcg).Value;
        var difference = evaluation.NdcgDifference(popular, ease, 10, default);
        difference.Value.ShouldBe(Ndcg(popular) - Ndcg(ease), 1e-12);
        difference.Low!.Value.ShouldBeLessThan(difference.Value);
        difference.High!.Value.ShouldBeGreaterThan(difference.Value);
        var same = evaluation.NdcgDifference(ease, ease, 10, default);
        (same.Low, same.Value, same.High).ShouldBe((0, 0, 0));
    }

    [Test]
    public void Measure_AnyNumberOfThreads_GivesTheSame()
    {
        var (train, test) = (RecommenderTests.RandomMatrix(1), RecommenderTests.RandomMatrix(2));
        var popular = PopularRecommender.Train(train);
        new RecommenderEvaluation(train, test, new() { Threads = 2 }).Measure(popular, default).ShouldBe(new RecommenderEvaluation(train, test, new() { Threads = 1 }).Measure(popular, default));
    }

    [Test]
    public void Divide_Temporal_TestsTheNewest()
    {
        var (train, test) = InteractionSplit.Parse("temporal:0.3").Divide(Log(), 1);
        train.Count.ShouldBe(7);
        test.Interactions.ToArray().Select(i => i.Time).ShouldBe([7, 8, 9], ignoreOrder: true);
    }

    [Test]
    public void Divide_Last_TestsTheNewestOfEachUserWithTwo()
    {
        var log = Log();
        log.Add("alone", "x", 1, 99);
        var (train, test) = InteractionSplit.Parse("last").Divide(log, 1);
        test.Interactions.ToArray().Select(i => (log.Users[i.User], i.Time)).ShouldBe([("u0", 9), ("u1", 7), ("u2", 8)], ignoreOrder: true);
        train.Count.ShouldBe(8);
    }

    [Test]
    public void Divide_Random_IsSeededAndKeepsTheShare()
    {
        var log = new InteractionLog(new(), new());
        for (var n = 0; n < 10_000; n++) log.Add($"u{n % 50}", $"i{n}");
        var split = InteractionSplit.Parse("random:0.2");
        var test = split.Divide(log, 4).Test.Interactions.ToArray();
        test.Length.ShouldBeInRange(1_840, 2_160);
        split.Divide(log, 4).Test.Interactions.ToArray().ShouldBe(test);
        split.Divide(log, 5).Test.Interactions.ToArray().ShouldNotBe(test);
        Should.Throw<FormatException>(() => InteractionSplit.Parse("last").Divide(log, 1)).Message.ShouldContain("without a time");
    }

    [TestCase("temporal")]
    [TestCase("temporal:1")]
    [TestCase("random:-0.1")]
    [TestCase("last:0.2")]
    [TestCase("first")]
    public void Parse_UnusableSplit_Throws(string text) => Should.Throw<FormatException>(() => InteractionSplit.Parse(text));

    private sealed class OnlyUser(int user, int item) : IRecommender
    {
        public string Name => "only";

        public int Items => 5;

        public int Recommend(in UserRow row, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
        {
            if (row.User != user) return 0;
            top[0] = new(item, 1);
            return 1;
        }
    }

    // Ten interactions of three users at shuffled times 0 to 9.
    private static InteractionLog Log()
    {
        var log = new InteractionLog(new(), new());
        foreach (var time in (int[])[9, 2, 5, 0, 7, 4, 8, 1, 6, 3]) log.Add($"u{time % 3}", $"i{time}", 1, time);
        return log;
    }
}
