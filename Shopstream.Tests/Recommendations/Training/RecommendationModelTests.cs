using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Tests.Recommendations.Answers;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Training;

[TestFixture, CancelAfter(60_000)]
internal sealed class RecommendationModelTests
{
    private SmallShop _shop = null!;
    private TrainingData _data = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _shop = await SmallShop.CreateAsync();
        _data = new TrainingData(new PreferenceOptions());
        for (var visitor = 0; visitor < 300; visitor++)
            foreach (var visit in SmallShop.History(visitor)) _data.Add($"v{visitor}", visit);
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _shop.DisposeAsync();

    [Test]
    public void Encode_ThenDecode_IsTheSame()
    {
        var bytes = _shop.Model.Encode();
        RecommendationModel.Decode(bytes).Encode().ShouldBe(bytes);
    }

    [Test]
    public void Decode_CutOrChanged_IsRefused()
    {
        var bytes = _shop.Model.Encode();
        Should.Throw<InvalidDataException>(() => RecommendationModel.Decode(bytes[..(bytes.Length / 2)]));
        Should.Throw<InvalidDataException>(() => RecommendationModel.Decode([1, .. bytes[1..]]));
        Should.Throw<InvalidDataException>(() => RecommendationModel.Decode([]));
    }

    [Test]
    public void Similar_LongLists_RankAsTheAlgorithmItself([Values("item-knn", "ease")] string name)
    {
        var liked = ModelTrainer.Liked(_data.Preferences(SmallShop.Now.ToUnixTimeMilliseconds()));
        var lists = new ListRecommender(name, ModelTrainer.Similar(liked, new SimilarChoice(name, 50), new TrainingOptions { ListLength = 1_000 }, default));
        IRecommender whole = name == "ease"
            ? EaseRecommender.Train(liked, new EaseOptions { Lambda = 50 }, 1, default)
            : ItemNeighboursRecommender.Train(liked, new NeighbourOptions { Similarity = Similarity.TfIdf, K = 1_000, Shrinkage = 50 }, 1, default);
        var (expected, found) = (new ScoredItem[10], new ScoredItem[10]);
        var same = 0;
        for (var user = 0; user < 100; user++)
        {
            var row = UserRow.Of(liked, user);
            var count = whole.Recommend(row, liked.ItemsOf(user), expected);
            lists.Recommend(row, liked.ItemsOf(user), found).ShouldBe(count);
            same += expected.Select(e => e.Item).Intersect(found.Select(f => f.Item)).Count();
        }

        // Equal scores may fall otherwise.
        same.ShouldBeGreaterThan(990);
    }

    [Test]
    public void Similar_EaseInLists_LosesLittleOnMovieLens(CancellationToken cancel)
    {
        var (users, items) = (new IdMap(), new IdMap());
        var (train, test) = (new InteractionLog(users, items), new InteractionLog(users, items));
        InteractionFile.ReadInto(train, Repository.RealData("movielens-100k", "ua.base.gz"), cancel);
        InteractionFile.ReadInto(test, Repository.RealData("movielens-100k", "ua.test.gz"), cancel);
        var matrix = train.ToMatrix();
        var lists = new ListRecommender("ease", ModelTrainer.Similar(matrix, new SimilarChoice("ease", 500), new TrainingOptions(), cancel));
        var ndcg = new RecommenderEvaluation(matrix, test.ToMatrix(), new() { At = [10], Samples = 100 }).Measure(lists, cancel).First(m => m.Metric == RankingMetric.Ndcg).Value;
        TestContext.Out.WriteLine($"NDCG@10 {ndcg:0.0000}");
        ndcg.ShouldBeGreaterThan(0.31, "whole EASE has .3163");
    }

    [Test]
    public void FoldIn_ByConjugateGradient_ComesNearTheExactMinimum()
    {
        var preferences = _data.Preferences(SmallShop.Now.ToUnixTimeMilliseconds());
        var model = ImplicitAls.Train(preferences, new ImplicitAlsOptions { Factors = 16, Iterations = 5, Steps = 10 });
        for (var user = 0; user < 50; user++)
        {
            var exact = model.FoldIn(preferences.ItemsOf(user), preferences.ValuesOf(user));
            var near = model.FoldIn(preferences.ItemsOf(user), preferences.ValuesOf(user), FactorSolver.ConjugateGradient);
            for (var i = 0; i < exact.Length; i++) near[i].ShouldBe(exact[i], 2e-3f);
        }
    }

    [Test]
    public void Sessions_OfTheData_AreTheVisitorsVisits()
    {
        var sessions = TrainingSessions.Of(_data);
        sessions.Viewed.Count.ShouldBe(600, "two a visitor");
        var first = SmallShop.History(0).Take(7).Select(v => v.ProductId).ToList();
        List<string> withoutRepeats = [.. first.Where((p, i) => i == 0 || p != first[i - 1])];
        Enumerable.Range(0, 600).Count(s => sessions.Viewed[s].ToArray().Select(i => _data.Items[i]).SequenceEqual(withoutRepeats)).ShouldBe(1);
    }

    [Test]
    public void Groups_OfTheModel_AreSharesShrunkToTheWhole()
    {
        var number = _shop.Model.Groups["country:DE"];
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        var all = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var visitor = 0; visitor < 300; visitor++)
        {
            foreach (var visit in SmallShop.History(visitor))
            {
                var weight = visit.Type == "purchase" ? 5 : 1;
                all[visit.ProductId] = all.GetValueOrDefault(visit.ProductId) + weight;
                if (visitor % 2 == 0) weights[visit.ProductId] = weights.GetValueOrDefault(visit.ProductId) + weight;
            }
        }

        List<double> expected = [.. weights.Select(w => (w.Value + (20 * all[w.Key] / all.Values.Sum())) / (weights.Values.Sum() + 20)).OrderDescending().Take(100)];
        var found = _shop.Model.GroupItems.ScoresOf(number).ToArray();
        found.Length.ShouldBe(expected.Count);
        for (var i = 0; i < found.Length; i++) ((double)found[i]).ShouldBe(expected[i], 1e-6);
    }
}
