using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Tests.Ml.Drift;

[TestFixture]
internal sealed class DriftMeasureTests
{
    [Test]
    public void Of_TwoCategoriesThatMove_IsTheIndexByHand()
    {
        var before = new ColumnProfile("device", [], ["mobile", "desktop"], [6000, 4000, 0], 0);
        var now = before with { Counts = [4000, 6000, 0] };

        var measure = DriftMeasure.Of(before, now);

        measure.StabilityIndex.ShouldBe(2 * 0.2 * Math.Log(1.5), 1e-4);
        measure.Level.ShouldBe(DriftLevel.Shifted);
        (measure.KolmogorovSmirnov, measure.PValue).ShouldBe((null, null));
        measure.Bins.ShouldBe([new DriftBin("mobile", 0.6, 0.4), new DriftBin("desktop", 0.4, 0.6)]);
    }

    [Test]
    public void Of_ALevelNeverSeen_CountsAmongTheOthers()
    {
        var column = Table("tablet", "mobile", "mobile", null)["x"];
        var before = ColumnProfile.Of(Table("mobile", "mobile", "desktop", "desktop")["x"], [0, 1, 2, 3]);

        var now = before.Counted(column, [0, 1, 2, 3]);

        before.Levels.ShouldBe(["desktop", "mobile"]);
        now.Counts.ShouldBe([0, 2, 1]);
        now.Missing.ShouldBe(1);
        now.Rows.ShouldBe(4);
    }

    [Test]
    public void OfNumbers_OfFewValues_HasABinForEach()
    {
        var profile = ColumnProfile.OfNumbers("n", [3, 1, 2, 1, 2, 2, double.NaN]);

        profile.Edges.ShouldBe([1, 2]);
        profile.Counts.ShouldBe([2, 3, 1]);
        profile.Missing.ShouldBe(1);
    }

    [Test]
    public void OfNumbers_OfManyValues_HasBinsOfEqualShares()
    {
        var random = new SeededRandom(2);
        var values = Enumerable.Range(0, 10_000).Select(_ => random.NextNormal()).ToArray();

        var profile = ColumnProfile.OfNumbers("n", values);

        profile.Counts.Length.ShouldBe(20);
        profile.Counts.ShouldAllBe(c => c > 490 && c < 510);
    }

    [TestCase(0.0, DriftLevel.Stable)]
    [TestCase(0.4, DriftLevel.Shifted)]
    [TestCase(1.0, DriftLevel.Drifted)]
    public void Of_NumbersThatMoveBySoManyDeviations_HasTheLevel(double shift, DriftLevel expected)
    {
        var random = new SeededRandom(3);
        var before = ColumnProfile.OfNumbers("n", Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray());

        var measure = DriftMeasure.Of(before, before.Counted(Enumerable.Range(0, 5_000).Select(_ => random.NextNormal() + shift).ToArray()));

        measure.Level.ShouldBe(expected, measure.ToString());

        // The index of two normal distributions of equal deviation is shift², the distance of Kolmogorov and Smirnov 2Φ(shift / 2) − 1.
        measure.StabilityIndex.ShouldBe(shift * shift, 0.05 + (0.1 * shift * shift));
        measure.KolmogorovSmirnov!.Value.ShouldBe((2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, shift / 2)) - 1, 0.03);
        if (shift > 0) measure.PValue!.Value.ShouldBeLessThan(1e-6);
    }

    [Test]
    public void Of_SmallSamplesThatDoNotMove_StaysWithinChanceAsOftenAsItSays()
    {
        var random = new SeededRandom(4);
        var before = ColumnProfile.OfNumbers("n", Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray());
        int beyond = 0, moved = 0, unlikely = 0;
        const int Repeats = 400;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var measure = DriftMeasure.Of(before, before.Counted(Enumerable.Range(0, 400).Select(_ => random.NextNormal()).ToArray()));
            if (measure.StabilityIndex > measure.Chance) beyond++;
            if (measure.Level != DriftLevel.Stable) moved++;
            if (measure.PValue < 0.05) unlikely++;
        }

        ((double)beyond / Repeats).ShouldBeInRange(0.02, 0.09);
        ((double)unlikely / Repeats).ShouldBeLessThan(0.08);
        moved.ShouldBe(0);
    }

    [Test]
    public void Of_ValuesThatGoMissing_Drifts()
    {
        var before = ColumnProfile.OfNumbers("n", Enumerable.Range(0, 1000).Select(i => (double)i).ToArray());
        var now = before.Counted(Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? i : double.NaN).ToArray());

        var measure = DriftMeasure.Of(before, now);

        measure.Level.ShouldBe(DriftLevel.Drifted);
        measure.Bins[^1].ShouldBe(new DriftBin("(missing)", 0, 0.5));
        measure.KolmogorovSmirnov!.Value.ShouldBeLessThan(0.01);
    }

    [Test]
    public void Of_NoRows_IsStable()
    {
        var before = ColumnProfile.OfNumbers("n", [1, 2, 3]);

        DriftMeasure.Of(before, before.Counted(ReadOnlySpan<double>.Empty)).Level.ShouldBe(DriftLevel.Stable);
    }

    [Test]
    public void Reference_SavedAndLoaded_ComparesAlike()
    {
        var table = Table("a", "b", "a", "b", "a");
        var reference = DriftReference.Of(table, ["x", "x"], [0, 1, 2, 3], [0.1f, 0.2f, 0.3f, 0.4f]);

        var loaded = DriftReference.Load(reference.Save());
        var (score, columns) = loaded.Compare(table, [0.1f, 0.2f, 0.3f, 0.4f, 0.5f]);

        loaded.Columns.ShouldHaveSingleItem().Levels.ShouldBe(["a", "b"]);
        columns.ShouldHaveSingleItem().Bins.ShouldBe([new DriftBin("a", 0.5, 0.6), new DriftBin("b", 0.5, 0.4)]);
        (score.Name, score.Bins.Sum(b => b.Now)).ShouldBe(("score", 1.0));
        Should.Throw<InvalidDataException>(() => DriftReference.Load("[]"u8));
    }

    private static ColumnTable Table(params string?[] values) =>
        ColumnTable.FromRows(values.Select(v => new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = v }),
            new TableOptions { Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["x"] = ColumnKind.Category } });
}
