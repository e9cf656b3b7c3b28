using Shopstream.Modules.Experiments.Statistics;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Experiments;

/// <summary>Against published figures and brute force.</summary>
[TestFixture]
internal sealed class StatisticsTests
{
    // Student's sleep data (Cushny and Peebles 1905) as R's help of t.test shows them.
    private static readonly double[] SleepFirst = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] SleepSecond = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Test]
    public void Compare_StudentsSleepData_EqualsThePublishedWelchTest()
    {
        var test = FixedHorizon.Compare(Sum(SleepSecond).Mean()!.Value, Sum(SleepFirst).Mean()!.Value, 0.05)!;
        test.Difference.ShouldBe(-1.58, 1e-12);
        test.PValue.ShouldBe(0.07939, 5e-6);
        test.DifferenceInterval.Low.ShouldBe(-3.3654832, 5e-7);
        test.DifferenceInterval.High.ShouldBe(0.2054832, 5e-7);
        test.Lift!.Value.ShouldBe((0.75 / 2.33) - 1, 1e-12);
    }

    [Test]
    public void Compare_NothingVaries_SaysNothing() =>
        FixedHorizon.Compare(Sum([1, 1, 1]).Mean()!.Value, Sum([2, 2]).Mean()!.Value, 0.05).ShouldBeNull();

    [Test]
    public void Ratio_OfCorrelatedClicks_HasTheVarianceOfManyRepetitions()
    {
        const int Repetitions = 2_000;
        var random = new SeededRandom(11);
        double sum = 0, squares = 0, told = 0;
        for (var i = 0; i < Repetitions; i++)
        {
            var ratio = SimulatedUsers.ClickThrough(random, users: 400, rate: 0.1).Ratio()!.Value;
            (sum, squares, told) = (sum + ratio.Value, squares + (ratio.Value * ratio.Value), told + ratio.Variance);
        }

        var mean = sum / Repetitions;
        var seen = (squares / Repetitions) - (mean * mean);

        // The variance of a variance over 2,000 repetitions is about 3 %.
        (told / Repetitions / seen).ShouldBe(1, 0.12);
    }

    [Test]
    public void Ratio_OfOneEventAUser_IsTheMean()
    {
        double[] clicks = [1, 0, 0, 1, 0, 1, 0, 0];
        var sums = clicks.Aggregate(default(Moments), (s, y) => s.With(y, 1));
        sums.Ratio()!.Value.Value.ShouldBe(sums.Mean()!.Value.Value, 1e-15);
        sums.Ratio()!.Value.Variance.ShouldBe(sums.Mean()!.Value.Variance, 1e-15);
    }

    [Test]
    public void Moments_OfParts_AddUpToThoseOfTheWhole()
    {
        var whole = SleepFirst.Zip(SleepSecond).Aggregate(default(Moments), (s, p) => s.With(p.First, p.Second));
        var parts = SleepFirst.Zip(SleepSecond).Chunk(3).Select(c => c.Aggregate(default(Moments), (s, p) => s.With(p.First, p.Second)));
        var sum = parts.Aggregate(default(Moments), (a, b) => a + b);
        sum.Users.ShouldBe(10);
        foreach (var (found, expected) in ((double, double)[])[(sum.Y, whole.Y), (sum.YY, whole.YY), (sum.X, whole.X), (sum.XX, whole.XX), (sum.XY, whole.XY)])
            found.ShouldBe(expected, 1e-12);
        sum.Y.ShouldBe(7.5, 1e-12);
        sum.XY.ShouldBe(SleepFirst.Zip(SleepSecond, (a, b) => a * b).Sum(), 1e-12);
    }

    [Test]
    public void SampleRatio_ChiSquaredExampleOfR_EqualsItsFigures()
    {
        var ratio = SampleRatio.Of([89, 37, 30, 28, 2], [40, 20, 20, 15, 5])!;
        ratio.ChiSquare.ShouldBe(9.9901, 5e-5);
        ratio.PValue.ShouldBe(0.04059, 5e-6);
        ratio.IsMismatch.ShouldBeFalse();
    }

    [TestCase(5_164, 4_836, false)]
    [TestCase(5_165, 4_835, true)]
    public void SampleRatio_AtTheCriticalValue_IsFlaggedFromThere(long first, long second, bool isMismatch) =>
        SampleRatio.Of([first, second], [1, 1])!.IsMismatch.ShouldBe(isMismatch, "the critical value of one degree of freedom is 10.828");

    [Test]
    public void ForShares_ExampleOfR_EqualsItsFigure() => SampleSize.ForShares(0.50, 0.75, 0.05, 0.9).ShouldBe(76.7, 0.05);

    [Test]
    public void ForMeans_OneDeviation_EqualsTheTextbook() => SampleSize.ForMeans(1, 1, 0.05, 0.9).ShouldBe(21.01, 0.01);

    [Test]
    public void Preference_KnownFigures_AreMet()
    {
        Preference.Of(9, 1, 0.05)!.PValue.ShouldBe(0.021484375, 1e-12);
        var eight = Preference.Of(8, 2, 0.05)!;
        eight.Interval.Low.ShouldBe(0.4901625, 1e-6);
        eight.Interval.High.ShouldBe(0.9433178, 1e-6);
        Preference.Of(5, 5, 0.05)!.PValue.ShouldBe(1);
        Preference.Of(0, 0, 0.05).ShouldBeNull();
    }

    [TestCase(0.02, 0.0001, 3_000)]
    [TestCase(-0.01, 0.00002, 20_000)]
    [TestCase(0.0, 0.01, 500)]
    public void Sequence_AtALook_EqualsTheIntegralOverTheMixture(double difference, double variance, double users)
    {
        const double Alpha = 0.05;
        const double Planned = 20_000;
        var tau2 = ConfidenceSequence.MixtureRatio(Alpha) * users / Planned * variance;
        double Density(double x, double mean, double v) => Math.Exp(-(x - mean) * (x - mean) / (2 * v)) / Math.Sqrt(2 * Math.PI * v);
        var reach = 12 * Math.Sqrt(tau2);
        const int Steps = 200_000;
        var integral = Enumerable.Range(0, Steps).Sum(i =>
        {
            var effect = -reach + ((i + 0.5) * 2 * reach / Steps);
            return Density(difference, effect, variance) * Density(effect, 0, tau2);
        }) * 2 * reach / Steps;
        var expected = Math.Min(1, Density(difference, 0, variance) / integral);
        ConfidenceSequence.At(difference, variance, users, Planned, Alpha).PValue.ShouldBe(expected, 1e-6 * expected);
    }

    [Test]
    public void Sequence_DifferenceAtTheEndOfItsInterval_HasThePValueAlpha()
    {
        var half = ConfidenceSequence.At(0, 0.0004, 5_000, 20_000, 0.05).Interval.High;
        ConfidenceSequence.At(half, 0.0004, 5_000, 20_000, 0.05).PValue.ShouldBe(0.05, 1e-12);
        ConfidenceSequence.At(half, 0.0004, 5_000, 20_000, 0.05).Interval.Low.ShouldBe(0, 1e-15);
    }

    [Test]
    public void Sequence_AtThePlannedUsers_IsAsNarrowAsAnyPlanMakesIt()
    {
        double Width(double planned) => ConfidenceSequence.At(0, 0.0004, 10_000, planned, 0.05).Interval.High;
        foreach (var other in (double[])[1_000, 5_000, 9_000, 11_000, 20_000, 100_000]) Width(10_000).ShouldBeLessThan(Width(other));
    }

    [TestCase(-0.01, 0.05, "Held")]
    [TestCase(-0.03, 0.05, "Open")]
    [TestCase(-0.09, -0.03, "Broken")]
    public void Guardrail_ByItsInterval_IsJudged(double low, double high, string expected) =>
        Guardrail.Judge(new Interval(low, high), 0.02).ToString().ShouldBe(expected);

    private static Moments Sum(IEnumerable<double> values) => values.Aggregate(default(Moments), (sum, y) => sum.With(y));
}
