using Shopstream.Modules.Ml.Privacy;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class LaplaceMechanismTests
{
    private const int Samples = 20_000;

    [TestCase(1.0, 1.0)]
    [TestCase(3600.0, 0.1)]
    [TestCase(0.37, 5.0)]
    [TestCase(100.0, 0.013)]
    public void Release_ManyTimes_IsLaplaceOfTheStatedScale(double sensitivity, double epsilon)
    {
        const long Seed = 11;
        var mechanism = new LaplaceMechanism(sensitivity, epsilon, new SeededNoise(Seed));
        var noise = Enumerable.Range(0, Samples).Select(_ => mechanism.Release(5) - 5).ToArray();
        KolmogorovSmirnov(noise, sensitivity / epsilon).ShouldBeLessThan(Critical, $"seed {Seed}");
    }

    [TestCase(1.05)]
    [TestCase(0.95)]
    public void Release_AgainstAScaleThatIsFivePercentOff_FailsTheTest(double factor)
    {
        var mechanism = new LaplaceMechanism(1, 1, new SeededNoise(12));
        var noise = Enumerable.Range(0, 4 * Samples).Select(_ => mechanism.Release(0)).ToArray();
        KolmogorovSmirnov(noise, factor).ShouldBeGreaterThan(Critical);
    }

    [Test]
    public void Release_FromTheCryptographicSource_IsLaplaceToo()
    {
        // The source cannot be seeded; chance alone would exceed this limit once in ten billion runs.
        var mechanism = new LaplaceMechanism(2, 0.5);
        var noise = Enumerable.Range(0, Samples).Select(_ => mechanism.Release(0)).ToArray();
        KolmogorovSmirnov(noise, 4).ShouldBeLessThan(3.45);
        noise.Distinct().Count().ShouldBeGreaterThan(Samples * 99 / 100);
    }

    [Test]
    public void Release_AnyValue_LiesOnTheGridWhateverItsLowBits()
    {
        var mechanism = new LaplaceMechanism(1, 1, new SeededNoise(1));
        Math.Log2(mechanism.Granularity).ShouldBe(Math.Round(Math.Log2(mechanism.Granularity)));
        foreach (var value in new[] { 0, 1 / 3.0, Math.PI, -0.1, 1e-13 })
        {
            var steps = mechanism.Release(value) / mechanism.Granularity;
            steps.ShouldBe(Math.Round(steps));
        }
    }

    [Test]
    public void Release_TwoNeighbours_DifferByNoMoreThanEpsilonInAnyBin()
    {
        const double Epsilon = 0.7;
        var mechanism = new LaplaceMechanism(1, Epsilon, new SeededNoise(3));
        var (one, other) = (new int[12], new int[12]);
        for (var i = 0; i < 200_000; i++)
        {
            one[Bin(mechanism.Release(0))]++;
            other[Bin(mechanism.Release(1))]++;
        }

        // Four standard deviations of a ratio of counts.
        for (var b = 0; b < one.Length; b++)
            Math.Abs(Math.Log((double)one[b] / other[b])).ShouldBeLessThan(Epsilon + (4 * Math.Sqrt((1.0 / one[b]) + (1.0 / other[b]))), $"bin {b}");

        static int Bin(double value) => (int)Math.Clamp(Math.Floor(value + 5.5), 0, 11);
    }

    [Test]
    public void Scale_IsSensitivityOverEpsilonAndNeverBelow()
    {
        foreach (var (sensitivity, epsilon) in new[] { (1.0, 1.0), (3.0, 0.001), (1e-9, 64), (1e9, 0.3) })
        {
            var scale = new LaplaceMechanism(sensitivity, epsilon).Scale;
            scale.ShouldBeGreaterThanOrEqualTo(sensitivity / epsilon);
            scale.ShouldBeLessThan(sensitivity / epsilon * 1.00001);
        }
    }

    [Test]
    public void Counts_ManyTimes_FollowTheDiscreteLaplaceDistribution()
    {
        const double Epsilon = 0.8;
        const long Seed = 21;
        var mechanism = LaplaceMechanism.ForCounts(1, Epsilon, new SeededNoise(Seed));
        var counts = new int[17];
        for (var i = 0; i < Samples; i++) counts[(int)Math.Clamp(mechanism.ReleaseSteps(0) + 8, 0, 16)]++;

        var ratio = Math.Exp(-Epsilon);
        var chiSquare = 0.0;
        for (var x = -8; x <= 8; x++)
        {
            var density = (1 - ratio) / (1 + ratio) * Math.Pow(ratio, Math.Abs(x));
            var expected = Samples * (Math.Abs(x) < 8 ? density : density / (1 - ratio));
            chiSquare += Math.Pow(counts[x + 8] - expected, 2) / expected;
        }

        // 16 degrees of freedom, one in a thousand.
        chiSquare.ShouldBeLessThan(39.25, $"seed {Seed}");
    }

    [Test]
    public void Constructor_ValuesOutOfRange_AreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(double.NaN, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(1, double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(1, 1).Release(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceMechanism(1, 1).Release(1e300));
    }

    // √n times the largest distance; 1.95 is exceeded by chance once in a thousand.
    private const double Critical = 1.95;

    private static double KolmogorovSmirnov(double[] noise, double scale)
    {
        Array.Sort(noise);
        var largest = 0.0;
        for (var i = 0; i < noise.Length; i++)
        {
            var share = noise[i] < 0 ? Math.Exp(noise[i] / scale) / 2 : 1 - (Math.Exp(-noise[i] / scale) / 2);
            largest = Math.Max(largest, Math.Max(share - ((double)i / noise.Length), ((i + 1.0) / noise.Length) - share));
        }

        return largest * Math.Sqrt(noise.Length);
    }
}
