using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Algorithms;

[TestFixture, CancelAfter(120_000)]
internal sealed class AssociationRulesTests
{
    [TestCase(1, 2)]
    [TestCase(2, 3)]
    [TestCase(3, 4)]
    public void Find_RandomBaskets_AgreesWithEverySubset(int seed, int size)
    {
        var random = new Random(seed);
        var baskets = InteractionMatrix.Build(130, 9, [.. Enumerable.Range(0, 130 * 5).Select(_ => new Interaction(random.Next(130), random.Next(9), 1, null))], RepeatedPairs.One);
        var options = new AssociationRuleOptions { Support = 0.1, Confidence = 0.4, Size = size };
        var found = AssociationRules.Find(baskets, options, default).ToDictionary(r => (string.Join(',', r.Antecedent), r.Consequent));
        int Having(IEnumerable<int> items) => Enumerable.Range(0, baskets.Users).Count(b => items.All(i => baskets.ItemsOf(b).BinarySearch(i) >= 0));
        var expected = 0;
        for (var subset = 1; subset < 1 << baskets.Items; subset++)
        {
            int[] items = [.. Enumerable.Range(0, baskets.Items).Where(i => (subset & (1 << i)) != 0)];
            if (items.Length < 2 || items.Length > size || Having(items) < 13) continue;
            foreach (var consequent in items)
            {
                int[] antecedent = [.. items.Where(i => i != consequent)];
                var confidence = (double)Having(items) / Having(antecedent);
                if (confidence < 0.4) continue;
                expected++;
                var rule = found[(string.Join(',', antecedent), consequent)];
                rule.Support.ShouldBe(Having(items) / 130.0, 1e-12);
                rule.Confidence.ShouldBe(confidence, 1e-12);
                rule.Lift.ShouldBe(confidence / (Having([consequent]) / 130.0), 1e-12);
            }
        }

        found.Count.ShouldBe(expected, $"seed {seed}");
        expected.ShouldBeGreaterThan(10);
    }

    [TestCase(0.001, 0.8, 410)]
    [TestCase(0.001, 0.5, 5_668)]
    [TestCase(0.01, 0.5, 15)]
    public void Find_Groceries_GivesTheExactNumberOfRules(double support, double confidence, int rules)
    {
        var (baskets, items) = Groceries();
        (baskets.Users, baskets.Items).ShouldBe((9_835, 169));
        var found = AssociationRules.Find(baskets, new() { Support = support, Confidence = confidence, Size = 10 }, default);
        found.Count.ShouldBe(rules);
        if (rules != 410) return;
        var best = found.MaxBy(r => r.Lift);
        best.Lift.ShouldBe(11.2353, 0.0001);
        best.Antecedent.Select(i => items[i]).ShouldBe(["liquor", "red/blush wine"], ignoreOrder: true);
        items[best.Consequent].ShouldBe("bottled beer");
    }

    [Test]
    public void Find_PairsAndTriplesOfGroceries_AgreeWithCounting()
    {
        var (baskets, _) = Groceries();
        var counts = new Dictionary<(int, int, int), int>();
        for (var b = 0; b < baskets.Users; b++)
        {
            var items = baskets.ItemsOf(b);
            for (var i = 0; i < items.Length; i++)
            {
                for (var j = i + 1; j < items.Length; j++)
                {
                    counts[(items[i], items[j], -1)] = counts.GetValueOrDefault((items[i], items[j], -1)) + 1;
                    for (var k = j + 1; k < items.Length; k++) counts[(items[i], items[j], items[k])] = counts.GetValueOrDefault((items[i], items[j], items[k])) + 1;
                }
            }
        }

        var found = FrequentItemsets.Find(baskets, 40, 3, int.MaxValue, default).Where(s => s.Items.Length > 1).ToDictionary(s => (s.Items[0], s.Items[1], s.Items.Length > 2 ? s.Items[2] : -1), s => s.Baskets);
        found.ShouldBe(counts.Where(c => c.Value >= 40).ToDictionary(), ignoreOrder: true);
    }

    [Test]
    public void Recommend_OfKnownRules_AddsConfidenceTimesLogLift()
    {
        var baskets = RecommenderTests.RandomMatrix(8);
        var options = new AssociationRuleOptions { Support = 0.05, Confidence = 0.3, Size = 3 };
        var rules = AssociationRules.Find(baskets, options, default).Where(r => r.Lift > 1).ToList();
        var recommender = AssociationRulesRecommender.Train(baskets, options, default);
        recommender.Note.ShouldStartWith($"{rules.Count} rules");
        var row = UserRow.Of(baskets, 2);
        var own = row.Items.ToArray();
        var top = new ScoredItem[baskets.Items];
        var count = recommender.Recommend(row, own, top);
        count.ShouldBeGreaterThan(0);
        foreach (var (item, score) in top.Take(count))
            ((double)score).ShouldBe(rules.Where(r => r.Consequent == item && r.Antecedent.All(own.Contains)).Sum(r => r.Confidence * Math.Log(r.Lift)), 1e-4);
    }

    [Test]
    public void Find_TooManySetsOrUnusableSettings_Throws()
    {
        var baskets = RecommenderTests.RandomMatrix(8);
        Should.Throw<ArgumentException>(() => AssociationRules.Find(baskets, new() { Support = 0.001, MostSets = 50 }, default)).Message.ShouldContain("raise the support");
        Should.Throw<ValidationException>(() => AssociationRules.Find(baskets, new() { Size = 1 }, default));
        Should.Throw<ValidationException>(() => RecommenderCatalogue.Train(AlgorithmChoice.Parse("association-rules:support=2"), baskets, 1, default));
    }

    private static (InteractionMatrix Baskets, IdMap Items) Groceries()
    {
        var (items, found, basket) = (new IdMap(), new List<Interaction>(), 0);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.RealData("groceries", "groceries_baskets.csv.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            foreach (var item in line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) found.Add(new(basket, items.Add(item), 1, null));
            basket++;
        }

        return (InteractionMatrix.Build(basket, items.Count, [.. found], RepeatedPairs.One), items);
    }
}
