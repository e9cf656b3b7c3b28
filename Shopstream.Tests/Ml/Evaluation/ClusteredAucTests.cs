using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Ml.Evaluation;

[TestFixture]
internal sealed class ClusteredAucTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Of_WithOneRowACluster_IsDeLongsVariance(int seed)
    {
        var (labels, scores, other, _) = Sample(seed, users: 60, rowsEach: 1);
        var own = Own(labels.Length);

        var found = ClusteredAuc.Of(labels, scores, own);
        var difference = ClusteredAuc.Difference(labels, scores, other, own);

        found.Value.ShouldBe(BinaryScores.Auc(labels, scores), 1e-12);
        found.StandardError.ShouldBe(Math.Sqrt(DeLong(labels, scores, null)), 1e-12);
        difference.Value.ShouldBe(BinaryScores.Auc(labels, scores) - BinaryScores.Auc(labels, other), 1e-12);
        difference.StandardError.ShouldBe(Math.Sqrt(DeLong(labels, scores, other)), 1e-12);
    }

    [Test]
    public void Of_WithEveryRowTwiceInItsCluster_IsAsSureAsWithEveryRowOnce()
    {
        var (labels, scores, _, _) = Sample(4, users: 80, rowsEach: 1);
        var own = Own(labels.Length);

        var twice = ClusteredAuc.Of([.. labels, .. labels], [.. scores, .. scores], [.. own, .. own]);

        twice.StandardError.ShouldBe(ClusteredAuc.Of(labels, scores, own).StandardError, 1e-12);
    }

    [Test]
    public void Interval_OverUsersWhoseRowsResembleEachOther_HoldsTheTruthAsOftenAsItSays()
    {
        var truth = Enumerable.Range(1000, 20).Average(s =>
        {
            var (labels, scores, _, _) = Sample(s, users: 1000, rowsEach: 8);
            return BinaryScores.Auc(labels, scores);
        });
        int clustered = 0, naive = 0;
        const int Repeats = 300;
        for (var seed = 0; seed < Repeats; seed++)
        {
            var (labels, scores, _, users) = Sample(seed, users: 60, rowsEach: 8);
            if (Holds(ClusteredAuc.Of(labels, scores, users))) clustered++;
            if (Holds(ClusteredAuc.Of(labels, scores, Own(labels.Length)))) naive++;
        }

        ((double)clustered / Repeats).ShouldBeInRange(0.90, 0.98);
        ((double)naive / Repeats).ShouldBeLessThan(0.88);

        bool Holds(Estimate estimate)
        {
            var (low, high) = estimate.Interval(0.95);
            return low <= truth && truth <= high;
        }
    }

    [Test]
    public void Difference_OfAModelWithItself_IsZeroForSure()
    {
        var (labels, scores, _, users) = Sample(9, users: 40, rowsEach: 3);

        ClusteredAuc.Difference(labels, scores, scores, users).ShouldBe(new Estimate(0, 0));
    }

    [Test]
    public void Of_WithOneUserOfAClass_IsRefused() =>
        Should.Throw<ArgumentException>(() => ClusteredAuc.Of([1, 1, 0, 0], [1, 2, 3, 4], ["a", "a", "b", "c"])).Message.ShouldContain("1 clusters with a yes and 2 with a no");

    /// <summary>The definition, pair by pair.</summary>
    private static double DeLong(float[] labels, float[] scores, float[]? other)
    {
        var yes = Enumerable.Range(0, labels.Length).Where(i => labels[i] > 0.5f).ToArray();
        var no = Enumerable.Range(0, labels.Length).Where(i => labels[i] <= 0.5f).ToArray();
        double Wins(int i, int j) => Order(scores, i, j) - (other is null ? 0 : Order(other, i, j));
        return Spread(yes, i => no.Average(j => Wins(i, j))) + Spread(no, j => yes.Average(i => Wins(i, j)));

        static double Order(float[] s, int i, int j) => s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;

        static double Spread(int[] rows, Func<int, double> component)
        {
            var values = Array.ConvertAll(rows, r => component(r));
            var mean = values.Average();
            return values.Sum(v => (v - mean) * (v - mean)) / (rows.Length - 1) / rows.Length;
        }
    }

    /// <summary>Users who differ in how much they buy and in how they score, with rows that resemble each other.</summary>
    private static (float[] Labels, float[] Scores, float[] Other, string[] Users) Sample(int seed, int users, int rowsEach)
    {
        var random = new SeededRandom(seed);
        var rows = users * rowsEach;
        var (labels, scores, other, names) = (new float[rows], new float[rows], new float[rows], new string[rows]);
        for (var row = 0; row < rows;)
        {
            var user = random.NextNormal();
            for (var i = 0; i < rowsEach; i++, row++)
            {
                names[row] = $"u{row / rowsEach}";
                labels[row] = user + (0.5 * random.NextNormal()) > 0 ? 1 : 0;
                scores[row] = (float)Math.Round(user + (2 * labels[row]) + random.NextNormal(), 1);
                other[row] = (float)Math.Round(labels[row] + random.NextNormal(), 1);
            }
        }

        return (labels, scores, other, names);
    }

    private static string[] Own(int rows) => [.. Enumerable.Range(0, rows).Select(r => $"{r}")];
}
