using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Tests.Recommendations.Algorithms;

[TestFixture]
internal sealed class ContextRecommenderTests
{
    private const int Items = 40;
    private static readonly string[] Words = ["red", "green", "lamp", "mug", "heart", "box", "vintage"];

    [TestCase(1)]
    [TestCase(2)]
    public void Content_RandomProducts_ScoresTheSumOfCosines(int seed)
    {
        var random = new Random(seed);
        var descriptions = Enumerable.Range(0, Items).Select(_ => new ItemDescription(
            [$"c{random.Next(4)}"], random.Next(3) == 0 ? null : $"b{random.Next(3)}", random.Next(4) == 0 ? null : 1 + (50 * random.NextDouble()),
            string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => Words[random.Next(Words.Length)])))).ToArray();
        descriptions[7] = new([], null, null, null);
        var bags = descriptions.Select(d => ItemFeatures.Names(d).GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count())).ToArray();
        var vectors = bags.Select(bag => bag.ToDictionary(f => f.Key, f => (1 + Math.Log(f.Value)) * Math.Log((1.0 + Items) / (1 + bags.Count(b => b.ContainsKey(f.Key)))))).ToArray();
        double Cosine(int a, int b)
        {
            var lengths = Math.Sqrt(vectors[a].Values.Sum(v => v * v) * vectors[b].Values.Sum(v => v * v));
            return lengths == 0 ? 0 : vectors[a].Sum(f => f.Value * vectors[b].GetValueOrDefault(f.Key)) / lengths;
        }

        var content = ContentRecommender.Train(ItemFeatures.Of(Items, i => descriptions[i]));
        int[] own = [3, 9, 21];
        float[] values = [1, 2, 0.5f];
        var expected = Enumerable.Range(0, Items).Except(own).Select(i => (Item: i, Score: own.Zip(values).Sum(o => o.Second * Cosine(o.First, i)))).Where(e => e.Score > 0).ToDictionary(e => e.Item, e => e.Score);
        var top = new ScoredItem[Items];
        var count = content.Recommend(new(-1, own, values), own, top);
        count.ShouldBe(expected.Count, $"seed {seed}");
        foreach (var (item, score) in top.Take(count)) ((double)score).ShouldBe(expected[item], 1e-4, $"item {item}, seed {seed}");
        top.Take(count).Select(t => t.Score).ShouldBeInOrder(SortDirection.Descending);
        ((double)content.Likeness(3, 9)).ShouldBe(Cosine(3, 9), 1e-5);
        content.Recommend(new(-1, [7], [1]), [], top).ShouldBe(0, "a product without a description is like none");
    }

    [Test]
    public void Features_OfADescription_AreLowerCaseAndInBands() =>
        ItemFeatures.Names(new(["Hats", "hats", "Sale"], " ACME ", 8, "Red HAT, red!  a 12cm")).ShouldBe(
            ["category:hats", "category:sale", "brand:acme", "price:6", "word:red", "word:hat", "word:red", "word:12cm"]);

    [Test]
    public void Recent_RandomTimes_WeighsByHalfLife()
    {
        var random = new Random(4);
        var log = Enumerable.Range(0, 300).Select(_ => new Interaction(random.Next(9), random.Next(Items), 1, random.Next(0, 30 * 86_400))).ToArray();
        var newest = log.Max(i => i.Time!.Value);
        var recent = RecentRecommender.Train(Items, log, TimeSpan.FromDays(2));
        var top = new ScoredItem[Items];
        var count = recent.Recommend(new(-1, [], []), [], top);
        var expected = log.GroupBy(i => i.Item).Select(g => (Item: g.Key, Score: g.Sum(i => Math.Exp(-Math.Log(2) * (newest - i.Time!.Value) / (2 * 86_400.0))))).OrderByDescending(e => e.Score).ToList();
        count.ShouldBe(expected.Count);
        for (var n = 0; n < count; n++) ((double)top[n].Score).ShouldBe(expected[n].Score, 1e-4);
        top[0].Item.ShouldBe(expected[0].Item);
        Should.Throw<ArgumentOutOfRangeException>(() => RecentRecommender.Train(Items, log, TimeSpan.Zero));
    }

    [Test]
    public void Demographics_RandomGroups_ScoresTheMeanOfShrunkShares()
    {
        var matrix = RecommenderTests.RandomMatrix(3);
        string[][] attributes = [.. Enumerable.Range(0, matrix.Users).Select(u => u % 7 == 0 ? [] : new[] { $"sex:{u % 2}", $"age:{u % 3}" })];
        var demographics = DemographicsRecommender.Train(matrix, UserAttributes.Of(matrix.Users, u => attributes[u]), 5);
        bool Has(int user, int item) => matrix.ItemsOf(user).BinarySearch(item) >= 0;
        var active = Enumerable.Range(0, matrix.Users).Where(u => !matrix.ItemsOf(u).IsEmpty).ToList();
        double Share(int item) => active.Count(u => Has(u, item)) / (double)active.Count;
        double Group(string name, int item)
        {
            var members = active.Where(u => attributes[u].Contains(name)).ToList();
            return (members.Count(u => Has(u, item)) + (5 * Share(item))) / (members.Count + 5);
        }

        var top = new ScoredItem[matrix.Items];
        foreach (var user in (int[])[4, 11])
        {
            var count = demographics.Recommend(UserRow.Of(matrix, user), [], top);
            foreach (var (item, score) in top.Take(count)) ((double)score).ShouldBe(attributes[user].Sum(a => Group(a, item)), 1e-5);
        }

        demographics.Recommend(UserRow.Of(matrix, 7), [], top);
        ((double)top[0].Score).ShouldBe(Enumerable.Range(0, matrix.Items).Max(Share), 1e-6);
        var known = new ScoredItem[5];
        var stranger = new ScoredItem[5];
        demographics.Recommend(UserRow.Of(matrix, 4), [], known);
        demographics.Recommend(["sex:0", "age:1", "planet:mars"], [], stranger);
        stranger.ShouldBe(known);
    }

    [TestCase(Association.Count)]
    [TestCase(Association.Confidence)]
    [TestCase(Association.Lift)]
    [TestCase(Association.LogLikelihood)]
    public void CoOccurrence_RandomBaskets_AgreesWithAllPairs(Association measure)
    {
        var baskets = RecommenderTests.RandomMatrix(6);
        var recommender = CoOccurrenceRecommender.Train(baskets, new() { Measure = measure, K = 5, Least = 2 }, 2, default);
        var all = (double)baskets.Users;
        double Having(params int[] items) => Enumerable.Range(0, baskets.Users).Count(b => items.All(i => baskets.ItemsOf(b).BinarySearch(i) >= 0));
        for (var item = 0; item < baskets.Items; item++)
        {
            var expected = Enumerable.Range(0, baskets.Items).Where(o => o != item && Having(item, o) >= 2)
                .Select(o => Expected(measure, Having(item, o), Having(item), Having(o), all)).Where(s => s > 0).OrderDescending().Take(5).ToArray();
            var found = recommender.PartnersOf(item).ToArray();
            found.Length.ShouldBe(expected.Length, $"item {item}");
            for (var n = 0; n < found.Length; n++) ((double)found[n].Score).ShouldBe(expected[n], 1e-3 * Math.Max(1, expected[n]), $"item {item}");
        }

        var top = new ScoredItem[baskets.Items];
        var count = recommender.Recommend(new(-1, [2, 5], [1, 3]), [], top);
        count.ShouldBeGreaterThan(0);
        foreach (var (item, score) in top.Take(count))
        {
            var sum = 0f;
            foreach (var p in recommender.PartnersOf(2)) sum += p.Item == item ? p.Score : 0;
            foreach (var p in recommender.PartnersOf(5)) sum += p.Item == item ? 3 * p.Score : 0;
            score.ShouldBe(sum, 1e-3f);
        }
    }

    // The ratio by entropies of the table, as it is often written, in place of observed over expected.
    private static double Expected(Association measure, double both, double first, double second, double all)
    {
        static double H(params double[] counts) => counts.Sum(c => c > 0 ? c * Math.Log(c / counts.Sum()) : 0);
        var isPositive = both * all > first * second;
        return measure switch
        {
            Association.Count => both,
            Association.Confidence => both / first,
            Association.Lift => isPositive ? both * all / (first * second) : 0,
            _ => isPositive ? 2 * (H(both, first - both, second - both, all - first - second + both) - H(first, all - first) - H(second, all - second)) : 0,
        };
    }
}
