using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Tests.Recommendations.Algorithms;

[TestFixture, CancelAfter(60_000)]
internal sealed class HybridTests
{
    [Test]
    public void ScoreFusion_OfTwoLists_AddsDistancesToTheLastInDeviations()
    {
        var fused = new ScoreFusionRecommender([(new Listed((4, 9), (1, 5), (2, 1)), 2), (new Listed((1, 100), (3, 40)), 1)], 3);
        var top = new ScoredItem[9];
        fused.Recommend(new(-1, [], []), [], top).ShouldBe(4);
        var (first, second) = (Math.Sqrt(32 / 3.0), 30.0);
        top.Take(4).Select(t => t.Item).ShouldBe([4, 1, 2, 3]);
        ((double)top[0].Score).ShouldBe(2 * 8 / first, 1e-4);
        ((double)top[1].Score).ShouldBe((2 * 4 / first) + (60 / second), 1e-4);
        top[2].Score.ShouldBe(0, 1e-6f);
        fused.Recommend(new(-1, [], []), [], top).ShouldBe(4, "nothing is left over from the answer before");
    }

    [Test]
    public void Learn_OnePartKnowsAndOneMisleads_TrustsTheOneThatKnows()
    {
        var (fit, validation, knowing, misleading) = Case(40);
        var learned = FusionWeights.Of([misleading, knowing], fit, validation, [.. Enumerable.Range(0, 40)], 20, null, 2).Learn(default);
        learned.Ndcg.ShouldBe(1, 1e-9);
        learned.BestSingle.ShouldBe(1, 1e-9);
        learned.Weights[1].ShouldBeGreaterThan(learned.Weights[0]);
    }

    [Test]
    public void Learn_HalfTheUsersEach_IsBetterTogetherThanTheBestAlone()
    {
        var (fit, validation, _, _) = Case(40);
        IRecommender even = new Oracle(u => u % 2 == 0 ? u % 10 : -1), odd = new Oracle(u => u % 2 == 1 ? u % 10 : -1);
        foreach (var smoothing in (double?[])[null, 60])
        {
            var learned = FusionWeights.Of([even, odd], fit, validation, [.. Enumerable.Range(0, 40)], 20, smoothing, 2).Learn(default);
            learned.BestSingle.ShouldBe(0.5, 1e-9);
            learned.Ndcg.ShouldBe(1, 1e-9);
        }
    }

    [Test]
    public void Train_Hybrid_LearnsTheSameFromTheSameSeedOnAnyThreads()
    {
        var matrix = RecommenderTests.RandomMatrix(5);
        var (one, two) = (Train("hybrid", matrix, 1), Train("hybrid", matrix, 2));
        ((ITrainingNote)one).Note.ShouldBe(((ITrainingNote)two).Note);
        ((ITrainingNote)one).Note.ShouldContain("validation part");
        var (a, b) = (new ScoredItem[10], new ScoredItem[10]);
        one.Recommend(UserRow.Of(matrix, 3), matrix.ItemsOf(3), a);
        two.Recommend(UserRow.Of(matrix, 3), matrix.ItemsOf(3), b);
        a.ShouldBe(b);
        ((ITrainingNote)Train("hybrid:ease=2:als=1", matrix, 1)).Note.ShouldBe("scores fused with given weights");
        Train("hybrid:ease=2:fuse=rank", matrix, 1).ShouldBeOfType<RankFusionRecommender>();
        ((ITrainingNote)Train("hybrid", InteractionMatrix.Build(2, 12, [new(0, 1, 1, null)], RepeatedPairs.One), 1)).Note.ShouldContain("too little");
    }

    private static IRecommender Train(string text, InteractionMatrix matrix, int threads) => RecommenderCatalogue.Train(AlgorithmChoice.Parse(text), matrix, threads, default);

    // Every user has item 11 and takes the item of their number next.
    private static (InteractionMatrix Fit, InteractionMatrix Validation, IRecommender Knowing, IRecommender Misleading) Case(int users)
    {
        var fit = InteractionMatrix.Build(users, 12, [.. Enumerable.Range(0, users).Select(u => new Interaction(u, 11, 1, null))], RepeatedPairs.One);
        var validation = InteractionMatrix.Build(users, 12, [.. Enumerable.Range(0, users).Select(u => new Interaction(u, u % 10, 1, null))], RepeatedPairs.One);
        return (fit, validation, new Oracle(u => u % 10), new Oracle(u => (u + 1) % 10));
    }

    private sealed class Oracle(Func<int, int> item) : IRecommender
    {
        public string Name => "oracle";

        public int Items => 12;

        public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
        {
            if (item(user.User) is var known && known < 0) return 0;
            top[0] = new(known, 1);
            return 1;
        }
    }

    private sealed class Listed(params (int Item, float Score)[] list) : IRecommender
    {
        public string Name => "listed";

        public int Items => 12;

        public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
        {
            for (var n = 0; n < list.Length; n++) top[n] = new(list[n].Item, list[n].Score);
            return list.Length;
        }
    }
}
