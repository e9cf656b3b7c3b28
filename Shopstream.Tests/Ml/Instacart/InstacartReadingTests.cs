using Shopstream.Modules.Ml.Instacart;
using Shopstream.Tests.Support;
using Shouldly;

namespace Shopstream.Tests.Ml.Instacart;

[TestFixture]
internal sealed class InstacartReadingTests
{
    [TestCase("order_products__prior.csv", "order_products_prior.csv")]
    [TestCase("order_products__train.csv", "my order_products__train.first.CSV.GZ.csv.gz")]
    [TestCase("orders.csv", "random10k_orders.csv.gz")]
    [TestCase("products.csv", "Products.csv")]
    public void Load_OfOtherNames_FindsTheSame(string name, string other)
    {
        using var folder = new TempDirectory();
        var files = new Dictionary<string, string>(InstacartFiles.Small, StringComparer.Ordinal);
        files.Remove(name, out var text);
        files.Add(other, text!);
        InstacartFiles.Write(folder, files);
        var data = InstacartFiles.Load(folder);
        (data.Products.Count, data.Orders.Count, data.LineCount).ShouldBe((4, 4, 7));
    }

    [TestCaseSource(nameof(Names))]
    public void Load_OfAFolderWithoutAFile_NamesIt(string name)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small.Where(f => f.Key != name).ToDictionary());
        var message = Should.Throw<InvalidDataException>(() => InstacartFiles.Load(folder)).Message;
        message.ShouldContain($"missing {name}:");
        message.ShouldContain("found ");
    }

    [Test]
    public void Load_OfNoFolder_SaysSo()
    {
        using var folder = new TempDirectory();
        Should.Throw<DirectoryNotFoundException>(() => InstacartData.Load(folder.File("none"), new BadLines(), null, default)).Message.ShouldContain("none");
    }

    [TestCase("orders.csv", "order_number", "orders.csv: missing order_number: found the columns order_id, user_id, ")]
    [TestCase("order_products__train.csv", "reordered", "order_products__train.csv: missing reordered")]
    [TestCase("aisles.csv", "aisle_id", "aisles.csv: missing aisle_id")]
    public void Load_OfAFileWithoutAColumn_NamesBoth(string name, string column, string message)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small.ToDictionary(f => f.Key, f => f.Key == name ? f.Value.Replace(column, "other", StringComparison.Ordinal) : f.Value));
        Should.Throw<InvalidDataException>(() => InstacartFiles.Load(folder)).Message.ShouldContain(message);
    }

    [TestCase("", "orders.csv: found an empty file")]
    [TestCase("order_id,order_id\n", "orders.csv: found the column order_id twice")]
    public void Load_OfAFileWithoutHeader_SaysSo(string text, string message)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small.ToDictionary(f => f.Key, f => f.Key == "orders.csv" ? text : f.Value));
        Should.Throw<InvalidDataException>(() => InstacartFiles.Load(folder)).Message.ShouldContain(message);
    }

    [Test]
    public void Load_OfADamagedArchive_NamesTheFile()
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small.Where(f => f.Key != "orders.csv").ToDictionary());
        File.WriteAllText(folder.File("orders.csv.gz"), InstacartFiles.Small["orders.csv"]);
        Should.Throw<InvalidDataException>(() => InstacartFiles.Load(folder)).Message.ShouldStartWith("orders.csv.gz: ");
    }

    [Test]
    public void Load_OfBadLines_CountsThemWithFileLineAndReasonAndReadsTheRest()
    {
        using var folder = new TempDirectory();
        var files = new Dictionary<string, string>(InstacartFiles.Small, StringComparer.Ordinal);
        files["orders.csv"] += "105,3,prior,1,7,10,\n106,,prior,1,6,10,\n107,3,prior,1,6\n100,9,prior,1,6,10,\n108,4,prior,1,6,10,\n";
        files["order_products__prior.csv"] += "x,10,1,0\n104,10,1,2\n\n104,10,1.5,0\n104,\"10,2,0\n104,11,3,0\n";
        files["products.csv"] += "13,Nut \"x\" bar,1,1\n14,\"Tea\" green,1,1\n";
        InstacartFiles.Write(folder, files);
        var bad = new BadLines();
        var data = InstacartData.Load(folder.Path, bad, null, default);
        var found = bad.Summary();
        found.First.Select(b => $"{b.File} {b.Line} {b.Reason}").ShouldBe(
        [
            "products.csv 5 expected no quote inside a field without quotes, found '13,Nut \"x\" bar,1,1'",
            "products.csv 6 expected a comma after a closing quote, found '14,\"Tea\" green,1,1'",
            "orders.csv 6 order_dow: expected a whole number from 0 to 6, found '7'",
            "orders.csv 7 user_id: expected a whole number from 0 to 2147483647, found nothing",
            "orders.csv 8 expected as many fields as the header has, found '107,3,prior,1,6'",
            "orders.csv 9 order_id: expected each order once, found it in an earlier line",
            "order_products__prior.csv 7 order_id: expected a whole number from 0 to 2147483647, found 'x'",
            "order_products__prior.csv 8 reordered: expected a whole number from 0 to 1, found '2'",
            "order_products__prior.csv 10 add_to_cart_order: expected a whole number from 1 to 32767, found '1.5'",
            "order_products__prior.csv 11 expected a closing quote in the same line, found '104,\"10,2,0'",
        ]);
        found.Total.ShouldBe(10);
        found.ByReason.Values.Sum().ShouldBe(10);
        data.Files.Select(f => f.Bad).ShouldBe([0, 0, 2, 4, 4, 0]);
        (data.Products.Count, data.Orders.Count, data.LineCount).ShouldBe((4, 5, 8));
        data.FindOrder(108).ShouldBe(4);
        data.Orders[data.FindOrder(100)].User.ShouldBe(1, "the first of two counts");
    }

    [Test]
    public void Load_OfManyBadLines_KeepsTheFirstAndCountsAll()
    {
        using var folder = new TempDirectory();
        var files = new Dictionary<string, string>(InstacartFiles.Small, StringComparer.Ordinal);
        files["orders.csv"] += string.Concat(Enumerable.Repeat("y,3,prior,1,6,10,\n", 200));
        InstacartFiles.Write(folder, files);
        var bad = new BadLines();
        InstacartData.Load(folder.Path, bad, null, default);
        var found = bad.Summary();
        found.First.Count.ShouldBe(BadLines.Kept);
        found.ByReason.ShouldHaveSingleItem().Value.ShouldBe(200);
    }

    [Test]
    public void Load_Cancelled_Stops()
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small);
        Should.Throw<OperationCanceledException>(() => InstacartData.Load(folder.Path, new BadLines(), null, new CancellationToken(true)));
    }

    private static IEnumerable<string> Names() => InstacartFiles.Small.Keys;
}
