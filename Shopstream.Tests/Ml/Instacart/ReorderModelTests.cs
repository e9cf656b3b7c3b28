using Shopstream.Modules.Ml.Instacart;
using Shopstream.Tests.Support;
using Shouldly;

namespace Shopstream.Tests.Ml.Instacart;

/// <summary>What the reorder model may know, and what it learns.</summary>
[TestFixture]
internal sealed class ReorderModelTests
{
    private const int Seed = 21;
    private static readonly InstacartOptions Options = new() { Seed = Seed, Trees = 40, MaxDepth = 8 };
    private static readonly Dictionary<string, string> Files = InstacartFiles.Generate(700, Seed, product => product % 10 < 5 ? 0.2 : 0.8);

    [Test]
    public void Rows_OfUsers_AreAllInOnePartAndPartsAreAsAskedFor()
    {
        var rows = Rows(Files);
        rows.Users.Zip(rows.Parts).GroupBy(r => r.First).ShouldAllBe(g => g.Select(r => r.Second).Distinct().Count() == 1);
        var users = rows.Users.Zip(rows.Parts).Distinct().ToArray();
        (users.Count(u => u.Second == ProductHistory.Test) / (double)users.Length).ShouldBe(0.2, 0.04, $"seed {Seed}");
        rows.Users.ShouldContain(u => u < 0, "orders of unknown users are there, each as a user of its own");
        rows.Parts.Distinct().Count().ShouldBe(ProductHistory.Folds + 1);
        Rows(Files, Options with { Seed = Seed + 1 }).Parts.ShouldNotBe(rows.Parts);
    }

    [Test]
    public void Rows_WhenALabelChanges_TellNothingOfItToItsUsersPart()
    {
        var before = Rows(Files);
        // The first prior line is turned around: of a training user, or with another seed of a test user.
        foreach (var options in new[] { Options, Options with { Seed = SeedWhereFirstIs(true) }, Options with { Seed = SeedWhereFirstIs(false) } })
        {
            before = Rows(Files, options);
            var lines = Files["order_products_prior.csv"].Split('\n');
            lines[1] = lines[1][..^1] + (lines[1].EndsWith('1') ? "0" : "1");
            var after = Rows(new(Files, StringComparer.Ordinal) { ["order_products_prior.csv"] = string.Join('\n', lines) }, options);
            Label(after, 0).ShouldNotBe(Label(before, 0));
            var changed = Enumerable.Range(1, before.Parts.Length - 1).Where(r => !Features(before, r).SequenceEqual(Features(after, r))).ToArray();
            Features(after, 0).ShouldBe(Features(before, 0), "its own label");
            changed.ShouldAllBe(r => before.Parts[r] != before.Parts[0], "nor that of a user of the same part");
            if (before.Parts[0] == ProductHistory.Test) changed.ShouldBeEmpty("what test users did is never learnt from");
            else changed.ShouldNotBeEmpty("other users learn from it");
        }

        int SeedWhereFirstIs(bool test) => Enumerable.Range(Seed, 100).First(s => (Rows(Files, Options with { Seed = s }).Parts[0] == ProductHistory.Test) == test);
    }

    [Test]
    public void Rows_OfAnOrder_KnowNothingOfLaterOnes()
    {
        var orders = new List<InstacartOrder>
        {
            new(3, 7, 3, 0, 0, 30), new(1, 7, 1, 0, 0, float.NaN), new(2, 7, 2, 0, 0, 10), new(9, 8, 5, 0, 0, 4),
        };
        UserHistory.MeanDaysUpTo(orders).ShouldBe([20, float.NaN, 10, 4]);
        var rows = Rows(InstacartFiles.Small.ToDictionary());
        Enumerable.Range(0, 7).Select(r => rows.Table["total_orders"].Number(r)).ShouldBe([0, 0, 1, 0, double.NaN, 2, 2]);
        Enumerable.Range(0, 7).Select(r => rows.Table["avg_days_between_orders"].Number(r)).ShouldBe([double.NaN, double.NaN, 15, double.NaN, double.NaN, 10, 10]);
    }

    [Test]
    public void ProductHistory_OfAFold_CountsTheOthersScaledToAll()
    {
        var history = new ProductHistory(2);
        for (var part = 0; part <= ProductHistory.Folds; part++)
            for (var i = 0; i < 10 + part; i++) history.Add(part, i % 2, i % 4 == 0);
        // Training folds have 10 to 14 lines, 60 in all; product 0 has 5, 6, 6, 7, 7 of them, 3, 3, 3, 4, 4 reordered.
        history.For(ProductHistory.Test, 0).ShouldBe((31, 17));
        var (purchases, reorders) = history.For(3, 0);
        purchases.ShouldBe(24 * 60 / 47.0, 1e-9);
        reorders.ShouldBe(13 * 60 / 47.0, 1e-9);
    }

    [Test]
    public void Run_WhereProductsDiffer_LearnsItAndWhereAllIsChanceNothing()
    {
        var learnt = Run(Files);
        learnt.Auc.ShouldBeGreaterThan(0.75, $"seed {Seed}; knowing the shares it would be about 0.8");
        learnt.Accuracy.ShouldBeGreaterThan(learnt.MajorityAccuracy + 0.15);
        learnt.Importance.Keys.Take(2).ShouldBe(["reorder_share", "total_reorders"], ignoreOrder: true);
        learnt.Importance.Values.Sum().ShouldBe(1, 1e-9);
        (learnt.Classes[2].Support, (long)learnt.TestRows).ShouldBe((learnt.TestRows, learnt.Confusion.Sum(r => r.Sum())));
        var chance = Run(InstacartFiles.Generate(1_500, Seed + 1, _ => 0.5));
        chance.Auc.ShouldBe(0.5, 0.04, $"seed {Seed}: any label that leaked would show");
    }

    [Test]
    public void Run_OnAPartOfTheRows_DrawsWholeUsers()
    {
        var files = InstacartFiles.Generate(1_500, Seed, _ => 0.5);
        var all = Rows(files);
        var some = Rows(files, Options with { MostRows = 4_000 });
        ((double)some.Parts.Length).ShouldBe(4_000, 500, $"of {all.Parts.Length}, seed {Seed}");
        some.Users.CountBy(u => u).ShouldBeSubsetOf(all.Users.CountBy(u => u));
    }

    [Test]
    public void Run_OnTooFewLines_SaysSo() =>
        Should.Throw<InvalidDataException>(() => Run(InstacartFiles.Small.ToDictionary())).Message.ShouldContain("more orders are needed");

    private static ReorderReport Run(Dictionary<string, string> files) => ReorderModel.Run(Rows(files), Options, default);

    private static ReorderRows Rows(Dictionary<string, string> files, InstacartOptions? options = null)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, files);
        return ReorderRows.Of(InstacartFiles.Load(folder), options ?? Options, default);
    }

    private static double Label(ReorderRows rows, int row) => rows.Table[ReorderRows.Target].Number(row);

    private static IEnumerable<string> Features(ReorderRows rows, int row) => rows.Table.Columns.Where(c => c.Name != ReorderRows.Target)
        .Select(c => c.IsNumeric ? c.Number(row).ToString("R", System.Globalization.CultureInfo.InvariantCulture) : c.Text(row) ?? "");
}
