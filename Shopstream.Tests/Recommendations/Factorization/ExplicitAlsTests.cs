using MathNet.Numerics.LinearAlgebra;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Factorization;

[TestFixture]
internal sealed class ExplicitAlsTests
{
    [Test]
    public void Train_AfterAnIteration_ItemsSolveTheirNormalEquations()
    {
        var ratings = FactorizationData.Random(60, 25, 0.4, 9, negatives: false);
        var options = new ExplicitAlsOptions { Factors = 4, Iterations = 1 };
        var model = ExplicitAls.Train(ratings, options);
        var byItem = ratings.Transpose;
        for (var item = 0; item < 25; item++)
        {
            var count = byItem.ItemsOf(item).Length;
            var a = Matrix<double>.Build.DenseIdentity(5) * (0.1 * count);
            var b = Vector<double>.Build.Dense(5);
            for (var n = 0; n < count; n++)
            {
                var user = byItem.ItemsOf(item)[n];
                var z = Vector<double>.Build.Dense(5, f => f < 4 ? model.Users[user][f] : 1);
                a += z.OuterProduct(z);
                b += (byItem.ValuesOf(item)[n] - model.Mean - model.Users[user][4]) * z;
            }

            var wanted = a.Solve(b);
            for (var f = 0; f < 5; f++) ((double)model.Items[item][f]).ShouldBe(wanted[f], 1e-4);
        }
    }

    [Test]
    public void Train_OnOneThreadAndOnSeveral_GivesTheSameBits()
    {
        var ratings = FactorizationData.Random(500, 80, 0.2, 9);
        var one = ExplicitAls.Train(ratings, new() { Threads = 1 });
        var four = ExplicitAls.Train(ratings, new() { Threads = 4 });
        four.Items.Values.ShouldBe(one.Items.Values);
        four.Users.Values.ShouldBe(one.Users.Values);
    }

    [Test]
    public void Predict_UnknownUserOrItem_IsTheMeanAndTheKnownBias()
    {
        var model = ExplicitAls.Train(FactorizationData.Of(2, 2, [(0, 0, 5), (0, 1, 3), (1, 0, 1)]), new() { Factors = 2 });
        model.Predict(-1, 7).ShouldBe(3);
        model.Predict(0, 7).ShouldBe(Math.Min(5, 3 + model.Users[0][2]), 1e-6f);
        model.Predict(-1, 1).ShouldBe(3 + model.Items[1][2], 1e-6f);
    }

    [Test]
    public void Train_WithoutRatings_Throws() =>
        Should.Throw<ArgumentException>(() => ExplicitAls.Train(FactorizationData.Of(2, 2, []), new()));

    [Test]
    public void Train_OnMovieLens_PredictsUnseenRatings()
    {
        var train = FactorizationData.MovieLens(Repository.RealData("movielens-100k", "ua.base.gz"), ratings: true);
        var test = FactorizationData.MovieLens(Repository.RealData("movielens-100k", "ua.test.gz"), ratings: true);
        var rmse = ExplicitAls.Train(train, new()).Rmse(test);
        TestContext.Out.WriteLine($"RMSE {rmse:0.0000}");
        rmse.ShouldBeLessThan(0.97);
    }
}
