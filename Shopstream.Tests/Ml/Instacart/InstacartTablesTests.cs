using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Instacart;
using Shopstream.Tests.Support;
using Shouldly;

namespace Shopstream.Tests.Ml.Instacart;

/// <summary>The small folder, whose figures can be counted by hand.</summary>
[TestFixture]
internal sealed class InstacartTablesTests
{
    [Test]
    public void Load_OfTheSmallFolder_CountsMissingValuesByFileAndColumn()
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small);
        var files = InstacartFiles.Load(folder).Files;
        files.Select(f => (f.File, f.Rows)).ShouldBe(
        [
            ("aisles.csv", 2), ("departments.csv", 1), ("products.csv", 3), ("orders.csv", 4), ("order_products__prior.csv", 5), ("order_products__train.csv", 2),
        ]);
        files[2].Missing.ShouldBe(new Dictionary<string, long> { ["product_id"] = 0, ["product_name"] = 1, ["aisle_id"] = 1, ["department_id"] = 1 });
        files[3].Missing["days_since_prior_order"].ShouldBe(2);
        files[3].Missing.Values.Sum().ShouldBe(2);
    }

    [Test]
    public void Combine_OfTheSmallFolder_JoinsWhatIsKnown()
    {
        using var text = new StringWriter();
        var summary = Tables().Combine(text, default);
        text.ToString().Split('\n')[1..^1].ShouldBe(
        [
            "100,1,prior,1,2,8,,10,1,0,Banana,fruit,produce",
            "100,1,prior,1,2,8,,11,2,0,\"Brie \"\"Royal\"\", 5\"\"\",\"cheese, soft\",produce",
            "101,1,prior,2,3,7,15,10,1,1,Banana,fruit,produce",
            "103,2,prior,1,0,23,,12,1,0,,,",
            "104,,prior,,,,,99,1,1,,,",
            "102,1,train,3,4,9,5,10,1,1,Banana,fruit,produce",
            "102,1,train,3,4,9,5,12,2,0,,,",
        ]);
        (summary.Rows, summary.WithUser, summary.WithProduct).ShouldBe((7, 6, 6));
        summary.Missing.Where(m => m.Value > 0).Select(m => $"{m.Key} {m.Value}").ShouldBe(
            ["user_id 1", "order_number 1", "order_dow 1", "order_hour_of_day 1", "days_since_prior_order 4", "product_name 3", "aisle 3", "department 3"]);
    }

    [Test]
    public void WriteUsersAndProducts_OfTheSmallFolder_CountThem()
    {
        using var users = new StringWriter();
        Tables().WriteUsers(users).ShouldBe(2);
        users.ToString().ShouldBe("user_id,total_orders,avg_days_between_orders\n1,3,10\n2,1,\n");
        using var products = new StringWriter();
        var ranked = Tables().WriteProducts(products);
        products.ToString().ShouldBe("product_id,purchase_count,total_reorders\n10,3,2\n11,1,0\n12,2,0\n99,1,1\n");
        ranked.Select(p => (p.ProductId, p.Name, p.Purchases)).ShouldBe([(10, "Banana", 3), (12, null, 2), (11, "Brie \"Royal\", 5\"", 1), (99, null, 1)]);
        ranked[0].ReorderShare.ShouldBe(2 / 3.0);
    }

    [Test]
    public void ClassLines_OfAConfusionMatrix_AreTheUsualReport()
    {
        // scikit-learn's classification_report of the same 100 answers.
        var lines = ClassLines.Of(new ConfusionMatrix(40, 20, 25, 15));
        Shown(lines[0]).ShouldBe("0 0.6250 0.5556 0.5882 45");
        Shown(lines[1]).ShouldBe("1 0.6667 0.7273 0.6957 55");
        Shown(lines[2]).ShouldBe("macro avg 0.6458 0.6414 0.6419 100");
        Shown(lines[3]).ShouldBe("weighted avg 0.6479 0.6500 0.6473 100");

        static string Shown(ClassLine line) => FormattableString.Invariant($"{line.Name} {line.Precision:0.0000} {line.Recall:0.0000} {line.F1:0.0000} {line.Support}");
    }

    private static InstacartTables Tables()
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small);
        return new(InstacartFiles.Load(folder));
    }
}
