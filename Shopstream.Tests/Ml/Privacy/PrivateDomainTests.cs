using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class PrivateDomainTests
{
    private const long Seed = 5;
    private const int Rows = 20_000;

    [Test]
    public void Complete_ColumnsWithoutRanges_FindsThoseOfMostRowsAndPays()
    {
        var ledger = new PrivacyLedger(1, 1e-5, TimeProvider.System);
        var (options, epsilon, delta) = Complete(Table(), new FeatureOptions { Target = "bought" }, 0.4, 1e-6, ledger);

        // Amounts lie between 2 and 60, one alone at a million; temperatures between -20 and 30.
        options.Ranges["amount"].ShouldBe(new NumberRange(1, 64, IsLogarithmic: true));
        options.Ranges["warmth"].ShouldBe(new NumberRange(-64, 64));
        options.Levels["city"].ShouldBe(["Berlin", "Paris"], "the level of one person alone must not show");
        options.Exclude.ShouldContain("always0");
        options.StatedOnly.ShouldBeTrue();
        (epsilon, delta).ShouldBe((0.4, 1e-6));
        (ledger.EpsilonSpent, ledger.DeltaSpent).ShouldBe((0.4, 1e-6));
    }

    [Test]
    public void Complete_EverythingStated_CostsNothing()
    {
        var ledger = new PrivacyLedger(1, 0, TimeProvider.System);
        var stated = new FeatureOptions
        {
            Target = "bought",
            Ranges = new[] { "amount", "warmth", "always0" }.ToDictionary(c => c, _ => new NumberRange(0, 9), StringComparer.Ordinal),
            Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["city"] = ["Rome"] },
        };
        var (options, epsilon, delta) = Complete(Table(), stated, 0.4, 1e-6, ledger);
        (epsilon, delta, ledger.Entries.Count).ShouldBe((0, 0, 0));
        options.Ranges["amount"].ShouldBe(new NumberRange(0, 9));
    }

    [Test]
    public void Complete_BeyondTheBudget_IsRefused() =>
        Should.Throw<PrivacyBudgetException>(() => Complete(Table(), new FeatureOptions { Target = "bought" }, 0.4, 1e-6, new PrivacyLedger(0.3, 1e-5, TimeProvider.System)));

    [Test]
    public void Complete_AlmostNoEpsilon_FindsNothing()
    {
        var options = Complete(Table(), new FeatureOptions { Target = "bought" }, 0.0001, 1e-6, new PrivacyLedger(1, 1e-5, TimeProvider.System)).Options;
        options.Ranges.ShouldBeEmpty();
        options.Levels.ShouldBeEmpty();
    }

    [TestCase(0.5, 3)]
    [TestCase(2.7, 5)]
    public void Answer_ManyTimes_TellsTheTruthAsOftenAsStated(double epsilon, int states)
    {
        const int Answers = 40_000;
        var source = new SeededNoise(Seed);
        var counts = new int[states];
        for (var i = 0; i < Answers; i++) counts[RandomizedResponse.Answer(source, 1, states, epsilon)]++;

        // Pearson's statistic against P(truth) = e^ε / (e^ε + states − 1); 18.5 is exceeded by chance once in a thousand at 4 degrees.
        var truth = Math.Exp(epsilon) / (Math.Exp(epsilon) + states - 1);
        var statistic = Enumerable.Range(0, states).Sum(s =>
        {
            var expected = Answers * (s == 1 ? truth : (1 - truth) / (states - 1));
            return Math.Pow(counts[s] - expected, 2) / expected;
        });
        statistic.ShouldBeLessThan(18.5, $"seed {Seed}");
    }

    [Test]
    public void Best_OnManyRows_IsCloseToTheThresholdWithoutNoise()
    {
        var random = new SeededRandom(Seed);
        var probabilities = Enumerable.Range(0, Rows).Select(_ => (float)random.NextDouble()).ToArray();
        var labels = Array.ConvertAll(probabilities, p => random.NextDouble() < p * p ? 1f : 0f);
        var ledger = new PrivacyLedger(0.1, 0, TimeProvider.System);
        var threshold = PrivateThreshold.Best(labels, probabilities, m => m.F1, 0.1, ledger, new SeededNoise(Seed));
        var best = ConfusionMatrix.Of(labels, probabilities, DecisionThreshold.BestF1(labels, probabilities)).F1;
        ConfusionMatrix.Of(labels, probabilities, threshold).F1.ShouldBeGreaterThan(best - 0.02, $"seed {Seed}");
        ledger.EpsilonSpent.ShouldBe(0.1);
    }

    private static (FeatureOptions Options, double Epsilon, double Delta) Complete(
        ColumnTable table, FeatureOptions options, double epsilon, double delta, PrivacyLedger ledger) =>
        PrivateDomain.Complete(table, [.. Enumerable.Range(0, table.Rows)], options, epsilon, delta, ledger, new SeededNoise(Seed));

    private static ColumnTable Table() => ColumnTable.FromRows(Enumerable.Range(0, Rows).Select(i => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["bought"] = i % 3 == 0,
        ["amount"] = i == 0 ? 1e6 : 2 + (i % 59),
        ["warmth"] = (i % 51) - 20,
        ["always0"] = 0,
        ["city"] = i == 7 ? "Atlantis" : i % 2 == 0 ? "Paris" : "Berlin",
    }));
}
