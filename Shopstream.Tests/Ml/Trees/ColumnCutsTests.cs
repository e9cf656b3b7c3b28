using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Trees;

[TestFixture]
internal sealed class ColumnCutsTests
{
    [TestCase(2)]
    [TestCase(17)]
    [TestCase(255)]
    public void Bins_OfAnyColumn_AgreeWithThresholds(int maxBins)
    {
        var random = new Random(3);
        float[][] columns =
        [
            [.. Enumerable.Range(0, 3_000).Select(i => i % 7 == 0 ? float.NaN : (float)(random.NextDouble() - 0.5) * MathF.Pow(10, random.Next(-20, 20)))],
            [.. Enumerable.Range(0, 3_000).Select(_ => (float)random.Next(5))],
            [.. Enumerable.Range(0, 3_000).Select(i => i < 2_900 ? 0f : random.NextSingle())],
            [.. Enumerable.Range(0, 3_000).Select(i => i % 3 == 0 ? float.MinValue : i % 3 == 1 ? float.MaxValue : -0f)],
        ];
        var binned = BinnedMatrix.Of(new FeatureMatrix(["a", "b", "c", "d"], columns), maxBins, 2);
        for (var c = 0; c < columns.Length; c++)
        {
            var cuts = binned.Cuts[c];
            cuts.Bins.ShouldBeInRange(2, maxBins);
            for (var r = 0; r < columns[c].Length; r++)
            {
                int bin = binned.Column(c)[r];
                if (float.IsNaN(columns[c][r]))
                {
                    bin.ShouldBe(BinnedMatrix.Missing);
                    continue;
                }

                for (var b = 0; b < cuts.Bins - 1; b++) (columns[c][r] < cuts.Threshold(b)).ShouldBe(bin <= b, $"column {c}, row {r}, bin {b}");
            }
        }
    }

    [Test]
    public void Bins_OfFewDistinctValues_HoldOneValueEach()
    {
        float[] values = [3, 1, 1, 2, 3, 3, float.NaN];
        var binned = BinnedMatrix.Of(new FeatureMatrix(["a"], [values]), 255, 1);
        binned.Column(0).ShouldBe(new byte[] { 2, 0, 0, 1, 2, 2, 255 });
        binned.Cuts[0].Borders.ShouldBe([1.5f, 2.5f]);
    }

    [Test]
    public void Bins_OfManyDistinctValues_HoldAboutEqualNumbersOfRows()
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 51_000).Select(_ => MathF.Exp(10 * random.NextSingle())).ToArray();
        var binned = BinnedMatrix.Of(new FeatureMatrix(["a"], [values]), 255, 1);
        var counts = binned.Column(0).GroupBy(b => b).Select(g => g.Count()).ToArray();
        counts.Length.ShouldBe(255);
        counts.ShouldAllBe(n => n >= 190 && n <= 210);
    }

    [Test]
    public void Sort_OfAnyFloats_OrdersThemAsNumbers()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 10_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Where(v => !float.IsNaN(v)).ToArray();
        var sorted = RadixSort.Sort(Array.ConvertAll(values, RadixSort.Key), new uint[values.Length]).ToArray();
        Array.ConvertAll(sorted, RadixSort.Value).ShouldBe(values.Order());
    }
}
