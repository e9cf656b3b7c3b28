using System.ComponentModel.DataAnnotations;
using MathNet.Numerics.LinearAlgebra;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Tests.Recommendations.Algorithms;

[TestFixture]
internal sealed class RecommenderTests
{
    private const int Users = 60;
    private const int Items = 40;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Select_OfRandomScores_IsTheSortedHead(int seed)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, 200).Select(_ => (float)random.Next(30)).ToArray();
        int[] exclude = [.. Enumerable.Range(0, 200).Where(_ => random.Next(4) == 0), 500];
        var top = new ScoredItem[random.Next(1, 40)];
        TopSelection.Of(scores, exclude, top, above: 3).ShouldBe(top.Length);
        top.ShouldBe(
            Enumerable.Range(0, 200).Where(i => !exclude.Contains(i) && scores[i] > 3).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(top.Length).Select(i => new ScoredItem(i, scores[i])),
            $"seed {seed}");
    }

    [Test]
    public void Select_FewerThanAskedFor_LeavesOutNaNAndTellsTheCount()
    {
        var top = new ScoredItem[4];
        TopSelection.Of([float.NaN, 2, float.NegativeInfinity, 3], [], top).ShouldBe(2);
        top.Take(2).Select(t => t.Item).ShouldBe([3, 1]);
        TopSelection.Of([1, 2], [], []).ShouldBe(0);
    }

    [TestCase(5, 1)]
    [TestCase(64, 2)]
    [TestCase(131, 3)]
    [TestCase(257, 4)]
    public void Invert_RandomPositiveMatrix_AgreesWithMathNetForAnyThreads(int n, int seed)
    {
        var random = new Random(seed);
        var a = Matrix<double>.Build.Dense(n, 2 * n, (_, _) => random.NextDouble() - 0.3);
        var positive = (a * a.Transpose()) + (Matrix<double>.Build.DenseIdentity(n) * n);
        var expected = positive.Inverse();
        float[][] one = Rows(positive), two = Rows(positive);
        SymmetricInverse.Invert(one, 1, default);
        SymmetricInverse.Invert(two, 2, default);
        for (var r = 0; r < n; r++)
        {
            one[r].ShouldBe(two[r]);
            for (var c = 0; c < n; c++) ((double)one[r][c]).ShouldBe(expected[r, c], 1e-4 / n, $"row {r}, column {c}, seed {seed}");
        }
    }

    [Test]
    public void Invert_MatrixThatIsNotPositive_Throws() =>
        Should.Throw<ArithmeticException>(() => SymmetricInverse.Invert([[1, 0], [2, 1]], 1, default)).Message.ShouldContain("positive definite");

    [Test]
    public void Ease_RandomMatrix_AgreesWithTheClosedForm()
    {
        var matrix = RandomMatrix(7);
        var x = Matrix<double>.Build.Dense(Users, Items, (u, i) => matrix.ItemsOf(u).BinarySearch(i) >= 0 ? 1 : 0);
        var p = ((x.Transpose() * x) + (Matrix<double>.Build.DenseIdentity(Items) * 3)).Inverse();
        var ease = EaseRecommender.Train(matrix, new() { Lambda = 3 }, 2, default);
        for (var i = 0; i < Items; i++)
            for (var j = 0; j < Items; j++) ((double)ease.WeightsOf(i)[j]).ShouldBe(i == j ? 0 : -p[i, j] / p[j, j], 1e-5);
    }

    [TestCase(Similarity.Cosine, 0)]
    [TestCase(Similarity.Cosine, 7)]
    [TestCase(Similarity.Jaccard, 0)]
    [TestCase(Similarity.Jaccard, 3)]
    [TestCase(Similarity.TfIdf, 0)]
    [TestCase(Similarity.Bm25, 2)]
    public void ItemKnn_RandomMatrix_AgreesWithAllPairs(Similarity similarity, double shrinkage)
    {
        var matrix = RandomMatrix(9);
        var knn = ItemNeighboursRecommender.Train(matrix, new() { Similarity = similarity, K = 6, Shrinkage = shrinkage }, 2, default);
        var likeness = new double[Items, Items];
        for (var i = 0; i < Items; i++)
            for (var j = 0; j < Items; j++) likeness[i, j] = Likeness(matrix, similarity, shrinkage, i, j);
        for (var i = 0; i < Items; i++)
        {
            var expected = Enumerable.Range(0, Items).Where(j => j != i && likeness[i, j] > 0).Select(j => likeness[i, j]).OrderDescending().Take(6).ToArray();
            var found = knn.NeighboursOf(i).ToArray();
            found.Length.ShouldBe(expected.Length);
            for (var n = 0; n < found.Length; n++)
            {
                ((double)found[n].Score).ShouldBe(expected[n], 1e-4);
                likeness[i, found[n].Item].ShouldBe(expected[n], 1e-4);
            }
        }

        var top = new ScoredItem[Items];
        var count = knn.Recommend(UserRow.Of(matrix, 3), [], top);
        foreach (var scored in top.Take(count))
        {
            var sum = 0.0;
            foreach (var neighbour in knn.NeighboursOf(scored.Item))
                if (matrix.ItemsOf(3).BinarySearch(neighbour.Item) >= 0) sum += neighbour.Score;
            ((double)scored.Score).ShouldBe(sum, 1e-4);
        }
    }

    [Test]
    public void ItemKnn_KeepingTies_KeepsAllThatAreAsAlikeAsTheLast()
    {
        // Item 0 is exactly as alike to items 1 to 5, each of which shares one user of two with it, and less to item 6.
        var rows = new List<Interaction>();
        for (var n = 0; n < 5; n++) rows.AddRange([new(n, 0, 1, null), new(n, n + 1, 1, null), new(5 + n, n + 1, 1, null)]);
        rows.AddRange([new(0, 6, 1, null), new(10, 6, 1, null), new(11, 6, 1, null), new(12, 6, 1, null)]);
        var matrix = InteractionMatrix.Build(13, 7, [.. rows], RepeatedPairs.One);
        int[] Kept(int k, bool ties) => [.. ItemNeighboursRecommender.Train(matrix, new() { K = k, KeepTies = ties }, 1, default).NeighboursOf(0).ToArray().Select(n => n.Item)];
        Kept(2, false).ShouldBe([1, 2]);
        Kept(2, true).ShouldBe([1, 2, 3, 4, 5]);
        Kept(5, true).ShouldBe([1, 2, 3, 4, 5]);
        Kept(6, true).ShouldBe([1, 2, 3, 4, 5, 6]);
        RecommenderCatalogue.Train(AlgorithmChoice.Parse("item-knn:ties=true"), matrix, 1, default).Items.ShouldBe(7);
        Should.Throw<FormatException>(() => RecommenderCatalogue.Train(AlgorithmChoice.Parse("item-knn:ties=maybe"), matrix, 1, default)).Message.ShouldContain("true or false");
    }

    [TestCase("popular")]
    [TestCase("item-knn")]
    [TestCase("user-knn:k=20")]
    [TestCase("ease:lambda=5")]
    [TestCase("als:regularization=1")]
    [TestCase("bpr")]
    [TestCase("co-occurrence")]
    [TestCase("association-rules:confidence=0")]
    [TestCase("hybrid")]
    [TestCase("hybrid:als=1:bpr=1:fuse=rank")]
    public void Recommend_ExcludedItemsAndStrangers_AreAnsweredSensibly(string text)
    {
        var matrix = RandomMatrix(5);
        var choice = AlgorithmChoice.Parse(text);
        var recommender = RecommenderCatalogue.Train(choice, matrix, 2, default);
        recommender.Name.ShouldBe(choice.Name);
        recommender.Items.ShouldBe(Items);
        var top = new ScoredItem[10];
        var own = matrix.ItemsOf(4).ToArray();
        recommender.Recommend(UserRow.Of(matrix, 4), own, top).ShouldBe(10);
        top.Select(t => t.Item).Intersect(own).ShouldBeEmpty();
        var known = top.ToArray();
        // The same row without a number, as of a new visitor, and one that knows nothing but an item of later.
        recommender.Recommend(new(-1, own, matrix.ValuesOf(4)), own, top).ShouldBe(10);
        if (!text.Contains("user-knn") && !text.Contains("bpr")) top.ShouldBe(known);
        recommender.Recommend(new(-1, [], []), [], top).ShouldBe(choice.Name == "popular" ? 10 : 0);
        recommender.Recommend(new(-1, [Items + 3], [1]), [], top).ShouldBe(choice.Name == "popular" ? 10 : 0);
        recommender.Recommend(UserRow.Of(matrix, 4), [.. Enumerable.Range(0, Items)], top).ShouldBe(0);
    }

    [Test]
    public void Hybrid_OfTwoLists_AddsReciprocalRanks()
    {
        var fused = new RankFusionRecommender([(new FixedList(1, 2, 3), 1), (new FixedList(3, 1, 9), 2)], new() { Smoothing = 60 });
        var top = new ScoredItem[10];
        fused.Recommend(new(0, [], []), [], top).ShouldBe(4);
        top.Take(4).Select(t => t.Item).ShouldBe([3, 1, 9, 2]);
        top[0].Score.ShouldBe((1 / 63f) + (2 / 61f), 1e-6f);
    }

    [TestCase("nonsense", typeof(FormatException))]
    [TestCase("ease:k=3", typeof(FormatException))]
    [TestCase("item-knn:k=many", typeof(FormatException))]
    [TestCase("item-knn:similarity=euclid", typeof(FormatException))]
    [TestCase("item-knn:k=0", typeof(ValidationException))]
    [TestCase("ease:lambda=0", typeof(ValidationException))]
    [TestCase("hybrid:ease=0:item-knn=0", typeof(FormatException))]
    public void Train_UnusableChoice_Throws(string text, Type expected) =>
        Should.Throw(() => RecommenderCatalogue.Train(AlgorithmChoice.Parse(text), RandomMatrix(1), 1, default), expected);

    internal static InteractionMatrix RandomMatrix(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 600).Select(_ => new Interaction(random.Next(Users), (int)(Items * random.NextDouble() * random.NextDouble()), 1, null)).ToArray();
        return InteractionMatrix.Build(Users, Items, rows, RepeatedPairs.One);
    }

    private static double Likeness(InteractionMatrix matrix, Similarity similarity, double shrinkage, int i, int j)
    {
        var byItem = matrix.Transpose;
        double N(int user) => matrix.ItemsOf(user).Length;
        double Length(int item) => byItem.ItemsOf(item).Length;
        var mean = (double)matrix.Count / Items;
        double Weight(int item, int user) => similarity switch
        {
            Similarity.TfIdf => Math.Log((1.0 + Items) / (1 + N(user))) + 1,
            Similarity.Bm25 => Math.Log(1 + ((Items - N(user) + 0.5) / (N(user) + 0.5))) * 2.2 / (1 + (1.2 * (0.25 + (0.75 * Length(item) / mean)))),
            _ => 1,
        };
        double Norm(int item) => Math.Sqrt(byItem.ItemsOf(item).ToArray().Sum(u => Weight(item, u) * Weight(item, u)));
        var shared = byItem.ItemsOf(i).ToArray().Intersect(byItem.ItemsOf(j).ToArray()).ToArray();
        if (shared.Length == 0) return 0;
        var likeness = similarity == Similarity.Jaccard ? shared.Length / (Length(i) + Length(j) - shared.Length) : shared.Sum(u => Weight(i, u) * Weight(j, u));
        if (similarity is Similarity.Cosine or Similarity.TfIdf) likeness /= Norm(i) * Norm(j);
        return likeness * shared.Length / (shared.Length + shrinkage);
    }

    private static float[][] Rows(Matrix<double> matrix) => [.. matrix.EnumerateRows().Select(row => row.Select(v => (float)v).ToArray())];

    private sealed class FixedList(params int[] items) : IRecommender
    {
        public string Name => "fixed";

        public int Items => 10;

        public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
        {
            for (var n = 0; n < items.Length; n++) top[n] = new(items[n], -n);
            return items.Length;
        }
    }
}
