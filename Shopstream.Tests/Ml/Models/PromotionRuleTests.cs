using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Models;

namespace Shopstream.Tests.Ml.Models;

[TestFixture]
internal sealed class PromotionRuleTests
{
    private static readonly MlOptions Rule = new();

    [Test]
    public void AgainstModel_WithAClearlyBetterCandidate_IsBetterAndSaysBy()
    {
        var (labels, good, poor, users) = Sample(2000);

        var verdict = PromotionRule.AgainstModel(4, labels, good, poor, users, Rule)!;

        verdict.IsBetter.ShouldBeTrue();
        (verdict.Against, verdict.Metric, verdict.Rows, verdict.Users).ShouldBe((4, "auc", 2000, 500));
        verdict.Candidate.ShouldBe(BinaryScores.Auc(labels, good), 1e-12);
        verdict.Low.ShouldBeGreaterThan(0);
        (verdict.High + verdict.Low).ShouldBe(2 * (verdict.Candidate - verdict.Reference), 1e-9);
        verdict.Reason.ShouldContain("beats");
    }

    [Test]
    public void AgainstModel_WithAWorseOrEqualCandidate_IsNotBetter()
    {
        var (labels, good, poor, users) = Sample(2000);

        PromotionRule.AgainstModel(4, labels, poor, good, users, Rule)!.IsBetter.ShouldBeFalse();
        PromotionRule.AgainstModel(4, labels, good, good, users, Rule)!.IsBetter.ShouldBeFalse();
    }

    [Test]
    public void AgainstModel_ByLuckOnFewRows_IsNotBetter()
    {
        var random = new SeededRandom(11);
        var wrong = 0;
        for (var repeat = 0; repeat < 200; repeat++)
        {
            var labels = Enumerable.Range(0, 200).Select(i => (float)(i % 2)).ToArray();
            var a = labels.Select(l => (float)(l + (2 * random.NextNormal()))).ToArray();
            var b = labels.Select(l => (float)(l + (2 * random.NextNormal()))).ToArray();
            if (PromotionRule.AgainstModel(1, labels, a, b, [.. Enumerable.Range(0, 200).Select(i => $"{i}")], Rule)!.IsBetter) wrong++;
        }

        // Two sides of five in a hundred each.
        wrong.ShouldBeInRange(0, 13);
    }

    [Test]
    public void AgainstRate_OfAModelThatKnowsSomething_IsBetter()
    {
        var (labels, good, _, users) = Sample(2000);

        var verdict = PromotionRule.AgainstRate(0.3, labels, good, users, Rule)!;

        verdict.IsBetter.ShouldBeTrue();
        (verdict.Against, verdict.Reference).ShouldBe((null, 0.5));
    }

    [Test]
    public void AgainstRate_OfNoiseOrOfWrongProbabilities_IsNotBetter()
    {
        var (labels, good, _, users) = Sample(2000);
        var random = new SeededRandom(3);
        var noise = labels.Select(_ => (float)random.NextDouble()).ToArray();
        var certain = good.Select(p => p > 0.5f ? 0.99999f : 0.6f).ToArray();

        PromotionRule.AgainstRate(0.3, labels, noise, users, Rule)!.IsBetter.ShouldBeFalse();
        PromotionRule.AgainstRate(0.3, labels, certain, users, Rule)!.IsBetter.ShouldBeFalse();
    }

    [Test]
    public void Rule_OnTooFewRows_GivesNoVerdict()
    {
        var (labels, good, poor, users) = Sample(100);

        PromotionRule.AgainstModel(1, labels, good, poor, users, Rule).ShouldBeNull();
        PromotionRule.AgainstRate(0.3, labels, good, users, Rule).ShouldBeNull();
        PromotionRule.AgainstModel(1, labels, good, poor, users, new MlOptions { PromotionRows = 10 }).ShouldNotBeNull();
        PromotionRule.AgainstModel(1, labels, good, poor, [.. labels.Select(l => $"{l}")], new MlOptions { PromotionRows = 10 }).ShouldBeNull();
    }

    private static (float[] Labels, float[] Good, float[] Poor, string[] Users) Sample(int rows)
    {
        var random = new SeededRandom(1);
        var (labels, good, poor, users) = (new float[rows], new float[rows], new float[rows], new string[rows]);
        for (var i = 0; i < rows; i++)
        {
            var odds = (1.5 * random.NextNormal()) - 1.2;
            good[i] = (float)(1 / (1 + Math.Exp(-odds)));
            poor[i] = (float)(1 / (1 + Math.Exp(-odds - (2 * random.NextNormal()))));
            labels[i] = random.NextDouble() < good[i] ? 1 : 0;
            users[i] = $"u{i / 4}";
        }

        return (labels, good, poor, users);
    }
}
