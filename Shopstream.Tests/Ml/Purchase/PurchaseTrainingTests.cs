using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Ml.Privacy;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture]
internal sealed class PurchaseTrainingTests
{
    [TestCase(PurchaseModelKind.Forest)]
    [TestCase(PurchaseModelKind.Boosted)]
    [TestCase(PurchaseModelKind.Network)]
    [CancelAfter(120_000)]
    public void Explain_EveryRow_AddsUpToTheOutput(PurchaseModelKind kind, CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(800, seed: 3);
        var model = PurchaseTraining.Train(kind, table, SmallShop.All(table), SmallShop.Quick(options), ledger: null, cancel);
        var features = model.Pipeline.Apply(table);
        var values = model.Explain(features, cancel);
        var columns = model.ByColumn(values);
        var probabilities = model.Predict(table);

        values.Features.ShouldBe(model.Pipeline.Features);
        columns.Features.ShouldBe(model.Pipeline.Sources.Distinct(StringComparer.Ordinal));
        for (var row = 0; row < table.Rows; row++)
        {
            var output = values.Output(row);
            (kind == PurchaseModelKind.Forest ? output : 1 / (1 + Math.Exp(-output))).ShouldBe(probabilities[row], 1e-4, $"row {row}");
            columns.Output(row).ShouldBe(output, 1e-4, $"row {row}");
        }

        var importance = Enumerable.Range(0, columns.Features.Count).ToDictionary(c => columns.Features[c], c => columns.Of(c).ToArray().Average(v => Math.Abs(v)));
        importance["spent"].ShouldBeGreaterThan(2 * importance["luck"], "it decides, and luck does nothing");
    }

    [TestCase(PurchaseModelKind.Forest)]
    [TestCase(PurchaseModelKind.Boosted)]
    [TestCase(PurchaseModelKind.Network)]
    [CancelAfter(120_000)]
    public void Train_SameSeed_GivesTheSamePredictions(PurchaseModelKind kind, CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(500, seed: 4);
        var first = PurchaseTraining.Train(kind, table, SmallShop.All(table), SmallShop.Quick(options), ledger: null, cancel);
        var second = PurchaseTraining.Train(kind, table, SmallShop.All(table), SmallShop.Quick(options), ledger: null, cancel);
        second.Predict(table).ShouldBe(first.Predict(table));
        second.Threshold.ShouldBe(first.Threshold);
    }

    [Test]
    public void Train_ColumnKnownOnlyAfterCheckout_IsRefusedByNameUnlessForced()
    {
        var (table, options) = SmallShop.Make(200, seed: 5, leaking: "amountSpent");
        var refusal = Should.Throw<ArgumentException>(() => PurchaseTraining.Train(PurchaseModelKind.Forest, table, SmallShop.All(table), options, ledger: null, default));
        refusal.Message.ShouldContain("amountSpent");
        var forced = SmallShop.Quick(options) with { Force = new HashSet<string>(StringComparer.Ordinal) { "amountSpent" } };
        PurchaseTraining.Train(PurchaseModelKind.Forest, table, SmallShop.All(table), forced, ledger: null, default).Pipeline.Features.ShouldContain("amountSpent");
    }

    [TestCase(PurchaseModelKind.Forest)]
    [TestCase(PurchaseModelKind.Boosted)]
    [TestCase(PurchaseModelKind.Network)]
    [CancelAfter(120_000)]
    public void Train_WithPrivacy_PaysWhatItSaysAndNoMore(PurchaseModelKind kind, CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(3_000, seed: 6);
        var ledger = new PrivacyLedger(4, 1e-5, TimeProvider.System);
        var how = SmallShop.Quick(options) with { Privacy = new PurchasePrivacy { Epsilon = 4 } };
        var model = PurchaseTraining.Train(kind, table, SmallShop.All(table), how, ledger, cancel);

        model.Privacy!.Epsilon.ShouldBeLessThanOrEqualTo(4);
        ledger.EpsilonSpent.ShouldBeInRange(3.9, 4);
        ledger.DeltaSpent.ShouldBeLessThanOrEqualTo(1e-5);
        var entries = ledger.Entries.Count;
        Should.Throw<PrivacyBudgetException>(() => PurchaseTraining.Train(kind, table, SmallShop.All(table), how, ledger, cancel));
        ledger.Entries.Count.ShouldBe(entries, "nothing is paid for a training that is refused");
    }

    [Test, CancelAfter(60_000)]
    public void Train_WithPrivacyOfGroups_LearnsFromOneRowOfEach(CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(4_000, seed: 7);
        var rows = SmallShop.All(table);
        var groups = TrainingDivision.Groups(table, "visitor", rows)!;
        var kept = TrainingDivision.OneOfEach(rows, groups, 1);
        kept.Length.ShouldBe(groups.Distinct(StringComparer.Ordinal).Count());
        kept.Select(r => groups[r]).Distinct(StringComparer.Ordinal).Count().ShouldBe(kept.Length);

        var how = SmallShop.Quick(options) with { Group = "visitor", Privacy = new PurchasePrivacy { Epsilon = 4 } };
        var model = PrivatePurchaseTraining.Train(PurchaseModelKind.Network, table, rows, how, new PrivacyLedger(9, 0.1, TimeProvider.System), new SeededNoise(1), cancel);
        model.Privacy!.Protects.ShouldContain("visitor");
        BinaryScores.Auc(model.Pipeline.Labels(table, rows), model.Predict(table)).ShouldBeGreaterThan(0.6);
    }

    [Test]
    public void Release_OfNoisyRows_LeavesLittleOfEachRowAndTheMeanOfAll()
    {
        var (table, options) = SmallShop.Make(5_000, seed: 8);
        var rows = SmallShop.All(table);
        var ledger = new PrivacyLedger(10, 1e-3, TimeProvider.System);
        var stated = PrivateDomain.Complete(table, rows, options.Features(PurchaseModelKind.Forest), 1, 1e-6, ledger, new SeededNoise(2)).Options;
        var (pipeline, training) = FeaturePipeline.Fit(table, rows, stated);
        var noisy = NoisyRows.Release(pipeline, training.Features, 8, ledger, new SeededNoise(3));

        noisy.Names.ShouldBe(training.Features.Names);
        var spent = pipeline.Sources.ToList().IndexOf("spent");
        var scale = 2 / (8.0 / pipeline.Steps.Count);
        var noise = Enumerable.Range(0, rows.Length).Select(r => (double)noisy[r, spent] - training.Features[r, spent]).ToArray();
        noise.Average(Math.Abs).ShouldBe(scale, 0.05 * scale, "the mean of Laplace noise's size is its scale");
        var room = Enumerable.Range(0, pipeline.Features.Count).Where(f => pipeline.Sources[f] == "room").ToArray();
        for (var r = 0; r < rows.Length; r++) room.Sum(f => noisy[r, f]).ShouldBeInRange(0, 1, "a category stays one");
        ledger.EpsilonSpent.ShouldBeInRange(8.99, 9);
    }
}
