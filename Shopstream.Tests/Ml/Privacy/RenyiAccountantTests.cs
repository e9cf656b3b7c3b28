using Shopstream.Modules.Ml.Privacy;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class RenyiAccountantTests
{
    private const double Rate = 250 / 60_000.0;

    // 240 steps an epoch.
    [TestCase(15, PrivacyConversion.Classic, 1.180)]
    [TestCase(15, PrivacyConversion.Improved, 0.942)]
    [TestCase(60, PrivacyConversion.Classic, 2.306)]
    [TestCase(60, PrivacyConversion.Improved, 1.963)]
    public void Epsilon_KnownTraining_IsAsPublished(int epochs, PrivacyConversion conversion, double expected) =>
        RenyiAccountant.Epsilon(Rate, 1.3, epochs * 240L, 1e-5, conversion).ShouldBe(expected, 0.005);

    [TestCase(2)]
    [TestCase(17)]
    [TestCase(512)]
    public void Step_WholeDataSet_IsThatOfTheGaussian(int order) => RenyiAccountant.Step(1, 2.5, order).ShouldBe(order / (2 * 2.5 * 2.5), 1e-12);

    [TestCase(0.01, 1.0, 2)]
    [TestCase(0.2, 0.8, 3)]
    [TestCase(0.004, 4.0, 7)]
    public void Step_SmallOrders_AgreeWithTheIntegralOverTheDensities(double rate, double noise, int order)
    {
        // (α − 1)·ρ = log E[((1 − q) + q·e^((2z − 1) / 2σ²))^α] for z from N(0, σ²).
        const int Points = 400_000;
        var sum = 0.0;
        for (var i = 0; i < Points; i++)
        {
            var z = ((i + 0.5) / Points * 60 * noise) - (20 * noise);
            var density = Math.Exp(-z * z / (2 * noise * noise)) / (noise * Math.Sqrt(2 * Math.PI));
            sum += density * Math.Pow(1 - rate + (rate * Math.Exp(((2 * z) - 1) / (2 * noise * noise))), order) * (60 * noise / Points);
        }

        RenyiAccountant.Step(rate, noise, order).ShouldBe(Math.Log(sum) / (order - 1), 1e-7);
    }

    [Test]
    public void Epsilon_MoreStepsLessNoiseLargerRate_IsLarger()
    {
        var before = RenyiAccountant.Epsilon(0.01, 1.1, 1000, 1e-5);
        RenyiAccountant.Epsilon(0.01, 1.1, 2000, 1e-5).ShouldBeGreaterThan(before);
        RenyiAccountant.Epsilon(0.01, 1.0, 1000, 1e-5).ShouldBeGreaterThan(before);
        RenyiAccountant.Epsilon(0.02, 1.1, 1000, 1e-5).ShouldBeGreaterThan(before);
        RenyiAccountant.Epsilon(0.01, 1.1, 1000, 1e-6).ShouldBeGreaterThan(before);
        RenyiAccountant.Epsilon(0.01, 1.1, 0, 1e-5).ShouldBe(0);
    }

    [TestCase(0.1)]
    [TestCase(1.0)]
    [TestCase(3.0)]
    [TestCase(20.0)]
    public void Noise_ForATarget_MeetsItAndHardlyMore(double epsilon)
    {
        var noise = RenyiAccountant.Noise(0.01, 2000, epsilon, 1e-5);
        RenyiAccountant.Epsilon(0.01, noise, 2000, 1e-5).ShouldBeLessThanOrEqualTo(epsilon);
        RenyiAccountant.Epsilon(0.01, noise * 0.9999, 2000, 1e-5).ShouldBeGreaterThan(epsilon);
    }

    [Test]
    public void Epsilon_ValuesOutOfRange_AreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RenyiAccountant.Epsilon(1.1, 1, 1, 1e-5));
        Should.Throw<ArgumentOutOfRangeException>(() => RenyiAccountant.Epsilon(0.1, 0, 1, 1e-5));
        Should.Throw<ArgumentOutOfRangeException>(() => RenyiAccountant.Epsilon(0.1, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => RenyiAccountant.Noise(0.1, 1, 0, 1e-5));
    }
}
