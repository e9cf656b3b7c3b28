using System.Diagnostics;
using MathNet.Numerics.Distributions;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Statistics;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Experiments;

/// <summary>A thousand experiments and more: how often the tests say what they should.</summary>
[TestFixture]
internal sealed class RepeatedExperimentsTests
{
    private const int Repetitions = 1_000;
    private const int Looks = 20;
    private const double Alpha = 0.05;

    // An honest test leaves these bounds once in 10,000 runs; the seed is fixed besides.
    private const double BoundsError = 0.0001;

    [Test]
    public void AATest_AssignedByHash_RejectsAtThePromisedRate()
    {
        const int Users = 2_000;

        // More than the others, since the bounds of 1,000 would let a test pass that rejects at 7 %.
        const int Experiments = 4_000;
        int once = 0, peeked = 0, sequential = 0, ratios = 0;
        var random = new SeededRandom(2026);
        var clock = Stopwatch.StartNew();
        for (var repetition = 0; repetition < Experiments; repetition++)
        {
            var experiment = new ExperimentDefinition { Id = $"aa-{repetition}", State = ExperimentDefinition.Running, Variants = [new() { Name = "a" }, new() { Name = "b" }] };
            Moments a = default, b = default;
            bool isPeeked = false, isSequential = false;
            for (var user = 1; user <= Users; user++)
            {
                if (experiment.VariantOf($"u{user}")!.Name == "a") a = SimulatedUsers.Add(a, random, 0.1);
                else b = SimulatedUsers.Add(b, random, 0.1);
                if (user % (Users / Looks) != 0) continue;
                var (fixedTest, sequence) = Test(a.Ratio()!.Value, b.Ratio()!.Value, Users);
                isPeeked |= fixedTest.PValue < Alpha;
                isSequential |= sequence.PValue <= Alpha;
                if (user == Users && fixedTest.PValue < Alpha) once++;
            }

            if (isPeeked) peeked++;
            if (isSequential) sequential++;
            if (SampleRatio.Of([a.Users, b.Users], [1, 1])!.IsMismatch) ratios++;
        }

        TestContext.Out.WriteLine(
            $"A/A, {Experiments} repetitions of {Users} users, click-through by user, alpha {Alpha}: one look at the end rejects {once / (double)Experiments:P1}; "
            + $"{Looks} looks with the sequential test {sequential / (double)Experiments:P1}; {Looks} looks with the one-look test {peeked / (double)Experiments:P1}; "
            + $"sample ratio flagged {ratios / (double)Experiments:P1}; {clock.Elapsed.TotalSeconds:0.0} s");
        once.ShouldBeInRange(LowerBound(Alpha, Experiments), UpperBound(Alpha, Experiments));
        sequential.ShouldBeLessThanOrEqualTo(UpperBound(Alpha, Experiments));
        peeked.ShouldBeGreaterThan(UpperBound(Alpha, Experiments), "looking at the one-look test is what the sequential test is for");
        ratios.ShouldBeLessThanOrEqualTo(UpperBound(SampleRatio.Threshold, Experiments));
    }

    [Test]
    public void Lift_OfFivePercent_IsFoundWithThePromisedPower()
    {
        const double Baseline = 0.1;
        const double Power = 0.8;
        var users = (long)Math.Ceiling(SampleSize.ForShares(Baseline, Baseline * 1.05, Alpha, Power));
        var random = new SeededRandom(5);
        int found = 0, wrong = 0, covered = 0, sequential = 0;
        double used = 0;
        var clock = Stopwatch.StartNew();
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            Moments a = default, b = default;
            var stoppedAt = 0;
            for (var look = 1; look <= Looks; look++)
            {
                var step = (users * look / Looks) - (users * (look - 1) / Looks);
                a += SimulatedUsers.Conversion(random, step, Baseline);
                b += SimulatedUsers.Conversion(random, step, Baseline * 1.05);
                if (stoppedAt == 0 && Test(a.Mean()!.Value, b.Mean()!.Value, 2 * users).Sequence.Interval.Low > 0) stoppedAt = look;
            }

            var test = FixedHorizon.Compare(a.Mean()!.Value, b.Mean()!.Value, Alpha)!;
            if (test.PValue < Alpha && test.Difference > 0) found++;
            if (test.PValue < Alpha && test.Difference < 0) wrong++;
            if (test.LiftInterval is { Low: <= 0.05, High: >= 0.05 }) covered++;
            if (stoppedAt > 0) sequential++;
            used += (stoppedAt == 0 ? Looks : stoppedAt) / (double)Looks;
        }

        TestContext.Out.WriteLine(
            $"5 % lift on {Baseline:P0}, {users} users a variant for power {Power:P0}, {Repetitions} repetitions: found {found / (double)Repetitions:P1}, "
            + $"wrong side {wrong / (double)Repetitions:P1}, interval of the lift covers it {covered / (double)Repetitions:P1}; sequential test with {Looks} looks finds it "
            + $"{sequential / (double)Repetitions:P1} using {used / Repetitions:P0} of the users; {clock.Elapsed.TotalSeconds:0.0} s");
        found.ShouldBeInRange(LowerBound(Power, Repetitions), UpperBound(Power, Repetitions));
        covered.ShouldBeInRange(LowerBound(1 - Alpha, Repetitions), UpperBound(1 - Alpha, Repetitions));
        wrong.ShouldBeLessThanOrEqualTo(2);
        sequential.ShouldBeGreaterThan(Repetitions / 3);
    }

    private static (FixedHorizon Fixed, ConfidenceSequence Sequence) Test(UserEstimate control, UserEstimate variant, double planned)
    {
        var test = FixedHorizon.Compare(control, variant, Alpha)!;
        return (test, ConfidenceSequence.At(test.Difference, test.Variance, control.Users + variant.Users, planned, Alpha));
    }

    private static int LowerBound(double rate, int repetitions) => Quantile(rate, repetitions, BoundsError / 2);

    private static int UpperBound(double rate, int repetitions) => Quantile(rate, repetitions, 1 - (BoundsError / 2));

    private static int Quantile(double rate, int repetitions, double level)
    {
        var count = 0;
        while (Binomial.CDF(rate, repetitions, count) < level) count++;
        return count;
    }
}
