using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Tests.Recommendations.Evaluation;

[TestFixture, CancelAfter(60_000)]
internal sealed class RecommenderTuningTests
{
    [Test]
    public void HoldOut_TrainingData_DividesItAndNothingElse()
    {
        var log = Log(400);
        var data = new LearningData(log.ToMatrix()) { Log = log };
        var (fit, validation) = data.HoldOut(3);
        (400 - fit.Log!.Count).ShouldBeInRange(20, 60);
        validation.Count.ShouldBeInRange(400 - fit.Log.Count - 5, 400 - fit.Log.Count, "pairs that were drawn twice are one entry");
        for (var user = 0; user < validation.Users; user++)
            foreach (var item in validation.ItemsOf(user)) data.Matrix.ItemsOf(user).BinarySearch(item).ShouldBeGreaterThanOrEqualTo(0);
        (fit.Matrix.Users, fit.Matrix.Items).ShouldBe((data.Matrix.Users, data.Matrix.Items));
        var (newest, held) = (data with { Validation = InteractionSplit.NewestTenth }).HoldOut(3);
        held.Count.ShouldBeInRange(36, 40);
        newest.Log!.Interactions.ToArray().Max(i => i.Time).ShouldBe(359);
        // A matrix alone has no times: a random tenth of its entries.
        new LearningData(data.Matrix) { Validation = InteractionSplit.NewestTenth }.HoldOut(3).Validation.Count.ShouldBeInRange(20, 60);
    }

    [Test]
    public void Baskets_OfALog_AreItsBasketsElseItsUsers()
    {
        var log = new InteractionLog(new(), new());
        log.Add("u", "a", basket: 900);
        log.Add("u", "b", basket: 900);
        log.Add("u", "c", basket: 17);
        var baskets = new LearningData(log.ToMatrix()) { Log = log }.Baskets();
        baskets.Users.ShouldBe(2);
        baskets.ItemsOf(0).ToArray().ShouldBe([0, 1]);
        log.Add("u", "d");
        new LearningData(log.ToMatrix()) { Log = log }.Baskets().ItemsOf(0).ToArray().ShouldBe([0, 1, 2, 3]);
    }

    [Test]
    public void Choose_WhatIsRecentSells_TakesTheShortHalfLife()
    {
        // Items come into fashion one after the other, so that only the last days foretell the next.
        var log = Log(4_000);
        var data = new LearningData(log.ToMatrix()) { Log = log, Validation = InteractionSplit.NewestTenth };
        var tuned = new RecommenderTuning(data, 1, 2).Choose(AlgorithmChoice.Parse("recent"), default);
        tuned.Chosen.ShouldBe("recent:half-life=3");
        tuned.Tried.Count.ShouldBe(RecommenderTuning.Grid("recent").Count);
        tuned.Tried.Select(t => t.Ndcg).ShouldBeInOrder(SortDirection.Descending);
        tuned.Tried[0].Ndcg.ShouldBeGreaterThan(tuned.Tried[^1].Ndcg);
        new RecommenderTuning(data, 1, 1).Choose(AlgorithmChoice.Parse("recent"), default).Tried.ShouldBe(tuned.Tried);
    }

    [Test]
    public void Choose_SettingsGivenOrNone_LeavesThemAlone()
    {
        var log = Log(400);
        var tuning = new RecommenderTuning(new LearningData(log.ToMatrix()) { Log = log }, 1, 1);
        tuning.Choose(AlgorithmChoice.Parse("ease:lambda=7"), default).Chosen.ShouldBe("ease:lambda=7");
        tuning.Choose(AlgorithmChoice.Parse("popular"), default).Tried.ShouldBeEmpty();
        Should.Throw<FormatException>(() => new RecommenderTuning(new LearningData(log.ToMatrix()), 1, 1).Choose(AlgorithmChoice.Parse("recent"), default)).Message.ShouldContain("times");
    }

    [Test]
    public void Grid_OfEveryAlgorithm_IsUnderstood()
    {
        var log = Log(300);
        var data = new LearningData(log.ToMatrix()) { Log = log, Features = ItemFeatures.Of(log.Items.Count, i => new([$"{i % 3}"])), Attributes = UserAttributes.Of(log.Users.Count, u => [$"x:{u % 2}"]) };
        foreach (var name in RecommenderCatalogue.Names)
        {
            RecommenderCatalogue.Lacks(name, data).ShouldBeNull();
            foreach (var settings in RecommenderTuning.Grid(name).Where((_, n) => n % 5 == 0))
                RecommenderCatalogue.Train(AlgorithmChoice.Parse(settings.Length == 0 ? name : $"{name}:{settings}"), data, 2, default).Name.ShouldBe(name);
        }
    }

    // An interaction an hour; item n / 40 and its neighbours are in fashion at time n.
    private static InteractionLog Log(int count)
    {
        var log = new InteractionLog(new(), new());
        var random = new Random(2);
        for (var n = 0; n < count; n++) log.Add($"u{random.Next(25)}", $"i{(n / 40) + random.Next(12)}", 1, count > 1_000 ? n * 3_600L : n);
        return log;
    }
}
