using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Privacy;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class NoisyStatisticsTests
{
    private readonly PrivacyLedger _ledger = new(1000, 0, TimeProvider.System);

    [Test]
    public void Count_ManyTimes_IsUnbiasedWithTheStatedSpread()
    {
        var statistics = Seeded(5);
        var errors = Enumerable.Range(0, 4000).Select(_ => statistics.Count("sessions", 100, 0.1, perPerson: 3) - 100.0).ToList();

        // Scale 30: standard deviation 42.4, of the mean 0.67.
        errors.Average().ShouldBe(0, 2.7);
        errors.Average(Math.Abs).ShouldBe(30, 2.0);
    }

    [Test]
    public void Counts_OfDisjointCells_CostOnce()
    {
        var ledger = new PrivacyLedger(0.5, 0, TimeProvider.System);
        var cells = new Dictionary<string, long>(StringComparer.Ordinal) { ["Bern"] = 1000, ["Ulm"] = 0 };
        var noisy = new NoisyStatistics(ledger).Counts("visitors by town", cells, 0.5);
        noisy.Keys.ShouldBe(cells.Keys, ignoreOrder: true);

        // Off by 100 at scale 2 once in 10^21.
        noisy["Bern"].ShouldBeInRange(900, 1100);
        ledger.EpsilonSpent.ShouldBe(0.5);
        Should.Throw<PrivacyBudgetException>(() => new NoisyStatistics(ledger).Count("again", 1, 0.1));
    }

    [Test]
    public void Mean_OfManyPeople_IsCloseAndClipped()
    {
        var statistics = Seeded(6);
        var values = Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? 10.0 : 20.0).Append(1e12).Append(double.NaN).ToArray();
        statistics.Mean("duration", values, 0, 100, 1).ShouldBe(15, 0.3);
    }

    [Test]
    public void Mean_OneOutlierBeyondTheBounds_CountsAsTheBound()
    {
        // With almost no noise the clipping shows: one value of 10, one clipped to 50.
        Seeded(7).Mean("duration", [10, 1e9], 0, 50, 64).ShouldBe(30, 2.0);
    }

    [Test]
    public void Mean_OfNobody_LiesWithinTheBounds()
    {
        for (var seed = 0; seed < 50; seed++) Seeded(seed).Mean("duration", [], -3, 5, 0.01).ShouldBeInRange(-3, 5);
    }

    [Test]
    public void Release_OfFeatures_ClipsAndAddsNoiseByFeature()
    {
        var ledger = new PrivacyLedger(3, 0, TimeProvider.System);
        const int Rows = 5000;
        var matrix = new FeatureMatrix(["clicks", "age"], [[.. Enumerable.Repeat(1e6f, Rows)], [.. Enumerable.Repeat(float.NaN, Rows)]]);
        var noisy = NoisyFeatures.Release(matrix, [new("age", 20, 80, 2), new("clicks", 0, 50, 1)], ledger, "training table", new SeededNoise(8));
        ledger.EpsilonSpent.ShouldBe(3);
        var clicks = noisy.Column(0).ToArray().Select(x => x - 50.0).ToList();
        var age = noisy.Column(1).ToArray().Select(x => x - 50.0).ToList();
        clicks.Average(Math.Abs).ShouldBe(50, 3.0);
        age.Average(Math.Abs).ShouldBe(30, 2.0);
    }

    [Test]
    public void Release_WithAColumnLeftOut_IsRefusedByName()
    {
        var matrix = new FeatureMatrix(["clicks", "age"], [[1], [2]]);
        Should.Throw<ArgumentException>(() => NoisyFeatures.Release(matrix, [new("age", 20, 80, 2)], _ledger, "x")).Message.ShouldContain("clicks");
        Should.Throw<ArgumentException>(() => NoisyFeatures.Release(matrix, [new("age", 80, 20, 2), new("clicks", 0, 1, 1)], _ledger, "x")).Message.ShouldContain("age");
    }

    private NoisyStatistics Seeded(long seed)
    {
        var source = new SeededNoise(seed);
        return new NoisyStatistics(_ledger, () => source);
    }
}
