using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ml.Similarity;

namespace Shopstream.Tests.Ml.Similarity;

[TestFixture]
internal sealed class SimilarityTests
{
    private const int Seed = 20;

    [TestCase(0.1)]
    [TestCase(0.3)]
    [TestCase(0.5)]
    [TestCase(0.8)]
    [TestCase(1.0)]
    public void Sign_PairsOfKnownSimilarity_EstimateWithinTheStatedError(double similarity)
    {
        const int pairs = 400;
        var random = new Random(Seed);
        var errors = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            var (one, other) = Pair(random, 60, similarity, out var exact);
            var hasher = new MinHasher(128, (ulong)random.NextInt64());
            errors.Add(MinHasher.Estimate(Signature(hasher, one), Signature(hasher, other)) - exact);
        }

        // The error of one estimate is binomial; of the mean of many, so much smaller.
        var standardError = Math.Sqrt(similarity * (1 - similarity) / 128);
        Math.Abs(errors.Average()).ShouldBeLessThan((4 * standardError / Math.Sqrt(pairs)) + 1e-9);
        Math.Sqrt(errors.Average(e => e * e)).ShouldBeLessThan((1.25 * standardError) + 1e-9);
    }

    [Test]
    public void Sign_OrderAndRepeats_DoNotMatter([Values(1, 7, 100, 128)] int hashes)
    {
        var hasher = new MinHasher(hashes);
        ulong[] items = [.. Enumerable.Range(0, 50).Select(i => MinHasher.ItemOf($"item{i}"))];
        Signature(hasher, [.. items.Reverse(), .. items]).ShouldBe(Signature(hasher, items));
        Signature(hasher, []).ShouldAllBe(v => v == uint.MaxValue);
        Signature(new MinHasher(hashes, seed: 2), items).ShouldNotBe(Signature(hasher, items));
    }

    [TestCase(0.2)]
    [TestCase(0.5)]
    [TestCase(0.8)]
    [TestCase(1.0)]
    public void ForThreshold_AnyThreshold_FindsPairsAtItAndFitsTheSignature(double threshold)
    {
        var banding = LshBanding.ForThreshold(128, threshold);
        (banding.Bands * banding.Rows).ShouldBeLessThanOrEqualTo(128);
        banding.Probability(threshold).ShouldBeGreaterThanOrEqualTo(LshBanding.RecallAtThreshold);
        new LshBanding(128 / (banding.Rows + 1), banding.Rows + 1).Probability(threshold).ShouldBeLessThan(threshold == 1 ? 2 : LshBanding.RecallAtThreshold);
    }

    [Test]
    public void Similar_AfterRandomInsertsReplacementsAndRemovals_EqualsBruteForceOverCandidates([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        var index = new SimilarityIndex(new MinHasher(128), 0.5);
        var sets = new Dictionary<string, ulong[]>();
        for (var step = 0; step < 1_500; step++)
        {
            var id = $"u{random.Next(200)}";
            if (random.Next(4) == 0)
            {
                index.Remove(id).ShouldBe(sets.Remove(id));
                continue;
            }

            // Families of users with a common taste, so that there is something to find.
            var family = random.Next(12);
            var loyalty = random.NextDouble();
            ulong[] items = [.. Enumerable.Range(0, 25).Where(_ => random.NextDouble() < loyalty).Select(i => MinHasher.ItemOf($"{family}/{i}"))];
            index.Insert(id, items);
            sets[id] = [.. items.Distinct().Order()];
        }

        index.Count.ShouldBe(sets.Count);
        long wanted = 0, found = 0;
        foreach (var (id, items) in sets)
        {
            var expected = sets.Where(o => o.Key != id).Select(o => (o.Key, Jaccard: Exact(items, o.Value))).Where(o => o.Jaccard >= 0.5).ToDictionary(o => o.Key, o => o.Jaccard);
            var similar = index.Similar(id);
            similar.ShouldAllBe(s => expected.ContainsKey(s.Id) && Math.Abs(expected[s.Id] - s.Jaccard) < 1e-12, $"{id}: nothing false, similarity exact");
            similar.Select(s => s.Jaccard).ShouldBeInOrder(SortDirection.Descending);
            index.Similar(items).Where(s => s.Id != id).ShouldBe(similar);
            index.Similar(id, top: 2).ShouldBe(similar.Take(2));
            wanted += expected.Count(e => e.Value >= 0.6);
            found += similar.Count(s => s.Jaccard >= 0.6);
        }

        wanted.ShouldBeGreaterThan(50);
        ((double)found / wanted).ShouldBeGreaterThan(0.95, "recall of pairs from 0.6 up");
    }

    [Test]
    public void Similar_UnknownOrEmpty_IsNothing()
    {
        var index = new SimilarityIndex(new MinHasher());
        index.Insert("empty", []);
        index.Insert("also empty", []);
        index.Similar("empty").ShouldBeEmpty();
        index.Similar("nobody").ShouldBeEmpty();
        index.Similar(ReadOnlySpan<ulong>.Empty).ShouldBeEmpty();
        index.Remove("nobody").ShouldBeFalse();
    }

    [TestCase(1)]
    [TestCase(31)]
    [TestCase(33)]
    [TestCase(128)]
    public void SignAll_AnyNumberOfThreads_EqualsSigningOneByOne(int hashes)
    {
        var random = new Random(Seed);
        var hasher = new MinHasher(hashes, seed: 5);
        ulong[][] sets = [.. Enumerable.Range(0, 1_300).Select(i => Enumerable.Range(0, i % 40).Select(_ => (ulong)random.NextInt64()).ToArray())];
        uint[] expected = [.. sets.SelectMany(s => Signature(hasher, s))];
        hasher.SignAll(sets, threads: 1).ShouldBe(expected);
        hasher.SignAll(sets, threads: 2).ShouldBe(expected);
    }

    [Test]
    public void InsertAll_WithRepeatedIdsOverAFilledIndex_EqualsInsertingOneByOne()
    {
        var random = new Random(Seed);
        var (one, all) = (new SimilarityIndex(new MinHasher(64), 0.4), new SimilarityIndex(new MinHasher(64), 0.4));
        string[] ids = [.. Enumerable.Range(0, 400).Select(_ => $"u{random.Next(250)}")];
        ulong[][] sets = [.. ids.Select(_ => Enumerable.Range(0, random.Next(0, 20)).Select(_ => MinHasher.ItemOf($"{random.Next(25)}")).ToArray())];
        for (var i = 0; i < ids.Length; i++) one.Insert(ids[i], sets[i]);
        all.InsertAll(ids[..100], sets[..100]);
        all.InsertAll(ids[100..], sets[100..], threads: 2);

        all.Count.ShouldBe(one.Count);
        foreach (var id in ids.Distinct()) all.Similar(id).ShouldBe(one.Similar(id));
        foreach (var id in ids.Distinct())
        {
            all.Remove(id).ShouldBeTrue();
            all.Similar(id).ShouldBeEmpty();
        }

        all.Count.ShouldBe(0);
        Should.Throw<ArgumentException>(() => all.InsertAll(["a"], [])).Message.ShouldContain("0 sets for 1 ids");
    }

    [Test]
    public void Similar_WithALimitOfCandidates_ComparesNoMore()
    {
        var index = new SimilarityIndex(new MinHasher());
        for (var i = 0; i < 100; i++) index.Insert($"u{i}", [1, 2, 3]);
        index.Similar("u7", candidates: 10).Count.ShouldBe(10);
        index.Similar("u7", top: 5, candidates: 10).Count.ShouldBe(5);
        index.Similar("u7").Count.ShouldBe(99);
    }

    [Test]
    public void Jaccard_AnyTwoSets_IsWhatLinqSays() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<uint[], uint[]>((one, other) =>
    {
        ulong[] first = [.. one.Select(i => (ulong)(i % 30))], second = [.. other.Select(i => (ulong)(i % 30))];
        return Math.Abs(SortedSet.Jaccard(SortedSet.Of(first), SortedSet.Of(second)) - Exact(first, second)) < 1e-15;
    }));

    private static uint[] Signature(MinHasher hasher, ulong[] items)
    {
        var signature = new uint[hasher.Hashes];
        hasher.Sign(items, signature);
        return signature;
    }

    private static double Exact(ulong[] one, ulong[] other) => (double)one.Intersect(other).Count() / Math.Max(1, one.Union(other).Count());

    private static (ulong[] One, ulong[] Other) Pair(Random random, int size, double similarity, out double exact)
    {
        var common = (int)Math.Round(2 * size * similarity / (1 + similarity));
        ulong Item() => MinHasher.ItemOf($"{random.NextInt64()}");
        ulong[] shared = [.. Enumerable.Range(0, common).Select(_ => Item())];
        ulong[] one = [.. shared, .. Enumerable.Range(0, size - common).Select(_ => Item())];
        ulong[] other = [.. shared, .. Enumerable.Range(0, size - common).Select(_ => Item())];
        exact = Exact(one, other);
        return (one, other);
    }
}
