using Shopstream.Modules.Recommendations.Data;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Data;

[TestFixture]
internal sealed class InteractionDatasetTests
{
    private TempDirectory _directory = null!;
    private InteractionDataset _dataset = null!;
    private InteractionLog _log = null!;

    [SetUp]
    public void Make() => (_directory, _dataset, _log) = (new(), new(), new(new(), new()));

    [TearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public void Read_OnlineRetail_TakesPurchasesOfCustomersWithTheirBaskets()
    {
        var file = Read(""""
            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
            536365,85123A,"WHITE HEART, ""BIG""",6,2010-12-01 08:26:00,2.55,17850,United Kingdom
            536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
            C536366,71053,WHITE METAL LANTERN,-6,2010-12-01 08:27:00,3.39,17850,United Kingdom
            536367,POST,POSTAGE,1,2010-12-01 08:28:00,18,12583,France
            536368,22728,ALARM CLOCK,1,2010-12-01 08:29:00,3.75,,France
            536369,22728,ALARM CLOCK,-3,2010-12-01 08:29:00,3.75,12583,France
            536370,22728,ALARM CLOCK,24,yesterday,3.75,12583,France
            536370,22728,ALARM CLOCK,24,2010-12-01 08:45:00,3.75,12583,France
            """");
        (file.Read, file.Accepted, file.Rejected).ShouldBe((8, 3, 5));
        file.Reasons["passed over: a cancellation"].ShouldBe(1);
        file.Reasons.Keys.Count(r => r.StartsWith("passed over: ", StringComparison.Ordinal)).ShouldBe(4);
        file.BadLines.Select(b => b.Line).ShouldBe([4, 5, 6, 7, 8]);
        _log.Interactions.ToArray().Select(i => (_log.Users[i.User], _log.Items[i.Item], i.Time, i.Basket)).ShouldBe(
            [("17850", "85123A", 1_291_191_960, 536365), ("17850", "71053", 1_291_191_960, 536365), ("12583", "22728", 1_291_193_100, 536370)]);
        var features = _dataset.FeaturesOf(_log.Items)!;
        features.Matrix.ItemsOf(0).ToArray().Select(features.NameOf).ShouldBe(["price:3", "word:white", "word:heart", "word:big"], ignoreOrder: true);
        var attributes = _dataset.AttributesOf(_log.Users)!;
        attributes.Matrix.ItemsOf(1).ToArray().Select(attributes.NameOf).ShouldBe(["country:France"]);
    }

    [Test]
    public void Read_Instacart_HasCustomersOrElseOrders()
    {
        Read("order_id,user_id,order_number,product_id\n7,187,3,22969\nx,1,1,1\n8,187,4,22969\n").Accepted.ShouldBe(2);
        _log.Interactions.ToArray().Select(i => (_log.Users[i.User], _log.Items[i.Item], i.Value, i.Basket)).ShouldBe([("187", "22969", 1, 7), ("187", "22969", 1, 8)]);
        _log = new(new(), new());
        Read("order_id,product_id,add_to_cart_order,reordered\n2,33120,1,1\n2,28985,2,0\n").Accepted.ShouldBe(2);
        _log.Interactions.ToArray().Select(i => (_log.Users[i.User], i.Value, i.Basket)).ShouldBe([("order 2", 1, 2), ("order 2", 0, 2)]);
    }

    [Test]
    public void ReadTables_OfMovieLensAndCsv_GiveFeaturesAndAttributes()
    {
        File.WriteAllText(_directory.File("u.item"), "1|Toy Story (1995)|01-Jan-1995||http://x|0|0|0|1|1\n2|GoldenEye (1995)|01-Jan-1995||http://x|0|1|0|0|0\n");
        File.WriteAllText(_directory.File("u.user"), "1|24|M|technician|85711\n2|53|F|other|94043\n");
        File.WriteAllText(_directory.File("products.csv"), "product_id,product_name,aisle_id,department_id,brand,price\n9,\"Cookies, dark\",61,19,Acme,4\n");
        DescriptionTables.ReadItems(_dataset, _directory.File("u.item")).ShouldBe(2);
        DescriptionTables.ReadItems(_dataset, _directory.File("products.csv")).ShouldBe(1);
        DescriptionTables.ReadUsers(_dataset, _directory.File("u.user")).ShouldBe(2);
        _dataset.Items["1"].Categories.ShouldBe(["genre 3", "genre 4"]);
        _dataset.Items["9"].Categories.ShouldBe(["aisle_id 61", "department_id 19"]);
        (_dataset.Items["9"].Brand, _dataset.Items["9"].Price, _dataset.Items["9"].Text).ShouldBe(("Acme", 4, "Cookies, dark"));
        _dataset.Users["2"].ShouldBe(["age:50s", "gender:F", "occupation:other"]);
        File.WriteAllText(_directory.File("bad.csv"), "colour,price\nred,3\n");
        Should.Throw<FormatException>(() => DescriptionTables.ReadItems(_dataset, _directory.File("bad.csv"))).Message.ShouldContain("product_id");
    }

    [Test]
    public void Read_WrongHeader_Throws()
    {
        File.WriteAllText(_directory.File("f"), "InvoiceNo,StockCode\n1,2\n");
        Should.Throw<FormatException>(() => _dataset.Read(_log, _directory.File("f"), InteractionFormat.Auto, default)).Message.ShouldContain("Description");
    }

    [Test]
    public void Read_RealOnlineRetail_CountsEveryLine()
    {
        var file = _dataset.Read(_log, Repository.RealData("online_retail", "online_retail_2010-12_2011-12.csv.gz"), InteractionFormat.Auto, default);
        file.Read.ShouldBe(541_909);
        file.Reasons.Values.Sum().ShouldBe(file.Rejected);
        file.Reasons["passed over: a cancellation"].ShouldBe(9_288);
        file.Reasons.Keys.ShouldAllBe(r => r.StartsWith("passed over: ", StringComparison.Ordinal));
        _log.Users.Count.ShouldBeLessThanOrEqualTo(4_372);
    }

    private InteractionFile Read(string text)
    {
        File.WriteAllText(_directory.File("f"), text);
        return _dataset.Read(_log, _directory.File("f"), InteractionFormat.Auto, default);
    }
}
