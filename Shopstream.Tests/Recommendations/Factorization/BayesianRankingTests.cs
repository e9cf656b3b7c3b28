using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Factorization;

[TestFixture]
internal sealed class BayesianRankingTests
{
    private static readonly BprOptions Options = new() { Factors = 5, LearningRate = 1e-3f, Regularization = 0.3f };

    [Test]
    public void Step_FromAnywhere_FollowsTheGradientOfTheObjective()
    {
        var rows = FactorRows.Random(3, 6, 1, 7, 0);
        rows[0][5] = 1;
        var before = rows.Values.ToArray();
        BayesianRanking.Step(rows[0], rows[1], rows[2], Options, itemsToo: true);
        for (var r = 0; r < 3; r++)
        {
            for (var f = 0; f < (r == 0 ? 5 : 6); f++)
            {
                var at = (r * rows.Stride) + f;
                var slope = (Objective(before, rows.Stride, at, 1e-4) - Objective(before, rows.Stride, at, -1e-4)) / 2e-4;
                ((rows.Values[at] - before[at]) / Options.LearningRate).ShouldBe((float)slope, 2e-3f, $"row {r}, factor {f}");
            }
        }

        rows[0][5].ShouldBe(1);
    }

    [Test]
    public void Train_Twice_GivesTheSameBits()
    {
        var entries = FactorizationData.Random(60, 40, 0.2, 3);
        BayesianRanking.Train(entries, Options).Items.Values.ShouldBe(BayesianRanking.Train(entries, Options).Items.Values);
        BayesianRanking.Train(entries, Options with { Seed = 5 }).Items.Values.ShouldNotBe(BayesianRanking.Train(entries, Options).Items.Values);
    }

    [Test]
    public void Recommend_TwoCamps_StaysInTheUsersOwn()
    {
        var entries = FactorizationData.Of(40, 20, [.. from u in Enumerable.Range(0, 40) from i in Enumerable.Range(0, 20) where i % 2 == u % 2 && (u + i) % 7 != 0 select (u, i, 1f)]);
        var model = BprRecommender.Train(entries, new() { Factors = 8 });
        var top = new ScoredItem[3];
        model.Recommend(new(-1, [0, 2, 4], [1, 1, 1]), [0, 2, 4], top).ShouldBe(3);
        top.ShouldAllBe(t => t.Item % 2 == 0 && t.Item > 4);
        model.Recommend(UserRow.Of(entries, 1), entries.ItemsOf(1), top).ShouldBeGreaterThan(0);
        (top[0].Item % 2).ShouldBe(1);
        model.Recommend(new(-1, [], []), [], top).ShouldBe(0);
    }

    [Test]
    public void Recommend_UserWithoutEntries_IsNotAnsweredByChance()
    {
        var entries = InteractionMatrix.Build(3, 8, [new(0, 1, 1, null), new(2, 4, 1, null), new(2, 5, 1, null)], RepeatedPairs.One);
        var model = BprRecommender.Train(entries, Options);
        var top = new ScoredItem[3];
        model.Recommend(UserRow.Of(entries, 1), [], top).ShouldBe(0);
        model.Recommend(UserRow.Of(entries, 2), [], top).ShouldBe(3);
        model.Recommend(new(1, [4], [1]), [4], top).ShouldBe(3, "what they did since is folded in");
    }

    [Test]
    public void Train_OnMovieLens_RanksBetterThanPopularity()
    {
        var train = FactorizationData.MovieLens(Repository.RealData("movielens-100k", "ua.base.gz"), ratings: false);
        var test = FactorizationData.MovieLens(Repository.RealData("movielens-100k", "ua.test.gz"), ratings: false);
        var (users, items) = BayesianRanking.Train(train, new());
        var ndcg = FactorizationData.NdcgAt10(train, test, (u, scores) => items.Dot(users[u], scores));
        TestContext.Out.WriteLine($"NDCG@10 {ndcg:0.0000}");
        ndcg.ShouldBeGreaterThan(0.20);
    }

    private static double Objective(float[] values, int stride, int moved, double by)
    {
        double V(int at) => values[at] + (at == moved ? by : 0);
        var (margin, square) = (0.0, 0.0);
        for (var f = 0; f < 6; f++)
        {
            margin += V(f) * (V(stride + f) - V((2 * stride) + f));
            square += (f < 5 ? V(f) * V(f) : 0) + (V(stride + f) * V(stride + f)) + (V((2 * stride) + f) * V((2 * stride) + f));
        }

        return -Math.Log(1 + Math.Exp(-margin)) - (Options.Regularization / 2 * square);
    }
}
