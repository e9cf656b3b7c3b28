using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture]
internal sealed class PurchaseFoldsTests
{
    [TestCase(PurchaseModelKind.Boosted, 0.932, 0.66)]
    [TestCase(PurchaseModelKind.Forest, 0.929, 0.63)]
    [TestCase(PurchaseModelKind.Network, 0.915, 0.63)]
    [CancelAfter(400_000)]
    public void Judge_OnlineShoppersWithTheDefaults_ReachesTheYardstick(PurchaseModelKind kind, double auc, double f1, CancellationToken cancel)
    {
        var table = ColumnTable.FromCsv(Repository.RealData("online_shoppers", "online_shoppers_intention.csv.gz"));
        var folds = new PurchaseFolds(table, new PurchaseOptions { Target = "Revenue" }, 5, TimeProvider.System);
        var found = folds.Judge(kind, null, null, null, cancel);
        TestContext.Out.WriteLine($"{kind}: AUC {found.Of(f => f.Auc)}, F1 {found.Of(f => f.Confusion.F1)}, seed 1");
        found.Of(f => f.Auc).Mean.ShouldBeGreaterThanOrEqualTo(auc, "seed 1");
        found.Of(f => f.Confusion.F1).Mean.ShouldBeGreaterThanOrEqualTo(f1, "seed 1");
    }

    [Test, CancelAfter(60_000)]
    public void Judge_WithGroups_TestsEachRowOnceByAModelThatSawNoneOfItsGroup(CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(900, seed: 11);
        var folds = new PurchaseFolds(table, SmallShop.Quick(options) with { Group = "visitor" }, 3, TimeProvider.System);
        var foldOfRow = folds.FoldOfRow();
        Enumerable.Range(0, 900).GroupBy(r => table["visitor"].Text(r)).ShouldAllBe(g => g.Select(r => foldOfRow[r]).Distinct().Count() == 1);
        var told = new List<int>();
        var found = folds.Judge(PurchaseModelKind.Forest, null, null, told.Add, cancel);
        told.ShouldBe([1, 2, 3]);
        found.Probabilities.ShouldAllBe(p => p >= 0 && p <= 1);
        found.Confusion.Total.ShouldBe(900);
        found.Folds.Count.ShouldBe(3);
        found.Of(f => f.Auc).Mean.ShouldBeInRange(0.65, 0.9);
    }

    [Test, CancelAfter(60_000)]
    public void Judge_LabelsOfPureChance_IsNoBetterThanChance(CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(900, seed: 12);
        var chance = SmallShop.Quick(options) with { Target = "coin" };
        var random = new Modules.Ml.Evaluation.SeededRandom(12);
        var rows = Enumerable.Range(0, 900).Select(r => table.Columns.Where(c => c.Name != "bought").ToDictionary(
            c => c.Name, c => c.IsNumeric ? (object?)c.Number(r) : c.Text(r), StringComparer.Ordinal));
        var tossed = ColumnTable.FromRows(rows.Select(r => new Dictionary<string, object?>(r, StringComparer.Ordinal) { ["coin"] = random.Below(2) == 1 }).ToList());
        foreach (var kind in Enum.GetValues<PurchaseModelKind>())
            new PurchaseFolds(tossed, chance, 5, TimeProvider.System).Judge(kind, null, null, null, cancel).Of(f => f.Auc).Mean.ShouldBe(0.5, 0.06, $"{kind}, seed 12");
    }

    [Test]
    public void Majority_AlwaysTheMoreFrequentAnswer()
    {
        var (table, options) = SmallShop.Make(500, seed: 13);
        var folds = new PurchaseFolds(table, options, 5, TimeProvider.System);
        var found = folds.Majority();
        var yes = folds.Labels.Count(l => l > 0.5f);
        found.Confusion.ShouldBe(new(0, 0, 500 - yes, yes));
        found.Of(f => f.Auc).Mean.ShouldBe(0.5);
    }

    [Test]
    public void Judge_BeyondTheBudget_IsRefused()
    {
        var (table, options) = SmallShop.Make(2_000, seed: 14);
        var folds = new PurchaseFolds(table, SmallShop.Quick(options), 2, TimeProvider.System);
        var ledger = new PrivacyLedger(3, 1e-3, TimeProvider.System);
        Should.Throw<PrivacyBudgetException>(() => folds.Judge(PurchaseModelKind.Network, new PurchasePrivacy { Epsilon = 2 }, ledger, null, default));
        ledger.EpsilonSpent.ShouldBeInRange(1.9, 3, "the first fold was paid");
    }
}
