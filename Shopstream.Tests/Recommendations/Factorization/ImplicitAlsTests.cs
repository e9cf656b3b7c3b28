using MathNet.Numerics.LinearAlgebra;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Tests.Recommendations.Factorization;

[TestFixture]
internal sealed class ImplicitAlsTests
{
    private static readonly ImplicitAlsOptions Options = new() { Factors = 7, Iterations = 4, Regularization = 0.1f, Confidence = 2, Threads = 1 };

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(16)]
    [TestCase(33)]
    public void Solve_ByCholesky_SolvesTheNormalEquations(int factors)
    {
        var entries = FactorizationData.Random(20, 30, 0.4, factors);
        var items = FactorRows.Random(30, factors, 1, 5, 0);
        var options = Options with { Factors = factors };
        var solver = new ImplicitRowSolver(items, GramMatrix.Of(items, options.Regularization, 1), options, FactorSolver.Cholesky);
        for (var u = 0; u < entries.Users; u++)
        {
            var x = new float[items.Stride];
            solver.Solve(entries.ItemsOf(u), entries.ValuesOf(u), x);
            var wanted = Dense(entries, u, items, options);
            for (var f = 0; f < factors; f++) ((double)x[f]).ShouldBe(wanted[f], 1e-3, $"user {u}, factor {f}");
            x[factors..].ShouldAllBe(v => v == 0);
        }
    }

    [Test]
    public void Solve_ByManyConjugateGradientSteps_ReachesTheExactSolution()
    {
        var entries = FactorizationData.Random(40, 60, 0.3, 3);
        var items = FactorRows.Random(60, 12, 1, 5, 0);
        var options = Options with { Factors = 12, Steps = 40 };
        var gram = GramMatrix.Of(items, options.Regularization, 1);
        var (exact, approached) = (new ImplicitRowSolver(items, gram, options, FactorSolver.Cholesky), new ImplicitRowSolver(items, gram, options, FactorSolver.ConjugateGradient));
        for (var u = 0; u < entries.Users; u++)
        {
            var (x, y) = (new float[items.Stride], new float[items.Stride]);
            exact.Solve(entries.ItemsOf(u), entries.ValuesOf(u), x);
            approached.Solve(entries.ItemsOf(u), entries.ValuesOf(u), y);
            for (var f = 0; f < x.Length; f++) y[f].ShouldBe(x[f], 2e-3f, $"user {u}, factor {f}");
        }
    }

    [TestCase(FactorSolver.Cholesky)]
    [TestCase(FactorSolver.ConjugateGradient)]
    public void Train_IterationByIteration_NeverRaisesTheLoss(FactorSolver solver)
    {
        var entries = FactorizationData.Random(150, 120, 0.1, 8);
        List<double> losses = [];
        ImplicitAls.Train(entries, Options with { Solver = solver, Iterations = 12 }, (_, model) => losses.Add(model.Loss(entries)));
        losses.Count.ShouldBe(12);
        for (var i = 1; i < losses.Count; i++) losses[i].ShouldBeLessThanOrEqualTo(losses[i - 1] * (1 + 1e-6), string.Join(' ', losses));
        losses[^1].ShouldBeLessThan(losses[0] * 0.98);
    }

    [Test]
    public void Loss_OfAModel_EqualsTheSumOverAllPairs()
    {
        var entries = FactorizationData.Random(15, 12, 0.3, 2);
        var model = ImplicitAls.Train(entries, Options);
        var loss = 0.0;
        for (var u = 0; u < 15; u++)
        {
            for (var i = 0; i < 12; i++)
            {
                var at = entries.ItemsOf(u).IndexOf(i);
                var value = at < 0 ? 0 : entries.ValuesOf(u)[at];
                var miss = (value > 0 ? 1 : 0) - model.Items.Dot(i, model.Users[u]);
                loss += (1 + (Options.Confidence * Math.Abs(value))) * miss * miss;
            }
        }

        loss += Options.Regularization * (model.Users.Values.Sum(v => v * v) + model.Items.Values.Sum(v => v * v));
        model.Loss(entries).ShouldBe(loss, 1e-3);
    }

    [TestCase(FactorSolver.Cholesky)]
    [TestCase(FactorSolver.ConjugateGradient)]
    public void Train_OnOneThreadAndOnSeveral_GivesTheSameBits(FactorSolver solver)
    {
        var entries = FactorizationData.Random(5000, 200, 0.03, 4);
        var one = ImplicitAls.Train(entries, Options with { Solver = solver });
        var four = ImplicitAls.Train(entries, Options with { Solver = solver, Threads = 4 });
        four.Users.Values.ShouldBe(one.Users.Values);
        four.Items.Values.ShouldBe(one.Items.Values);
        ImplicitAls.Train(entries, Options with { Solver = solver, Seed = 1 }).Items.Values.ShouldNotBe(one.Items.Values);
    }

    [Test]
    public void FoldIn_OfAUsersOwnEntries_SolvesTheNormalEquations()
    {
        var entries = FactorizationData.Random(50, 40, 0.2, 6);
        var model = ImplicitAls.Train(entries, Options);
        var found = model.FoldIn(entries.ItemsOf(3), entries.ValuesOf(3));
        var wanted = Dense(entries, 3, model.Items, Options);
        for (var f = 0; f < Options.Factors; f++) ((double)found[f]).ShouldBe(wanted[f], 1e-4);
        model.FoldIn([], []).ShouldAllBe(v => v == 0);
    }

    [Test]
    public void Train_UserWithoutEntries_HasZeros()
    {
        var model = ImplicitAls.Train(FactorizationData.Of(3, 2, [(0, 0, 1), (2, 1, 1)]), Options);
        model.Users[1].ToArray().ShouldAllBe(v => v == 0);
        model.Users.Values.ShouldAllBe(v => float.IsFinite(v));
    }

    [Test]
    public void Validate_OptionOutOfRange_Throws()
    {
        Should.Throw<System.ComponentModel.DataAnnotations.ValidationException>(() => (Options with { Factors = 0 }).Validate());
        Should.Throw<System.ComponentModel.DataAnnotations.ValidationException>(() => (Options with { Regularization = 0 }).Validate());
        Should.Throw<System.ComponentModel.DataAnnotations.ValidationException>(() => (Options with { Steps = 0 }).Validate());
        Should.Throw<System.ComponentModel.DataAnnotations.ValidationException>(() => (Options with { Confidence = -1 }).Validate());
    }

    [Test]
    public void Train_OnMovieLens_ReachesTheYardstick()
    {
        var train = FactorizationData.MovieLens(Shopstream.Tests.Support.Repository.RealData("movielens-100k", "ua.base.gz"), ratings: false);
        var test = FactorizationData.MovieLens(Shopstream.Tests.Support.Repository.RealData("movielens-100k", "ua.test.gz"), ratings: false);
        var model = ImplicitAls.Train(train, new());
        var ndcg = FactorizationData.NdcgAt10(train, test, (u, scores) => model.Items.Dot(model.Users[u], scores));
        TestContext.Out.WriteLine($"NDCG@10 {ndcg:0.0000}");
        ndcg.ShouldBeGreaterThan(0.28);
    }

    private static Vector<double> Dense(InteractionMatrix entries, int user, FactorRows items, ImplicitAlsOptions options)
    {
        var k = items.Factors;
        var a = Matrix<double>.Build.DenseIdentity(k) * options.Regularization;
        var b = Vector<double>.Build.Dense(k);
        for (var i = 0; i < items.Count; i++)
        {
            var y = Vector<double>.Build.Dense(k, f => items[i][f]);
            var at = entries.ItemsOf(user).IndexOf(i);
            var value = at < 0 ? 0 : entries.ValuesOf(user)[at];
            var confidence = 1 + ((double)options.Confidence * Math.Abs(value));
            a += confidence * y.OuterProduct(y);
            if (value > 0) b += confidence * y;
        }

        return a.Solve(b);
    }
}
