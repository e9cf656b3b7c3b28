using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Sessions;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Sessions;

[TestFixture]
internal sealed class SessionRecommenderTests
{
    private static readonly SessionLog Sessions = new(6, [[0, 1, 2], [0, 1, 3], [0, 1, 1], [4, 2], [1, 2, 4]]);

    [Test]
    public void Popular_AnyPrefix_RanksByClicks() => Ranked(new PopularItems(Sessions), [5])[..2].ShouldBe([1, 0]);

    [Test]
    public void SessionPopular_RepeatedItem_ComesFirstThenPopularOnes() =>
        Ranked(new SessionPopularItems(new(Sessions), Sessions), [5, 3, 5])[..3].ShouldBe([5, 3, 1]);

    [Test]
    public void Markov_LastItem_GivesSharesOfWhatFollowed()
    {
        var scores = Scores(new MarkovChain(Sessions), [4, 1]);
        scores[2].ShouldBe(2f / 4);
        scores[3].ShouldBe(1f / 4);
        scores[1].ShouldBe(1f / 4);
        scores[0].ShouldBe(0);
    }

    [Test]
    public void SequentialRules_LaterItems_CountByDistance()
    {
        var scores = Scores(new MarkovChain(Sessions, 10), [0]);
        (scores[2] / scores[1]).ShouldBe(0.5f / 3.5f, 1e-5f);
        (scores[3] / scores[2]).ShouldBe(1, 1e-5f);
    }

    [Test]
    public void ItemNeighbours_LastItem_GivesTheCosineOfSessions()
    {
        var scores = Scores(new SessionItemNeighbours(Sessions), [2]);
        scores[1].ShouldBe(2 / MathF.Sqrt(3 * 4), 1e-5f);
        scores[4].ShouldBe(2 / MathF.Sqrt(3 * 2), 1e-5f);
        scores[2].ShouldBe(0);
    }

    [Test]
    public void VectorSessionNeighbours_OfAPrefix_EqualsTheSumOverAllSessions()
    {
        // Prefix 0, 4: weights 1/2 and 1; sessions with 4 share the last click (step 1), those with 0 the one before (step 2).
        var scores = Scores(new VectorSessionNeighbours(Sessions), [0, 4]);
        scores[2].ShouldBe((2 * (1f / 2 / 1)) + (0.5f / 2 / 2), 1e-5f);
        scores[3].ShouldBe(0.5f / 2 / 2, 1e-5f);
        scores[1].ShouldBe((1f / 2) + (3 * 0.125f), 1e-5f);
    }

    [Test]
    public void VectorSessionNeighbours_SmallSample_LooksAtTheMostRecentSessions()
    {
        var scores = Scores(new VectorSessionNeighbours(Sessions, sample: 1), [0, 1]);
        scores.Scored.Order().ShouldBe([1, 2, 4]);
    }

    [Test]
    public void SequenceTimeNeighbours_NearTheSharedItem_CountsMore()
    {
        var scores = Scores(new SequenceTimeNeighbours(new(5, [[0, 1, 2, 3], [4]])), [0]);
        scores[1].ShouldBeGreaterThan(scores[2]);
        scores[2].ShouldBeGreaterThan(scores[3]);
        scores[4].ShouldBe(0);
    }

    [Test]
    public void RepeatedItems_SessionsThatAlwaysGoBackOneItem_PreferIt()
    {
        var sessions = new SessionLog(40, [.. Enumerable.Range(0, 400).Select(n => new[] { n % 20, 20 + (n % 19), n % 20 })]);
        Ranked(new RepeatedItems(sessions), [3, 30])[0].ShouldBe(3);
    }

    [Test]
    public void Hybrid_OnSessionsOfAChain_FindsItsNextItemAndIsDeterministic()
    {
        var sessions = new SessionLog(30, [.. Enumerable.Range(0, 500).Select(n => Enumerable.Range(n % 25, 4).ToArray())]);
        var hybrid = SessionHybrid.Fit(sessions);
        Ranked(hybrid, [7, 8])[0].ShouldBe(9);
        SessionHybrid.Fit(sessions).Weights.ShouldBe(hybrid.Weights);
    }

    [Test]
    public void Measure_KnownRanks_GivesHitRateAndMrr()
    {
        var (hits, mrr) = SessionEvaluation.Measure([1, 0, 4, 21], 20);
        hits.Value.ShouldBe(0.5);
        mrr.Value.ShouldBe(1.25 / 4);
        hits.Low.ShouldBeLessThanOrEqualTo(0.5);
        hits.High.ShouldBeGreaterThanOrEqualTo(0.5);
        SessionEvaluation.Measure([1, 0, 4, 21], 3).HitRate.Value.ShouldBe(0.25);
    }

    [Test]
    public void ReadPrefixes_BadLine_IsNamed()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder.File("good"), "a b\tc\n\nd\te\n");
        File.WriteAllText(folder.File("bad"), "a b\tc\na b c\n");
        var items = new IdMap();
        var prefixes = SessionFile.ReadPrefixes(folder.File("good"), items);
        prefixes.Count.ShouldBe(2);
        prefixes[0].Items.ShouldBe([0, 1]);
        prefixes[0].Target.ShouldBe(2);
        Should.Throw<FormatException>(() => SessionFile.ReadPrefixes(folder.File("bad"), items)).Message.ShouldContain("line 2: found \"a b c\"");
    }

    private static SessionScores Scores(ISessionRecommender recommender, int[] prefix)
    {
        var scores = new SessionScores(40);
        recommender.Score(prefix, scores);
        return scores;
    }

    private static int[] Ranked(ISessionRecommender recommender, int[] prefix)
    {
        var top = new ScoredItem[40];
        return [.. top[..Scores(recommender, prefix).Top(top)].Select(t => t.Item)];
    }
}
