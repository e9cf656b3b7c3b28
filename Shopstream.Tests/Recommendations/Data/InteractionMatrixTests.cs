using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Tests.Recommendations.Data;

[TestFixture]
internal sealed class InteractionMatrixTests
{
    private static readonly Interaction[] Rows = [new(2, 1, 3, null), new(0, 2, 1, null), new(2, 0, 5, null), new(2, 1, 4, null), new(0, 2, 2, null)];

    [TestCase(RepeatedPairs.One, new[] { 1f, 1f, 1f })]
    [TestCase(RepeatedPairs.Sum, new[] { 3f, 5f, 7f })]
    [TestCase(RepeatedPairs.Last, new[] { 2f, 5f, 4f })]
    public void Build_RepeatedPairs_BecomeWhatIsAskedFor(RepeatedPairs repeated, float[] values)
    {
        var matrix = InteractionMatrix.Build(3, 4, Rows, repeated);
        matrix.Starts.ToArray().ShouldBe([0, 1, 1, 3]);
        matrix.AllItems.ToArray().ShouldBe([2, 0, 1]);
        matrix.AllValues.ToArray().ShouldBe(values);
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Transpose_OfRandomMatrix_HoldsEveryEntryOnceAscending(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 400).Select(_ => new Interaction(random.Next(30), random.Next(20), random.Next(1, 6), null)).ToArray();
        var matrix = InteractionMatrix.Build(30, 20, rows, RepeatedPairs.Sum);
        var expected = rows.GroupBy(r => (r.User, r.Item)).ToDictionary(g => g.Key, g => g.Sum(r => r.Value));
        Entries(matrix).ShouldBe(expected.OrderBy(e => e.Key).Select(e => (e.Key.User, e.Key.Item, e.Value)), $"seed {seed}");
        Entries(matrix.Transpose).ShouldBe(expected.OrderBy(e => (e.Key.Item, e.Key.User)).Select(e => (e.Key.Item, e.Key.User, e.Value)), $"seed {seed}");
        matrix.Transpose.Transpose.ShouldBeSameAs(matrix);
    }

    [Test]
    public void Build_NumberOutsideTheMatrix_Throws()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => InteractionMatrix.Build(2, 4, Rows, RepeatedPairs.One));
        Should.Throw<ArgumentOutOfRangeException>(() => InteractionMatrix.Build(3, 2, Rows, RepeatedPairs.One));
        Should.Throw<ArgumentOutOfRangeException>(() => InteractionMatrix.Build(1, 1, [new(0, 0, float.NaN, null)], RepeatedPairs.One));
    }

    private static IEnumerable<(int Row, int Column, float Value)> Entries(InteractionMatrix matrix) =>
        Enumerable.Range(0, matrix.Users).SelectMany(u => matrix.ItemsOf(u).ToArray().Zip(matrix.ValuesOf(u).ToArray(), (i, v) => (u, i, v)));
}
