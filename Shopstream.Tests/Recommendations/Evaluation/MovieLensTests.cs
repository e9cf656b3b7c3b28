using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Evaluation;

/// <summary>
/// Figures on the <c>ua</c> split, all ratings as implicit feedback, that short scripts of dense matrices gave independently. Those
/// scripts' item-kNN of "k = 100" takes the 101st likeness as the threshold and keeps every neighbour that reaches it, ties included:
/// that is k = 101 with ties here (.2509 in single precision; .2510 in the double precision of the scripts). Exactly 100 neighbours,
/// ties to the lower item number, give .2499; both are held here.
/// </summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class MovieLensTests
{
    // Ties at the end of the lists may fall otherwise, and so may likenesses that only rounding tells apart: up to two in the fourth decimal.
    private const double Ties = 0.00025;

    [TestCase("popular", 0.1215, 0.1331, 0.1791, 0.1654)]
    [TestCase("item-knn:similarity=cosine:shrinkage=0:k=101:ties=true", 0.2200, 0.2510, 0.3354, 0.3148)]
    [TestCase("ease:lambda=500", 0.2691, 0.3163, 0.3935, 0.3852)]
    public void Measure_UaSplit_GivesTheFiguresOfTheScripts(string algorithm, double precision, double ndcg, double recallAt20, double ndcgAt20, CancellationToken cancel)
    {
        var measures = Measure(algorithm, cancel);
        measures[(RankingMetric.Precision, 10)].ShouldBe(precision, Ties);
        measures[(RankingMetric.Recall, 10)].ShouldBe(precision, Ties);
        measures[(RankingMetric.Ndcg, 10)].ShouldBe(ndcg, Ties);
        measures[(RankingMetric.Recall, 20)].ShouldBe(recallAt20, Ties);
        measures[(RankingMetric.Ndcg, 20)].ShouldBe(ndcgAt20, Ties);
    }

    [Test]
    public void Measure_ExactlyAHundredNeighbours_IsAsBefore(CancellationToken cancel) =>
        Measure("item-knn:similarity=cosine:shrinkage=0:k=100", cancel)[(RankingMetric.Ndcg, 10)].ShouldBe(0.2499, Ties);

    [Test]
    public void Measure_HybridThatLearnsItsWeights_IsAboveItsBestPart(CancellationToken cancel)
    {
        var hybrid = Measure("hybrid", cancel)[(RankingMetric.Ndcg, 10)];
        foreach (var part in (string[])["ease", "als", "user-knn", "item-knn", "bpr"]) hybrid.ShouldBeGreaterThan(Measure(part, cancel)[(RankingMetric.Ndcg, 10)], part);
    }

    [TestCase("item-knn", 0.251)]
    [TestCase("user-knn", 0.27)]
    [TestCase("als", 0.28)]
    [TestCase("ease", 0.316)]
    [TestCase("hybrid", 0.317)]
    public void Measure_UaSplitOnDefaults_ReachesWhatIsAskedFor(string algorithm, double ndcg, CancellationToken cancel) =>
        Measure(algorithm, cancel)[(RankingMetric.Ndcg, 10)].ShouldBeGreaterThanOrEqualTo(ndcg);

    private static Dictionary<(RankingMetric Metric, int At), double> Measure(string algorithm, CancellationToken cancel)
    {
        var (users, items) = (new IdMap(), new IdMap());
        var (train, test) = (new InteractionLog(users, items), new InteractionLog(users, items));
        InteractionFile.ReadInto(train, Repository.RealData("movielens-100k", "ua.base.gz"), cancel).Accepted.ShouldBe(90_570);
        InteractionFile.ReadInto(test, Repository.RealData("movielens-100k", "ua.test.gz"), cancel).Accepted.ShouldBe(9_430);
        var matrix = train.ToMatrix();
        var evaluation = new RecommenderEvaluation(matrix, test.ToMatrix(), new() { Samples = 100 });
        evaluation.Users.ShouldBe(943);
        return evaluation.Measure(RecommenderCatalogue.Train(AlgorithmChoice.Parse(algorithm), matrix, 2, cancel), cancel).ToDictionary(m => (m.Metric, m.At), m => m.Value);
    }
}
