using Shopstream.Modules.Experiments.OffPolicy;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Experiments;

[TestFixture]
internal sealed class PolicyValueTests
{
    [Test]
    public void Of_FourRecords_EqualsTheHandCalculation()
    {
        // Weights 2, 0, 4, 0 and rewards 1, 1, 0.5, 0.
        var value = PolicyValue.Of([new(0.5, 1, 1), new(0.5, 0, 1), new(0.25, 1, 0.5), new(0.25, 0, 0)], double.PositiveInfinity, 0.05)!;
        value.InversePropensity.Value.ShouldBe((2 + 2) / 4.0, 1e-12);
        value.SelfNormalised!.Value.ShouldBe(4 / 6.0, 1e-12);
        value.EffectiveRecords.ShouldBe(36 / 20.0, 1e-12);
        value.MeanWeight.ShouldBe(1.5, 1e-12);
        (value.Records, value.Clipped).ShouldBe((4, 0));

        // Standard error of the mean of 2, 0, 2, 0.
        var half = 1.959963984540054 * Math.Sqrt(1 / 3.0);
        value.InversePropensity.Interval.Low.ShouldBe(1 - half, 1e-9);
        value.InversePropensity.Interval.High.ShouldBe(1 + half, 1e-9);
    }

    [Test]
    public void Of_GroupedRecords_EqualsOneByOne()
    {
        LoggedReward[] single = [new(0.2, 0.6, 1), new(0.2, 0.6, 3), new(0.8, 0.4, 2), new(0.8, 0.4, 0)];
        LoggedReward[] grouped = [new(0.2, 0.6, 2, 4, 10), new(0.8, 0.4, 2, 2, 4)];
        PolicyValue.Of(grouped, 2, 0.05).ShouldBe(PolicyValue.Of(single, 2, 0.05));
        PolicyValue.Of(grouped, 2, 0.05)!.Clipped.ShouldBe(2);
    }

    [Test]
    public void Of_SimulatedTraffic_CoversTheTruthAndNormalisingNarrows()
    {
        // Three actions with mean rewards 0.2, 0.5, 0.9; logged 0.7, 0.2, 0.1; the policy takes 0.1, 0.2, 0.7.
        double[] logged = [0.7, 0.2, 0.1], target = [0.1, 0.2, 0.7], means = [0.2, 0.5, 0.9];
        var truth = target.Zip(means, (p, m) => p * m).Sum();
        var random = new SeededRandom(3);
        int covered = 0, coveredNormalised = 0;
        double sum = 0, spread = 0, spreadNormalised = 0;
        const int Repetitions = 1_000;
        for (var i = 0; i < Repetitions; i++)
        {
            var rows = Enumerable.Range(0, 1_000).Select(_ =>
            {
                var u = random.NextDouble();
                var action = u < 0.7 ? 0 : u < 0.9 ? 1 : 2;
                return new LoggedReward(logged[action], target[action], random.NextDouble() < means[action] ? 1 : 0);
            }).ToList();
            var value = PolicyValue.Of(rows, double.PositiveInfinity, 0.05)!;
            sum += value.InversePropensity.Value;
            spread += Math.Pow(value.InversePropensity.Value - truth, 2);
            spreadNormalised += Math.Pow(value.SelfNormalised!.Value - truth, 2);
            if (value.InversePropensity.Interval.Low <= truth && truth <= value.InversePropensity.Interval.High) covered++;
            if (value.SelfNormalised.Interval.Low <= truth && truth <= value.SelfNormalised.Interval.High) coveredNormalised++;
        }

        TestContext.Out.WriteLine(
            $"Off-policy, truth {truth:0.000}: inverse propensity {sum / Repetitions:0.000}, its 95 % interval covers {covered / 10.0:0.0} %, self-normalised {coveredNormalised / 10.0:0.0} %; "
            + $"error {Math.Sqrt(spread / Repetitions):0.0000} against {Math.Sqrt(spreadNormalised / Repetitions):0.0000}");
        (sum / Repetitions).ShouldBe(truth, 4 * Math.Sqrt(spread / Repetitions / Repetitions), "unbiased");
        covered.ShouldBeInRange(915, 980);
        coveredNormalised.ShouldBeInRange(915, 980);
        spreadNormalised.ShouldBeLessThan(spread);
    }

    [TestCase(0.0, 1.0)]
    [TestCase(1.5, 1.0)]
    [TestCase(0.5, -0.1)]
    [TestCase(double.NaN, 0.1)]
    public void Of_AnImpossibleProbability_Throws(double logged, double target) =>
        Should.Throw<ArgumentOutOfRangeException>(() => PolicyValue.Of([new(logged, target, 1), new(0.5, 0.5, 1)], 10, 0.05));

    [Test]
    public void Of_NothingThePolicyWouldDo_HasNoNormalisedEstimate()
    {
        var value = PolicyValue.Of([new(0.5, 0, 1), new(0.5, 0, 1)], 10, 0.05)!;
        value.SelfNormalised.ShouldBeNull();
        (value.InversePropensity.Value, value.EffectiveRecords).ShouldBe((0, 0));
        PolicyValue.Of([new(0.5, 1, 1)], 10, 0.05).ShouldBeNull();
    }
}
